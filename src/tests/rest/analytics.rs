//! A project in numbers.

use crate::support::{TestApp, on_both_databases, sample};
use serde_json::{Value, json};
use std::time::Duration;

on_both_databases! {
    async fn documents_are_counted_by_day_template_and_person(app: TestApp) {
        let ann = app.register("ann").await;
        let at = |path: &str| format!("{path}?projectId={}&period=7d", ann.project);
        let nothing = ann.client.get(&at("/analytics")).await.expect(200);
        assert_eq!((&nothing["documents"]["total"], &nothing["successRate"]), (&json!(0), &Value::Null));
        assert_eq!(nothing["daily"].as_array().unwrap().len(), 7);

        let first = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        app.finished(&ann.client, first["processingId"].as_str().unwrap()).await;
        app.advance(Duration::from_secs(24 * 60 * 60));
        for _ in 0..2 {
            let next = ann.upload("contract.pdf", sample("contract.pdf")).await.expect(201);
            app.finished(&ann.client, next["processingId"].as_str().unwrap()).await;
        }
        let seen = ann.client.get(&at("/analytics")).await.expect(200);
        let days = seen["daily"].as_array().unwrap();
        let came: Vec<_> = days.iter().rev().take(3).map(|day| day["documents"].as_i64().unwrap()).collect();
        assert_eq!(came, [2, 1, 0], "today, yesterday, before");
        let ended: i64 = days.iter().map(|day| day["completed"].as_i64().unwrap() + day["failed"].as_i64().unwrap()).sum();
        assert_eq!((ended, &seen["documents"]["inPeriod"], &seen["documents"]["total"]), (3, &json!(3), &json!(3)));
        let rate = seen["successRate"].as_f64().unwrap();
        assert!(rate > 0.0 && rate <= 1.0);
        assert!(seen["processingTime"]["p50"].as_i64().unwrap() <= seen["processingTime"]["p95"].as_i64().unwrap());
        assert_eq!((&seen["templates"][0]["templateId"], &seen["templates"][0]["documents"]), (&json!(ann.template), &json!(3)));
        assert_eq!((&seen["members"][0]["userId"], &seen["members"][0]["documents"]), (&json!(ann.user), &json!(3)));
        let bytes = sample("invoice.pdf").len() + 2 * sample("contract.pdf").len();
        assert_eq!(seen["storageBytes"], bytes);

        let used = ann.client.get(&at("/credits/usage")).await.expect(200);
        assert_eq!((&used["billing"], &used["credits"], &used["models"][0]["provider"]), (&json!("off"), &json!(0), &json!("local")));
        let balance = ann.client.get(&format!("/credits?projectId={}", ann.project)).await.expect(200);
        assert_eq!(balance, json!({ "billing": "off", "balance": null }));
        let wrong = ann.client.get(&format!("/analytics?projectId={}&period=2w", ann.project)).await.expect(400);
        assert_eq!(wrong["message"][0]["field"], "period");
    }
}
