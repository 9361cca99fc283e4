//! Something of everything that belongs to somebody else.

use crate::support::{Receiver, TestApp, sample};
use serde_json::{Value, json};

/// Of a LINE bot.
const KEY: &str = "0123456789abcdef0123456789abcdef";

/// What the victim has, by the name in the tables above.
pub struct Belongings(pub Vec<(&'static str, String)>);

impl Belongings {
    pub async fn of(app: &TestApp) -> Self {
        let victim = app.register("victim").await;
        let accepted = victim.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        let batch = victim.upload_batch(&[], &[("invoice.pdf", sample("invoice.pdf"))]).await.expect(201);
        let id = |value: &Value, key: &str| value[key].as_str().unwrap().to_owned();
        let receiver = Receiver::start(&[]).await;
        let webhook =
            json!({ "projectId": victim.project, "name": "w", "url": receiver.url, "events": ["document.processed"] });
        let webhook = victim.client.post("/webhooks", webhook).await.expect(201);
        let delivery =
            victim.client.post(&format!("/webhooks/{}/test", id(&webhook, "id")), json!({})).await.expect(202);
        let line = json!({ "projectId": victim.project, "channelSecret": KEY, "accessToken": KEY });
        let line = victim.client.post("/line", line).await.expect(201);
        let token = json!({ "projectId": victim.project, "name": "t", "permissions": ["documents:read"] });
        let token = victim.client.post("/api-tokens", token).await.expect(201);
        let sessions = victim.client.get("/auth/sessions").await.expect(200);
        let path = format!("/organizations/{}/invitations", victim.organization);
        let invitation = victim.client.post(&path, json!({ "email": "guest@example.com" })).await.expect(201);
        let path = format!("/templates/{}/reference-files", victim.template);
        let reference = victim.client.upload(&path, &[], "vendors.csv", b"vendor\nACME\n".to_vec()).await.expect(201);
        Self(vec![
            ("{reference}", id(&reference, "id")),
            ("{organization}", victim.organization),
            ("{project}", victim.project),
            ("{template}", victim.template),
            ("{document}", id(&accepted, "id")),
            ("{processing}", id(&accepted, "processingId")),
            ("{batch}", id(&batch, "id")),
            ("{webhook}", id(&webhook, "id")),
            ("{delivery}", id(&delivery, "id")),
            ("{line}", id(&line, "id")),
            ("{token}", id(&token, "id")),
            ("{user}", victim.user),
            ("{invitation}", id(&invitation, "id")),
            ("{link}", "nobody-was-sent-this".to_owned()),
            ("{provider}", "openai".to_owned()),
            ("{session}", id(&sessions[0], "id")),
        ])
    }

    pub fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    /// A body that is right but for whose it is.
    pub fn body(&self, path: &str) -> Value {
        let text = match path {
            "/projects" => r#"{"organizationId":"{organization}","name":"x"}"#,
            "/templates" => r#"{"projectId":"{project}","name":"x","templateSchema":{"a":{"type":"string"}}}"#,
            "/webhooks" => {
                r#"{"projectId":"{project}","name":"x","url":"https://example.com","events":["document.processed"]}"#
            }
            "/line" => {
                r#"{"projectId":"{project}","channelSecret":"0123456789abcdef","accessToken":"0123456789abcdef"}"#
            }
            "/api-tokens" => r#"{"projectId":"{project}","name":"x","permissions":["documents:read"]}"#,
            path if path.ends_with("/invitations") => r#"{"email":"mallory@example.com","role":"admin"}"#,
            path if path.ends_with("/owner") => r#"{"userId":"{user}"}"#,
            path if path.contains("/members/") => r#"{"role":"viewer"}"#,
            path if path.ends_with("/duplicates") => "{}",
            path if path.ends_with("/corrections") => r#"{"corrections":[{"path":"total","value":1}]}"#,
            path if path.starts_with("/templates/") => r#"{"name":"stolen"}"#,
            path if path.ends_with("/recover") => r#"{"since":"2026-01-01T00:00:00Z"}"#,
            path if path.ends_with("/secret") || path.ends_with("/test") => "{}",
            path if path.starts_with("/line/") => r#"{"reply":false}"#,
            path if path.starts_with("/webhooks/") => r#"{"status":"disabled"}"#,
            _ => "{}",
        };
        serde_json::from_str(&self.fill(text)).unwrap()
    }
}
