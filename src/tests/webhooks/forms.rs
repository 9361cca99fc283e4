//! The screens without script: every form posts, every page shows what it did.

use super::newest;
use crate::support::{Receiver, TestApp, on_both_databases};

on_both_databases! {
    async fn an_endpoint_is_made_changed_tried_and_looked_at_by_forms(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[500]).await;
        let post = async |function: &str, fields: &[(&str, &str)]| {
            let answer = ann.client.form(&format!("/fn/webhooks/{function}"), fields).await;
            assert_eq!(answer.status, 302, "{function}: {}", answer.text());
            assert!(!answer.header("location").contains("__err="), "{function}: {}", answer.header("location"));
        };
        post("create", &[
            ("project", &ann.project),
            ("form[name]", "books"),
            ("form[url]", &receiver.url),
            ("form[events][]", "template.updated"),
            ("form[events][]", "document.failed"),
            ("form[headers]", "X-Tenant: 7\r\nAuthorization: Bearer a:b"),
            ("form[payload_style]", "flat"),
            ("form[attempts]", "5"),
            ("form[secret]", "a secret of my own"),
        ]).await;
        let list = ann.client.get(&format!("/webhooks?projectId={}", ann.project)).await.expect(200);
        let webhook = list[0].clone();
        assert_eq!((webhook["attempts"].as_i64(), webhook["events"].as_array().unwrap().len()), (Some(5), 2));
        let id = webhook["id"].as_str().unwrap();

        post("test", &[("webhook", id), ("event", "document.processed")]).await;
        let received = receiver.next().await;
        assert_eq!(received.header("authorization"), "Bearer a:b");
        assert_eq!((received.json()["event"].as_str(), received.json()["test"].as_bool()), (Some("document.processed"), Some(true)));
        let delivery = newest(&app, &ann, &webhook, "failed").await["id"].as_str().unwrap().to_owned();
        post("resend", &[("webhook", id), ("delivery", &delivery)]).await;
        receiver.next().await;
        newest(&app, &ann, &webhook, "delivered").await;

        post("update", &[
            ("webhook", id),
            ("form[name]", "ledger"),
            ("form[description]", "Two\nlines"),
            ("form[url]", &receiver.url),
            ("form[events][]", "template.updated"),
            ("form[headers]", "X-Tenant: ••••••"),
            ("form[payload_style]", "standard"),
            ("form[attempts]", "1"),
        ]).await;
        post("secret", &[("webhook", id), ("secret", "another secret of my own")]).await;
        post("recover", &[("webhook", id), ("hours", "24")]).await;
        post("status", &[("webhook", id), ("status", "paused")]).await;

        let at = |place: &str| format!("/app/{}/webhooks/{id}{place}", ann.project);
        let page = ann.client.page(&at("?status=delivered&event=document.processed")).await.expect(200).to_string();
        for part in ["ledger", "Paused: deliveries wait", "X-Tenant", "X-Tenant: ••••••", "The one before signs as well", &delivery] {
            assert!(page.contains(part), "{part} is not on the page");
        }
        assert!(!page.contains(">Authorization<") && !page.contains("Bearer a:b"), "it was taken away");
        let nothing = ann.client.page(&at("?status=failed")).await.expect(200).to_string();
        assert!(nothing.contains("No delivery is like this") && !nothing.contains(&delivery));
        let one = ann.client.page(&at(&format!("/{delivery}"))).await.expect(200).to_string();
        assert!(one.contains("Attempt 2") && one.contains("INV-2026-0331"));
        ann.client.page(&at("/dlv_none")).await.expect(404);
    }

    async fn what_was_wrong_comes_back_to_the_form(app: TestApp) {
        let ann = app.register("ann").await;
        let fields = [("project", ann.project.as_str()), ("form[name]", "x"), ("form[url]", "https://example.com"), ("form[headers]", "no header")];
        let answer = ann.client.form("/fn/webhooks/create", &fields).await;
        assert!(answer.header("location").contains("__err="), "{}", answer.header("location"));
        let told = ann.client.function("/fn/webhooks/create", &fields).await.expect(400);
        assert_eq!(told["fields"][0]["field"], "headers");
    }
}
