//! Keys of organizations: brought, sealed, used, taken back.

use super::{RIGHT, said};
use crate::support::{ProviderDouble, Say, TestApp, on_both_databases, sample};
use ocriva::{
    access::{Caller, PROVIDERS_READ},
    config::Secret,
    db::queries::{organizations, provider_keys},
    domain::{
        access::Role,
        id::{OrgId, UserId},
        provider::KeyState,
    },
    runtime::{Parts, Runtime, Vault},
    workspace,
};
use serde_json::{Value, json};

const OWN: &str = "sk-own-0123456789-abcd";

fn of<'a>(list: &'a Value, provider: &str) -> &'a Value {
    list.as_array().unwrap().iter().find(|one| one["provider"] == provider).unwrap()
}

on_both_databases! {
    async fn a_key_is_brought_sealed_hinted_at_and_taken_back(app: TestApp) {
        let ann = app.register("ann").await;
        let path = format!("/organizations/{}/provider-keys", ann.organization);
        let list = ann.client.get(&path).await.expect(200);
        assert_eq!((&of(&list, "openai")["state"], &of(&list, "openai")["ready"]), (&json!("none"), &json!(false)));
        assert_eq!(of(&list, "anthropic")["models"][0]["id"], "claude-haiku-4-5");

        let kept = ann.client.call("PUT", &format!("{path}/openai"), json!({ "key": format!(" {OWN}\n") })).await;
        assert!(!kept.text().contains(OWN), "{}", kept.text());
        assert_eq!(kept.expect(200)["state"], "own");
        let list = ann.client.get(&path).await;
        assert!(!list.text().contains(OWN), "{}", list.text());
        let list = list.expect(200);
        assert_eq!((&of(&list, "openai")["hint"], &of(&list, "openai")["ready"]), (&json!("abcd"), &json!(true)));

        let caller = Caller::Person(UserId(ann.user.clone()));
        let scope = caller.organization(&app.runtime.db, &OrgId(ann.organization.clone()), PROVIDERS_READ).await.unwrap();
        let stored = provider_keys::all(&app.runtime.db, &scope).await.unwrap();
        assert!(!format!("{stored:?}").contains("sk-own"), "{stored:?}");

        // The secret changed: the key is there, but nobody can read it.
        let moved = Runtime::from(Parts { vault: Vault::new(&Secret::new("another secret altogether")), ..(*app.runtime).clone() });
        let states = workspace::provider_keys::list(&moved, &scope).await.unwrap();
        let state = |id: &str| states.iter().find(|one| one.provider == id).unwrap().state;
        assert_eq!((state("openai"), state("gemini")), (KeyState::Unreadable, KeyState::None));

        ann.client.delete(&format!("{path}/openai")).await.expect(204);
        ann.client.delete(&format!("{path}/openai")).await.expect(204);
        assert_eq!(of(&ann.client.get(&path).await.expect(200), "openai")["state"], "none");
        ann.client.delete(&format!("{path}/acme")).await.expect(404);
    }

    async fn what_is_no_key_and_no_address_is_refused_field_by_field(app: TestApp) {
        let ann = app.register("ann").await;
        let path = |provider: &str| format!("/organizations/{}/provider-keys/{provider}", ann.organization);
        for (provider, body, field) in [
            ("openai", json!({}), "key"),
            ("openai", json!({ "key": "short" }), "key"),
            ("openai", json!({ "key": "sk with spaces in it" }), "key"),
            ("openai", json!({ "key": "sk-ключ-0123456789" }), "key"),
            ("openai", json!({ "key": OWN, "baseUrl": "ftp://example.com" }), "baseUrl"),
            ("openai", json!({ "key": OWN, "baseUrl": "https://me:pw@example.com/v1" }), "baseUrl"),
            ("openai", json!({ "key": OWN, "baseUrl": "https://example.com/v1?key=x" }), "baseUrl"),
            ("self-hosted", json!({}), "baseUrl"),
        ] {
            let problem = ann.client.call("PUT", &path(provider), body.clone()).await.expect(400);
            assert_eq!(problem["message"][0]["field"], field, "{body}: {problem}");
        }
        ann.client.call("PUT", &path("acme"), json!({ "key": OWN })).await.expect(404);
        ann.client.call("PUT", &path("qwen"), json!({ "key": OWN, "baseUrl": "https://dashscope.aliyuncs.com/compatible-mode/v1" })).await.expect(200);
    }

    async fn members_see_the_providers_and_admins_change_them(app: TestApp) {
        let (ann, bob) = (app.register("ann").await, app.register("bob").await);
        let tx = app.runtime.db.begin().await.unwrap();
        let (organization, member) = (OrgId(ann.organization.clone()), UserId(bob.user.clone()));
        organizations::insert_member(&tx, &organization, &member, Role::Member, app.runtime.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let path = format!("/organizations/{}/provider-keys", ann.organization);
        bob.client.get(&path).await.expect(200);
        bob.client.call("PUT", &format!("{path}/openai"), json!({ "key": OWN })).await.expect(403);
        bob.client.delete(&format!("{path}/openai")).await.expect(403);
        ann.token(&["templates:write"]).await.get(&path).await.expect(404);
    }

    async fn a_document_is_read_with_the_organizations_own_server_and_its_usage_is_kept(app: TestApp) {
        let ann = app.register("ann").await;
        let mut double = ProviderDouble::start(|_| Say::Json(said("self-hosted", RIGHT))).await;
        let path = format!("/organizations/{}/provider-keys/self-hosted", ann.organization);
        ann.client.call("PUT", &path, json!({ "key": OWN, "baseUrl": double.url })).await.expect(200);
        let new = json!({
            "projectId": ann.project, "name": "Bill", "provider": "self-hosted", "model": "qwen3:4b",
            "templateSchema": { "number": { "type": "string" }, "total": { "type": "number" } },
        });
        let template = ann.client.post("/templates", new).await.expect(201);
        let fields = [("templateId", template["id"].as_str().unwrap()), ("projectId", ann.project.as_str())];
        let accepted = ann.client.upload("/upload", &fields, "a.pdf", sample("invoice.pdf")).await.expect(201);
        let done = app.finished(&ann.client, accepted["processingId"].as_str().unwrap()).await;
        assert_eq!(done["status"], "completed", "{done}");
        assert_eq!(done["result"], json!({ "number": "INV-7", "total": 120 }));
        assert_eq!(done["fields"]["number"]["status"], "ungrounded", "it is not on that page");
        let usage = json!({
            "provider": "self-hosted", "model": "qwen3:4b", "inputTokens": 1000, "outputTokens": 100,
            "costMicroUsd": 0, "rounds": 1,
        });
        assert_eq!(done["usage"], usage);
        let asked = double.next().await;
        assert_eq!(asked.header("authorization"), format!("Bearer {OWN}"));
        assert!(asked.text("/messages/1/content").contains("INV-2026-0331"), "the words of the page are in the call");
    }

    async fn without_a_key_a_document_fails_with_a_sentence(app: TestApp) {
        let ann = app.register("ann").await;
        let change = json!({ "provider": "anthropic", "model": "claude-haiku-4-5" });
        ann.client.patch(&format!("/templates/{}", ann.template), change).await.expect(200);
        let accepted = ann.upload("a.pdf", sample("invoice.pdf")).await.expect(201);
        let done = app.finished(&ann.client, accepted["processingId"].as_str().unwrap()).await;
        assert_eq!((&done["status"], &done["errorCode"]), (&json!("failed"), &json!("provider_no_key")));
        assert_eq!(done["errorMessage"], "There is no key for Anthropic. Add yours under Providers, or set ANTHROPIC_API_KEY on the server.");
        assert!(done.get("usage").is_none());
    }
}
