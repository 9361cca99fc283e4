//! Templates: versions, normal form, refusals.

use crate::support::{TestApp, on_both_databases, sample};
use serde_json::{Value, json};

on_both_databases! {
    async fn a_template_lives_through_its_versions(app: TestApp) {
        let ann = app.register("ann").await;
        let new = json!({ "projectId": ann.project, "name": "Policy", "templateSchema": { "policyNumber": { "type": "string" } } });
        let made = ann.client.post("/templates", new).await.expect(201);
        assert_eq!((made["version"].as_i64(), made["resultFormat"].as_str()), (Some(1), Some("json")));
        assert_eq!(made["templateSchema"], json!({ "type": "object", "properties": { "policyNumber": { "type": "string" } } }));
        let path = format!("/templates/{}", made["id"].as_str().unwrap());

        let changed = ann.client.patch(&path, json!({ "instructions": "Read the stamp too." })).await.expect(200);
        assert_eq!(changed["version"], 2);
        assert_eq!(changed["templateSchema"], made["templateSchema"], "what is not named stays");
        assert_eq!(ann.client.get(&path).await.expect(200), changed);

        ann.client.delete(&path).await.expect(204);
        ann.client.get(&path).await.expect(404);
        ann.client.delete(&path).await.expect(404);
        let left = ann.client.get(&format!("/templates?projectId={}", ann.project)).await.expect(200);
        assert_eq!(left.as_array().unwrap().len(), 2);
    }

    async fn a_template_that_cannot_work_is_refused(app: TestApp) {
        let ann = app.register("ann").await;
        for (change, field) in [
            (json!({ "name": " " }), "name"),
            (json!({ "templateSchema": {} }), "templateSchema"),
            (json!({ "templateSchema": [1] }), "templateSchema"),
            (json!({ "templateSchema": { "a": { "type": "money" } } }), "templateSchema.a"),
        ] {
            let problem = ann.client.patch(&format!("/templates/{}", ann.template), change).await.expect(400);
            assert_eq!(problem["message"][0]["field"], field, "{problem}");
        }
        for (change, says) in [
            (json!({ "provider": "openai", "model": "gpt-1" }), "There is no model `openai/gpt-1`"),
            (json!({ "provider": "acme" }), "There is no model `acme/built-in`"),
            (json!({ "secondModel": "gemini" }), "There is no model `gemini`"),
            (json!({ "secondModel": "local/built-in" }), "must be another than the first"),
        ] {
            let problem = ann.client.patch(&format!("/templates/{}", ann.template), change).await.expect(422);
            assert!(problem["message"].as_str().unwrap().contains(says), "{problem}");
        }
        let kept = ann.client.get(&format!("/templates/{}", ann.template)).await.expect(200);
        assert_eq!(kept["version"], 1);
    }

    async fn a_template_may_name_any_model_of_the_catalogue_and_a_second_one(app: TestApp) {
        let ann = app.register("ann").await;
        let path = format!("/templates/{}", ann.template);
        let change = json!({ "provider": "openai", "model": "gpt-5.4-mini", "secondModel": "local/built-in" });
        let changed = ann.client.patch(&path, change).await.expect(200);
        assert_eq!((changed["model"].as_str(), changed["secondModel"].as_str()), (Some("gpt-5.4-mini"), Some("local/built-in")));
        let change = json!({ "provider": "self-hosted", "model": "qwen3:4b", "secondModel": "" });
        assert_eq!(ann.client.patch(&path, change).await.expect(200)["secondModel"], "");
    }

    async fn every_save_is_kept_and_can_be_had_again(app: TestApp) {
        let ann = app.register("ann").await;
        let path = format!("/templates/{}", ann.template);
        let first = ann.client.get(&path).await.expect(200);
        let change = json!({ "name": "Slip", "templateSchema": { "total": { "type": "number" } } });
        ann.client.patch(&path, change).await.expect(200);

        let versions = ann.client.get(&format!("{path}/versions")).await.expect(200);
        let told: Vec<_> = versions.as_array().unwrap().iter().map(|one| (&one["version"], &one["changes"])).collect();
        assert_eq!(told, [(&json!(2), &json!(["name", "templateSchema"])), (&json!(1), &json!([]))]);
        assert_eq!(versions[0]["savedBy"], "ann");

        let second = ann.client.get(&format!("{path}/versions/2")).await.expect(200);
        let name = json!({ "what": "name", "before": first["name"], "after": "Slip" });
        assert!(second["differences"].as_array().unwrap().contains(&name), "{second}");
        let old = ann.client.get(&format!("{path}/versions/1")).await.expect(200);
        assert_eq!((&old["name"], &old["templateSchema"]), (&first["name"], &first["templateSchema"]));
        ann.client.get(&format!("{path}/versions/3")).await.expect(404);

        let restored = ann.client.post(&format!("{path}/versions/1/restoration"), json!({})).await.expect(200);
        assert_eq!((&restored["version"], &restored["name"]), (&json!(3), &first["name"]));
        assert_eq!(restored["templateSchema"], first["templateSchema"]);
    }

    async fn a_template_is_copied_and_what_is_exported_can_be_taken_in_again(app: TestApp) {
        let (ann, bob) = (app.register("ann").await, app.register("bob").await);
        let path = format!("/templates/{}", ann.template);
        let original = ann.client.get(&path).await.expect(200);
        let copy = ann.client.post(&format!("{path}/duplicates"), json!({})).await.expect(201);
        assert_eq!(copy["name"], format!("{} (copy)", original["name"].as_str().unwrap()));
        assert_eq!((&copy["templateSchema"], &copy["version"]), (&original["templateSchema"], &json!(1)));
        let elsewhere = json!({ "projectId": bob.project });
        ann.client.post(&format!("{path}/duplicates"), elsewhere).await.expect(404);

        let file = ann.client.get(&format!("{path}/export")).await;
        assert_eq!(file.header("content-type"), "application/json");
        let mut exported: Value = serde_json::from_str(&file.text()).unwrap();
        exported["projectId"] = json!(bob.project);
        let taken = bob.client.post("/templates", exported).await.expect(201);
        assert_eq!((&taken["templateSchema"], &taken["name"]), (&original["templateSchema"], &original["name"]));

        let form = format!("/app/{}/template-import", bob.project);
        let answer = bob.client.upload(&form, &[], "template.json", file.body.clone()).await;
        assert!(answer.header("location").starts_with(&format!("/app/{}/templates/tmpl_", bob.project)));
        let answer = bob.client.upload(&form, &[], "template.json", b"{\"name\": 3}".to_vec()).await;
        assert!(answer.header("location").contains("importError="), "{}", answer.header("location"));
        let answer = ann.client.upload(&form, &[], "template.json", file.body).await;
        assert!(answer.header("location").contains("importError="), "it is bob's project");
    }

    async fn no_document_is_read_with_a_template_that_is_switched_off(app: TestApp) {
        let ann = app.register("ann").await;
        let path = format!("/templates/{}", ann.template);
        ann.client.patch(&path, json!({ "isActive": false })).await.expect(200);
        let problem = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(422);
        assert_eq!(problem["code"], "template_inactive");
        ann.client.patch(&path, json!({ "isActive": true })).await.expect(200);
        ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
    }

    async fn who_edits_an_old_version_is_told(app: TestApp) {
        let ann = app.register("ann").await;
        let path = format!("/templates/{}", ann.template);
        let first = ann.client.get(&path).await;
        assert_eq!(first.header("etag"), "\"1\"");
        let known = ann.client.call_with("GET", &path, Value::Null, "if-none-match", "\"1\"").await;
        assert_eq!((known.status.as_u16(), known.header("etag"), known.text().as_str()), (304, "\"1\"", ""));

        let rename = |name: &'static str, tag: &'static str| {
            ann.client.call_with("PATCH", &path, json!({ "name": name }), "if-match", tag)
        };
        let second = rename("Second", "\"1\"").await;
        assert_eq!(second.header("etag"), "\"2\"");
        second.expect(200);
        assert_eq!(rename("Late", "\"1\"").await.expect(412)["code"], "changed_meanwhile");
        assert_eq!(ann.client.call_with("GET", &path, Value::Null, "if-none-match", "\"1\"").await.expect(200)["name"], "Second");
        rename("Third", "*").await.expect(200);
        assert_eq!(ann.client.call_with("DELETE", &path, Value::Null, "if-match", "\"2\"").await.expect(412)["code"], "changed_meanwhile");
        ann.client.call_with("DELETE", &path, Value::Null, "if-match", "\"3\"").await.expect(204);
    }
}
