//! The records of uploads: listed, limited, removed.

use crate::support::{TestApp, on_both_databases, sample};
use serde_json::{Value, json};

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}

on_both_databases! {
    async fn documents_are_listed_by_what_they_are_called_and_when_they_came(app: TestApp) {
        let ann = app.register("ann").await;
        let first = ann.upload("March 100%.pdf", sample("invoice.pdf")).await.expect(201);
        let second = ann.upload("april_1.pdf", sample("contract.pdf")).await.expect(201);
        app.finished(&ann.client, text(&first, "processingId")).await;
        let day = text(&first, "createdAt")[..10].to_owned();
        for list in ["documents", "processing-history"] {
            let ids = async |query: &str| {
                let page = ann.client.get(&format!("/{list}?projectId={}&{query}", ann.project)).await.expect(200);
                let id = |one: &Value| one.get("documentId").unwrap_or(&one["id"]).clone();
                page["data"].as_array().unwrap().iter().map(id).collect::<Vec<_>>()
            };
            assert_eq!(ids("").await, [second["id"].clone(), first["id"].clone()], "newest first");
            assert_eq!(ids("search=MARCH").await, [first["id"].clone()]);
            assert_eq!(ids("search=100%25").await, [first["id"].clone()]);
            assert_eq!(ids("search=l_1").await, [second["id"].clone()]);
            assert!(ids("search=l%251").await.is_empty(), "what is searched for is no pattern");
            assert_eq!(ids(&format!("fromDate={day}&toDate={day}")).await.len(), 2);
            assert!(ids("toDate=2020-01-01").await.is_empty());
            assert!(ids("fromDate=2999-01-01T00:00:00Z").await.is_empty());
            assert_eq!(ids(&format!("templateId={}&limit=1", ann.template)).await.len(), 1);
        }
        let path = format!("/documents?projectId={}&limit=1", ann.project);
        let page = ann.client.get(&path).await.expect(200);
        let rest = ann.client.get(&format!("{path}&cursor={}", text(&page, "nextCursor"))).await.expect(200);
        assert_eq!(rest["data"][0]["id"], first["id"]);
        let wrong = ann.client.get(&format!("{path}&fromDate=soon&status=lost")).await.expect(400);
        assert_eq!(wrong["message"].as_array().unwrap().len(), 2, "{wrong}");
    }

    async fn of_removing_and_reading_again_at_once_one_wins(app: TestApp) {
        let ann = app.register("ann").await;
        let twin = app.twin(&ann.client).await;
        let mut kept = Vec::new();
        for round in 0..12 {
            let made = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
            let id = text(&made, "id").to_owned();
            app.finished(&ann.client, text(&made, "processingId")).await;
            let path = format!("/documents/{id}");
            let again = format!("{path}/processings");
            let remove = async { ann.client.delete(&path).await.status.as_u16() };
            let read = async { twin.post(&again, json!({})).await.status.as_u16() };
            let (removed, read) = if round % 2 == 0 {
                tokio::join!(remove, read)
            } else {
                let (read, removed) = tokio::join!(read, remove);
                (removed, read)
            };
            match (removed, read) {
                (204, 404) => {}
                (409, 200..300) => kept.push(id),
                // It was read, and done, before it was removed.
                (204, 200..300) => {}
                odd => panic!("{odd:?}"),
            }
        }
        let list = ann.client.get(&format!("/processing-history?projectId={}&limit=100", ann.project)).await.expect(200);
        for run in list["data"].as_array().unwrap() {
            assert!(kept.iter().any(|id| *id == run["documentId"]), "{run} is of no document");
        }
    }

    async fn a_removed_document_is_gone_with_its_file_and_results(app: TestApp) {
        let ann = app.register("ann").await;
        let made = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        let (id, run) = (text(&made, "id"), text(&made, "processingId"));
        app.finished(&ann.client, run).await;
        let corrections = json!({ "corrections": [{ "path": "totalAmount", "value": 1 }] });
        ann.client.post(&format!("/processing-history/{run}/corrections"), corrections).await.expect(201);
        let again = ann.upload("again.pdf", sample("invoice.pdf")).await.expect(201);
        assert_eq!(again["duplicateOf"], made["id"]);
        app.finished(&ann.client, text(&again, "processingId")).await;
        let key = format!("{}/{id}", ann.organization);
        assert!(app.runtime.storage.get(&key).await.is_ok());

        ann.token(&["documents:write"]).await.delete(&format!("/documents/{id}")).await.expect(403);
        ann.client.delete(&format!("/documents/{id}")).await.expect(204);
        for path in [format!("/documents/{id}"), format!("/documents/{id}/file"), format!("/processing-history/{run}")] {
            ann.client.get(&path).await.expect(404);
        }
        ann.client.delete(&format!("/documents/{id}")).await.expect(404);
        assert!(app.runtime.storage.get(&key).await.is_err());
        assert!(app.runtime.storage.get(&format!("{key}.{run}.pages")).await.is_err());
        let left = ann.client.get(&format!("/documents/{}", text(&again, "id"))).await.expect(200);
        assert_eq!(left["duplicateOf"], Value::Null, "the first of its kind now");
    }

    async fn every_address_says_what_it_takes(app: TestApp) {
        let visitor = app.visitor();
        let refused = visitor.call("PUT", "/v1/documents", json!({})).await;
        assert_eq!(refused.header("allow"), "GET,HEAD");
        assert_eq!(refused.expect(405)["code"], "method_not_allowed");
        let asked = visitor.call_with("OPTIONS", "/v1/templates", Value::Null, "origin", "https://elsewhere.example").await;
        assert_eq!((asked.status.as_u16(), asked.header("allow")), (204, "GET,HEAD,POST"));
        assert_eq!(visitor.page("/v1/nothing").await.expect(404)["code"], "not_found");
        let head = visitor.call_with("HEAD", "/health/live", Value::Null, "accept", "*/*").await;
        assert_eq!((head.status.as_u16(), head.text().as_str()), (200, ""));
        let login = r#"{"email":"a@example.com","password":"x"}"#;
        let typed = visitor.raw("/auth/login", "application/json; charset=utf-8", login).await;
        assert_eq!(typed.expect(401)["code"], "wrong_credentials");
        assert_eq!(visitor.raw("/auth/login", "text/plain", login).await.expect(415)["code"], "unsupported_media_type");
    }
}
