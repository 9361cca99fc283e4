//! What the owner has: of every kind that a route can name.

use crate::support::{Tenant, sample};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Nobody is asked twice to join.
static GUESTS: AtomicUsize = AtomicUsize::new(0);

pub struct Things {
    pub organization: String,
    pub project: String,
    pub template: String,
    document: String,
    processing: String,
    batch: String,
    webhook: String,
    delivery: String,
    line: String,
    token: String,
    session: String,
    invitation: String,
    reference: String,
    /// A member of the organization, and of the project.
    bystander: String,
}

impl Things {
    /// New ones of the kinds in `path`; the others are the owner's first.
    pub async fn made_by(owner: &Tenant, bystander: &str, path: &str) -> Self {
        let id = |made: &Value| made["id"].as_str().unwrap().to_owned();
        let wants = |kind: &str| path.is_empty() || path.starts_with(kind);
        let mut things = Self {
            organization: owner.organization.clone(),
            project: owner.project.clone(),
            template: owner.template.clone(),
            document: String::new(),
            processing: String::new(),
            batch: String::new(),
            webhook: String::new(),
            delivery: String::new(),
            line: String::new(),
            token: String::new(),
            session: String::new(),
            invitation: String::new(),
            reference: String::new(),
            bystander: bystander.to_owned(),
        };
        let project = &owner.project;
        if wants("/templates") {
            let new = json!({ "projectId": project, "name": "t", "templateSchema": { "total": { "type": "number" } } });
            things.template = id(&owner.client.post("/templates", new).await.expect(201));
            let path = format!("/templates/{}/reference-files", things.template);
            let added = owner.client.upload(&path, &[], "vendors.csv", b"vendor\nACME\n".to_vec()).await;
            things.reference = id(&added.expect(201));
        }
        if wants("/documents") || wants("/processing-history") {
            let made = owner.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
            (things.document, things.processing) = (id(&made), made["processingId"].as_str().unwrap().to_owned());
        }
        if wants("/batches") {
            things.batch = id(&owner.upload_batch(&[], &[("invoice.pdf", sample("invoice.pdf"))]).await.expect(201));
        }
        if wants("/webhooks") {
            let new = json!({ "projectId": project, "name": "w", "url": "https://example.com", "events": ["document.processed"] });
            things.webhook = id(&owner.client.post("/webhooks", new).await.expect(201));
            let tested = owner.client.post(&format!("/webhooks/{}/test", things.webhook), json!({})).await;
            things.delivery = id(&tested.expect(202));
        }
        if wants("/line") {
            // A project has one.
            let key = "0123456789abcdef";
            let new = json!({ "projectId": project, "channelSecret": key, "accessToken": key });
            owner.client.post("/line", new).await;
            things.line = id(&owner.client.get(&format!("/line?projectId={project}")).await.expect(200)[0]);
        }
        if wants("/api-tokens") {
            let new = json!({ "projectId": project, "name": "t", "permissions": ["documents:read"] });
            things.token = id(&owner.client.post("/api-tokens", new).await.expect(201));
        }
        if wants("/auth/sessions") {
            let sessions = owner.client.get("/auth/sessions").await.expect(200);
            things.session =
                id(sessions.as_array().unwrap().iter().find(|one| one["current"] == false).unwrap_or(&sessions[0]));
        }
        if wants("/organizations/{id}/invitations") {
            let guest = format!("guest-{}@example.com", GUESTS.fetch_add(1, Ordering::Relaxed));
            let path = format!("/organizations/{}/invitations", owner.organization);
            things.invitation = id(&owner.client.post(&path, json!({ "email": guest })).await.expect(201));
        }
        if path.starts_with("/organizations/{id}/logo") {
            let path = format!("/organizations/{}/logo", owner.organization);
            owner.client.put(&path, sample("receipt.png")).await.expect(200);
        }
        if path.starts_with("/projects/{id}/members/") {
            let path = format!("/projects/{project}/members/{bystander}");
            owner.client.call("PUT", &path, Value::Null).await.expect(204);
        }
        things
    }

    /// What stands for a parameter.
    pub fn of(&self, name: &str, schema: &Value) -> String {
        let kind = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()).unwrap_or(name);
        match kind {
            "OrgId" => &self.organization,
            "ProjectId" => &self.project,
            "TemplateId" => &self.template,
            "ReferenceFileId" => &self.reference,
            "DocumentId" => &self.document,
            "ProcessingId" => &self.processing,
            "BatchId" => &self.batch,
            "WebhookId" => &self.webhook,
            "DeliveryId" => &self.delivery,
            "LineChannelId" => &self.line,
            "TokenId" => &self.token,
            "SessionId" => &self.session,
            "InvitationId" => &self.invitation,
            "UserId" => &self.bystander,
            // One that nobody was sent.
            "link" => "0123456789",
            "provider" => "openai",
            "number" | "version" => "1",
            other => panic!("`{other}`: say here what the owner has of that kind"),
        }
        .to_owned()
    }

    /// An example with the owner's ids in it.
    pub fn put_into(&self, mut body: Value) -> Value {
        for (key, value) in body.as_object_mut().into_iter().flatten() {
            match key.as_str() {
                "projectId" => *value = json!(self.project),
                "organizationId" => *value = json!(self.organization),
                "email" => *value = json!("somebody@example.com"),
                "userId" => *value = json!(self.bystander),
                _ => {}
            }
        }
        body
    }
}
