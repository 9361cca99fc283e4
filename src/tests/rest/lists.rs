//! Lists by cursor: every entry once, however the pages are cut.

use crate::support::{TestApp, on_both_databases, sample};

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
