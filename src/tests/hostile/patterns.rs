//! Patterns of templates that are made to cost time.

use crate::support::{Backend, TestApp};
use serde_json::{Map, Value, json};
use std::time::{Duration, Instant};

/// Three hundred that take half a second each, were they compiled; and one that other engines never finish.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pattern_that_is_made_to_run_for_ever_does_not() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    let with = |count: usize, pattern: &str| {
        let one = |n| (format!("f{n}"), json!({ "type": "string", "pattern": pattern }));
        let fields: Map<String, Value> = (0..count).map(one).collect();
        json!({ "projectId": ann.project, "name": "p", "templateSchema": fields })
    };
    let from = Instant::now();
    let refused = ann.client.post("/templates", with(300, r"\p{L}{1,100}\p{L}{1,100}")).await.expect(400);
    assert_eq!(refused["message"].as_array().unwrap().len(), 300);
    ann.client.post("/templates", with(1, "^((a+)+)+$")).await.expect(201);
    assert!(from.elapsed() < Duration::from_secs(60), "{:?}", from.elapsed());
}
