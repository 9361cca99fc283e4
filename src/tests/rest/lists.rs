//! Lists by cursor: every entry once, however the pages are cut.

use crate::support::{TestApp, on_both_databases, sample};
use serde_json::{Value, json};

on_both_databases! {
    async fn a_cursor_leads_through_the_whole_list(app: TestApp) {
        let ann = app.register("ann").await;
        let mut sent = Vec::new();
        for _ in 0..5 {
            let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
            sent.push(accepted["id"].as_str().unwrap().to_owned());
        }
        sent.reverse();
        let first = format!("/processing-history?projectId={}&limit=2", ann.project);
        let (mut path, mut seen) = (first.clone(), Vec::new());
        loop {
            let list = ann.client.get(&path).await.expect(200);
            assert_eq!(list["total"], 5);
            seen.extend(list["data"].as_array().unwrap().iter().map(|row| row["documentId"].as_str().unwrap().to_owned()));
            let Some(cursor) = list["nextCursor"].as_str() else { break };
            path = format!("{first}&cursor={cursor}");
        }
        assert_eq!(seen, sent);
        let wrong = ann.client.get(&format!("{first}&cursor=nonsense")).await.expect(400);
        assert_eq!(wrong["message"][0]["field"], "cursor");
    }

    async fn batches_and_deliveries_go_on_behind_a_cursor_too(app: TestApp) {
        let ann = app.register("ann").await;
        for name in ["one.pdf", "two.pdf", "three.pdf"] {
            ann.upload_batch(&[], &[(name, sample("invoice.pdf"))]).await.expect(201);
        }
        let hook = json!({ "projectId": ann.project, "name": "Hook", "url": "https://example.com", "events": ["document.processed"] });
        let hook = ann.client.post("/webhooks", hook).await.expect(201)["id"].as_str().unwrap().to_owned();
        ann.client.patch(&format!("/webhooks/{hook}"), json!({ "status": "paused" })).await.expect(200);
        for _ in 0..3 {
            ann.client.post(&format!("/webhooks/{hook}/test"), json!({})).await.expect(202);
        }
        for list in [format!("/batches?projectId={}&limit=1", ann.project), format!("/webhooks/{hook}/deliveries?limit=1")] {
            let whole = ann.client.get(&list.replace("limit=1", "limit=10")).await.expect(200);
            let ids = |page: &Value| page["data"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>();
            assert_eq!(ids(&whole).len(), 3, "{whole}");
            assert!(whole.get("nextCursor").is_none());
            let (mut path, mut seen) = (list.clone(), Vec::new());
            loop {
                let page = ann.client.get(&path).await.expect(200);
                assert_eq!(page["total"], 3);
                seen.extend(ids(&page));
                let Some(cursor) = page["nextCursor"].as_str() else { break };
                path = format!("{list}&cursor={cursor}");
            }
            assert_eq!(seen, ids(&whole), "{list}");
            let wrong = ann.client.get(&format!("{list}&cursor=nonsense")).await.expect(400);
            assert_eq!(wrong["message"][0]["field"], "cursor");
        }
    }

    async fn a_short_list_is_whole_unless_a_page_of_it_is_asked_for(app: TestApp) {
        let ann = app.register("ann").await;
        for n in 0..2 {
            let new = json!({ "projectId": ann.project, "name": format!("Token {n}"), "permissions": ["documents:read"] });
            ann.client.post("/api-tokens", new).await.expect(201);
            let new = json!({ "projectId": ann.project, "name": format!("Hook {n}"), "url": "https://example.com", "events": ["document.processed"] });
            ann.client.post("/webhooks", new).await.expect(201);
        }
        for list in ["templates", "webhooks", "api-tokens"] {
            let get = async |query: &str| {
                let answer = ann.client.get(&format!("/{list}?projectId={}{query}", ann.project)).await;
                let total = answer.header("x-total-count").to_owned();
                (total, answer.expect(200).as_array().unwrap().clone())
            };
            let (total, whole) = get("").await;
            assert!(whole.len() >= 2 && total == whole.len().to_string(), "{list}");
            assert_eq!(get("&limit=1").await, (total.clone(), whole[..1].to_vec()), "{list}");
            assert_eq!(get("&page=2&limit=1").await, (total.clone(), whole[1..2].to_vec()), "{list}");
            assert_eq!(get("&page=9").await, (total.clone(), vec![]), "{list}");
            ann.client.get(&format!("/{list}?projectId={}&limit=101", ann.project)).await.expect(400);
        }
    }

    async fn what_is_searched_for_is_a_few_words(app: TestApp) {
        let ann = app.register("ann").await;
        for list in ["batches", "documents", "processing-history", "processing-history/export"] {
            let path = |length| format!("/{list}?projectId={}&search={}", ann.project, "a".repeat(length));
            ann.client.get(&path(200)).await.expect(200);
            let refused = ann.client.get(&path(201)).await.expect(400);
            assert_eq!(refused["message"][0]["field"], "search", "{list}");
        }
    }
}
