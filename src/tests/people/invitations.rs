//! Invitations: one link, one address, one use, seven days.

use super::{invited, joined, link};
use crate::support::{TestApp, on_both_databases};
use futures::join;
use serde_json::json;
use std::time::Duration;

on_both_databases! {
    async fn a_colleague_joins_by_the_link(app: TestApp) {
        let ann = app.register("ann").await;
        let token = invited(&app, &ann, "Bob@Example.com ", "viewer").await;
        let asked = app.visitor().get(&format!("/auth/invitations/{token}")).await.expect(200);
        assert_eq!(asked["organizationName"], "ann’s organization");
        assert_eq!((asked["invitedBy"].as_str(), asked["email"].as_str()), (Some("ann"), Some("bob@example.com")));
        assert_eq!((asked["role"].as_str(), asked["hasAccount"].as_bool()), (Some("viewer"), Some(false)));
        assert_eq!(asked["projects"], json!(["My first project"]));

        let bob = app.register("bob").await;
        let joined = bob.client.post(&format!("/auth/invitations/{token}/acceptance"), json!({})).await.expect(201);
        assert_eq!((joined["role"].as_str(), joined["projectId"].as_str()), (Some("viewer"), Some(ann.project.as_str())));
        bob.client.get(&format!("/projects/{}", ann.project)).await.expect(200);

        let path = format!("/auth/invitations/{token}");
        assert_eq!(app.visitor().get(&path).await.expect(404)["code"], "invitation_used");
        let again = bob.client.post(&format!("{path}/acceptance"), json!({})).await.expect(404);
        assert_eq!(again["code"], "invitation_used");
        let open = ann.client.get(&format!("/organizations/{}/invitations", ann.organization)).await.expect(200);
        assert_eq!(open, json!([]));
    }

    async fn a_newcomer_makes_an_account_on_the_page_and_is_in(app: TestApp) {
        let ann = app.register("ann").await;
        let token = invited(&app, &ann, "new@example.com", "member").await;
        let visitor = app.visitor();
        let weak = [("link", token.as_str()), ("name", ""), ("password", "x")];
        visitor.function("/fn/invitations/register", &weak).await.expect(400);
        let fields = [("link", token.as_str()), ("name", "Nora New"), ("password", "wild orange kettle 7")];
        let answer = visitor.form("/fn/invitations/register", &fields).await;
        assert_eq!(answer.header("location"), format!("/app/{}/documents", ann.project), "{}", answer.text());
        let me = visitor.get("/auth/me").await.expect(200);
        assert_eq!(me["user"]["email"], "new@example.com");
        assert_eq!(me["organizations"].as_array().unwrap().len(), 1, "the one that was joined, and no other");
        visitor.function("/fn/invitations/register", &fields).await.expect(404);
    }

    async fn somebody_else_cannot_use_the_link(app: TestApp) {
        let ann = app.register("ann").await;
        let token = invited(&app, &ann, "bob@example.com", "admin").await;
        let eve = app.register("eve").await;
        let refused = eve.client.post(&format!("/auth/invitations/{token}/acceptance"), json!({})).await.expect(403);
        assert_eq!(refused["code"], "other_address");
        app.visitor().post(&format!("/auth/invitations/{token}/acceptance"), json!({})).await.expect(401);
        eve.client.get(&format!("/organizations/{}", ann.organization)).await.expect(404);
        let api = ann.token(&["documents:read"]).await;
        api.post(&format!("/auth/invitations/{token}/acceptance"), json!({})).await.expect(403);
    }

    async fn a_link_ends_after_seven_days_when_it_is_taken_back_and_when_it_is_sent_again(app: TestApp) {
        let ann = app.register("ann").await;
        let all = format!("/organizations/{}/invitations", ann.organization);
        let first = invited(&app, &ann, "bob@example.com", "member").await;
        let id = ann.client.get(&all).await.expect(200)[0]["id"].as_str().unwrap().to_owned();
        ann.client.post(&format!("{all}/{id}/mail"), json!({})).await.expect(202);
        let second = link(&app, "bob@example.com").await;
        assert_ne!(first, second);
        app.visitor().get(&format!("/auth/invitations/{first}")).await.expect(404);
        app.visitor().get(&format!("/auth/invitations/{second}")).await.expect(200);
        app.advance(Duration::from_secs(7 * 24 * 60 * 60));
        let gone = app.visitor().get(&format!("/auth/invitations/{second}")).await.expect(404);
        assert_eq!(gone["code"], "invitation_expired");
    }

    async fn what_is_taken_back_leads_nowhere(app: TestApp) {
        let ann = app.register("ann").await;
        let all = format!("/organizations/{}/invitations", ann.organization);
        let token = invited(&app, &ann, "bob@example.com", "member").await;
        let id = ann.client.get(&all).await.expect(200)[0]["id"].as_str().unwrap().to_owned();
        ann.client.delete(&format!("{all}/{id}")).await.expect(204);
        ann.client.delete(&format!("{all}/{id}")).await.expect(404);
        ann.client.post(&format!("{all}/{id}/mail"), json!({})).await.expect(404);
        let gone = app.visitor().get(&format!("/auth/invitations/{token}")).await.expect(404);
        assert_eq!(gone["code"], "invitation_revoked");
        let bob = app.register("bob").await;
        bob.client.post(&format!("/auth/invitations/{token}/acceptance"), json!({})).await.expect(404);
    }

    async fn what_makes_no_sense_is_not_sent(app: TestApp) {
        let ann = app.register("ann").await;
        let bob = app.register("bob").await;
        let all = format!("/organizations/{}/invitations", ann.organization);
        let odd = json!({ "email": "nonsense", "projectIds": [bob.project] });
        let problem = ann.client.post(&all, odd).await.expect(400);
        assert_eq!(problem["message"].as_array().unwrap().len(), 2, "{problem}");
        assert_eq!(ann.client.post(&all, json!({ "email": "ann@example.com" })).await.expect(409)["code"], "already_member");
        ann.client.post(&all, json!({ "email": "x@example.com" })).await.expect(201);
        assert_eq!(ann.client.post(&all, json!({ "email": "X@example.com" })).await.expect(409)["code"], "already_invited");
    }

    async fn a_link_that_is_used_twice_at_once_counts_once(app: TestApp) {
        let ann = app.register("ann").await;
        let bob = app.register("bob").await;
        let token = invited(&app, &ann, "bob@example.com", "member").await;
        let twin = app.twin(&bob.client).await;
        let path = format!("/auth/invitations/{token}/acceptance");
        let (one, other) = join!(bob.client.post(&path, json!({})), twin.post(&path, json!({})));
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 404]);
    }

    async fn who_is_in_already_keeps_the_role(app: TestApp) {
        let ann = app.register("ann").await;
        let bob = app.register("bob").await;
        let token = invited(&app, &ann, "bob@example.com", "viewer").await;
        // Asked by two, before the first was answered.
        let carl = joined(&app, &ann, "carl", "admin").await;
        bob.client.post(&format!("/auth/invitations/{token}/acceptance"), json!({})).await.expect(201);
        let again = json!({ "email": "bob@example.com", "role": "admin" });
        let all = format!("/organizations/{}/invitations", ann.organization);
        carl.client.post(&all, again).await.expect(409);
    }
}
