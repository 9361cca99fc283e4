//! A person corrects a result; the next document of the same layout needs no correcting.

use crate::support::{Tenant, TestApp, on_both_databases, printed, sample};
use serde_json::json;

on_both_databases! {
    async fn a_correction_is_kept_with_who_and_when_and_changes_what_leaves(app: TestApp) {
        let ann = app.register("ann").await;
        let run = read(&app, &ann, "invoice.pdf", sample("invoice.pdf")).await;
        let corrections = format!("/processing-history/{run}/corrections");
        let wanted = json!({ "corrections": [
            { "path": "totalAmount", "value": 51124.59 },
            { "path": "lineItems[0].quantity", "value": "3" },
        ] });
        let corrected = ann.client.post(&corrections, wanted).await.expect(201);
        assert_eq!(corrected["result"]["totalAmount"], 51124.59);
        assert_eq!(corrected["result"]["lineItems"][0]["quantity"], 3);
        assert_eq!(corrected["fields"]["totalAmount"]["status"], "corrected");
        assert_eq!(corrected["fields"]["totalAmount"]["confidence"], 1.0);
        assert_eq!(corrected["fields"]["invoiceNumber"]["status"], "grounded", "the others keep their evidence");
        let sums = corrected["checks"].as_array().unwrap().iter().filter(|check| check["passed"] == false).count();
        assert!(sums > 0, "the checks are run again: {}", corrected["checks"]);

        let kept = ann.client.get(&corrections).await.expect(200);
        assert_eq!(kept[0]["path"], "totalAmount");
        assert_eq!((&kept[0]["before"], &kept[0]["after"]), (&json!(51124.6), &json!(51124.59)));
        assert_eq!(kept[0]["correctedBy"], ann.user.as_str());
        let again = ann.client.get(&format!("/processing-history/{run}")).await.expect(200);
        assert_eq!(again["result"], corrected["result"]);
    }

    async fn what_cannot_be_set_changes_nothing_and_is_named(app: TestApp) {
        let ann = app.register("ann").await;
        let run = read(&app, &ann, "invoice.pdf", sample("invoice.pdf")).await;
        let corrections = format!("/processing-history/{run}/corrections");
        let wanted = json!({ "corrections": [
            { "path": "invoiceNumber", "value": "X" }, { "path": "issueDate", "value": "soon" }] });
        let problem = ann.client.post(&corrections, wanted).await.expect(400);
        assert_eq!(problem["message"][0]["field"], "issueDate", "{problem}");
        let same = ann.client.get(&format!("/processing-history/{run}")).await.expect(200);
        assert_eq!(same["result"]["invoiceNumber"], "INV-2026-0331");
        ann.client.post(&corrections, json!({ "corrections": [] })).await.expect(400);
        ann.client.post("/processing-history/proc_none/corrections", json!({ "corrections": [] })).await.expect(404);
        let reader = ann.token(&["documents:read"]).await;
        reader.post(&corrections, json!({ "corrections": [{ "path": "currency", "value": "EUR" }] })).await.expect(403);
    }

    async fn two_who_correct_the_same_at_once_do_not_overwrite_each_other(app: TestApp) {
        let ann = app.register("ann").await;
        let run = read(&app, &ann, "invoice.pdf", sample("invoice.pdf")).await;
        let corrections = format!("/processing-history/{run}/corrections");
        let wanted = |path: &str| json!({ "corrections": [{ "path": path, "value": "changed" }] });
        let (vendor, customer) = tokio::join!(
            ann.client.post(&corrections, wanted("vendor")),
            ann.client.post(&corrections, wanted("customer")),
        );
        let kept = ann.client.get(&corrections).await.expect(200);
        let made = [vendor.status, customer.status].iter().filter(|status| **status == 201).count();
        assert_eq!(kept.as_array().unwrap().len(), made);
        let result = ann.client.get(&format!("/processing-history/{run}")).await.expect(200)["result"].clone();
        for (status, path) in [(vendor.status, "vendor"), (customer.status, "customer")] {
            assert_eq!(result[path] == "changed", status == 201, "{path}: {status}");
        }
    }

    async fn the_second_document_of_a_layout_needs_no_correcting(app: TestApp) {
        let ann = app.register("ann").await;
        let schema = json!({ "bay": { "type": "string" }, "released": { "type": "string", "format": "date" } });
        let template = json!({ "projectId": ann.project, "name": "Slip", "templateSchema": schema });
        let template = ann.client.post("/templates", template).await.expect(201);
        let slip = |spot: &str, day: &str, lines: usize| {
            let mut words: Vec<(f32, f32, String)> = vec![
                (60.0, 60.0, "Northern Haulage and Storage Company".into()),
                (60.0, 80.0, "Harbour Road, Eastgate, receiving office".into()),
                (60.0, 140.0, format!("Zuw. {spot}")),
                (300.0, 140.0, "Sundry remarks follow below".into()),
            ];
            words.extend((0..lines).map(|line| (60.0, 180.0 + 20.0 * line as f32, format!("Pallet of goods {line}"))));
            // Below the list, so that it moves with its length.
            words.push((60.0, 220.0 + 20.0 * lines as f32, format!("Gone {day}")));
            words.push((60.0, 780.0, "Goods are carried under our printed conditions alone".into()));
            printed(&words)
        };
        let upload = async |bytes: Vec<u8>| {
            let fields = [("projectId", ann.project.as_str()), ("templateId", template["id"].as_str().unwrap())];
            let accepted = ann.client.upload("/upload", &fields, "slip.pdf", bytes).await.expect(201);
            app.finished(&ann.client, accepted["processingId"].as_str().unwrap()).await
        };

        let first = upload(slip("Q17", "2026-02-03", 3)).await;
        assert_ne!(first["result"], json!({ "bay": "Q17", "released": "2026-02-03" }), "there is nothing to teach");
        let wanted = json!({ "corrections": [
            { "path": "bay", "value": "Q17" }, { "path": "released", "value": "2026-02-03" }] });
        let path = format!("/processing-history/{}/corrections", first["id"].as_str().unwrap());
        let corrected = ann.client.post(&path, wanted).await.expect(201);
        assert_eq!(corrected["fields"]["bay"]["page"], 1, "the value was found on the page: {corrected}");

        let second = upload(slip("R42", "2026-02-05", 9)).await;
        assert_eq!(second["result"], json!({ "bay": "R42", "released": "2026-02-05" }));
        let other = upload(printed(&[(60.0, 140.0, "Zuw. T1".into()), (60.0, 400.0, "Gone fishing".into())])).await;
        assert_ne!(other["result"]["bay"], "T1", "another layout is not taken for this one");
    }
}

async fn read(app: &TestApp, tenant: &Tenant, name: &str, bytes: Vec<u8>) -> String {
    let accepted = tenant.upload(name, bytes).await.expect(201);
    let done = app.finished(&tenant.client, accepted["processingId"].as_str().unwrap()).await;
    assert_eq!(done["status"], "completed", "{done}");
    done["id"].as_str().unwrap().to_owned()
}
