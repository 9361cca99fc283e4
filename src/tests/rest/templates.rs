//! Templates: versions, normal form, refusals.

use crate::support::{TestApp, on_both_databases};
use serde_json::json;

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
}
