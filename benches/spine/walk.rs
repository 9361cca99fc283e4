//! The whole way: accept, an instant engine, result, webhook acknowledged. Each event must arrive, and once.

use crate::{
    accept::{AT_ONCE, at_once},
    cost, document,
    floor::Floor,
    support::{Backend, Receiver, Scripted, TestApp},
    table,
    watch::Watch,
};
use serde_json::json;
use std::{collections::HashSet, sync::Arc};

const DOCUMENTS: usize = 1000;

pub async fn measure(backend: Backend) {
    let app = TestApp::start_scripted(backend, Arc::new(Scripted::default())).await;
    let ann = app.register("ann").await;
    let floor = Floor::beside(&app).await;
    let mut receiver = Receiver::start(&[]).await;
    let endpoint = json!({
        "projectId": ann.project, "name": "bench", "url": receiver.url, "events": ["document.processed"],
        "secret": "a secret of sixteen or more",
    });
    ann.client.post("/webhooks", endpoint).await.expect(201);
    let mut watch = Watch::new(&app);

    let ours = cost::of(async {
        at_once(DOCUMENTS, async |n| drop(ann.upload("invoice.pdf", document::invoice(n)).await.expect(201))).await;
        for _ in 0..DOCUMENTS {
            watch.until_delivered().await;
        }
    })
    .await;
    // Published; now each must prove to have arrived.
    let mut arrived = HashSet::new();
    for _ in 0..DOCUMENTS {
        let envelope = receiver.next().await.json();
        assert_eq!(envelope["payload"]["status"], "completed");
        arrived.insert(envelope["payload"]["processingId"].to_string());
    }
    assert!(arrived.len() == DOCUMENTS && receiver.is_quiet(), "an event arrived twice");

    let file: Arc<[u8]> = document::invoice(0).into();
    let floor = cost::of(async {
        at_once(DOCUMENTS, async |_| {
            floor.keep(file.clone()).await;
            for _ in 0..3 {
                floor.commit_in_group().await;
            }
        })
        .await;
    })
    .await;
    let what = format!("accept to webhook acknowledged, {AT_ONCE} at once");
    table::rate(&what, DOCUMENTS, ours, floor, "a synced file, 3 shared commits: accepted, settled, acknowledged");
}
