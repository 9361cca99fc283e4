//! Screens offer what whoever looks may do, and lead who sees no project to their organization.

use super::{invited, joined, set_role};
use crate::support::{TestApp, on_both_databases};
use serde_json::json;

on_both_databases! {
    async fn a_viewer_is_offered_nothing_that_is_refused(app: TestApp) {
        let ann = app.register("ann").await;
        let webhook = json!({ "projectId": ann.project, "name": "ERP", "url": "https://example.com/in", "events": ["document.processed"] });
        let webhook = ann.client.post("/webhooks", webhook).await.expect(201)["id"].as_str().unwrap().to_owned();
        let viewer = joined(&app, &ann, "vera", "viewer").await;
        let pages = [
            ("templates", vec!["New template"]),
            ("webhooks", vec!["New endpoint"]),
            ("tokens", vec!["New token"]),
        ];
        let template = format!("templates/{}", ann.template);
        let webhook = format!("webhooks/{webhook}");
        let single = [
            (template.as_str(), vec!["form=\"template-form\"", "Duplicate", "Delete this template", "Switch off"]),
            (webhook.as_str(), vec!["New secret", "Pause", "Delete endpoint"]),
        ];
        for (page, buttons) in pages.into_iter().chain(single) {
            let path = format!("/app/{}/{page}", ann.project);
            let (own, theirs) = (ann.client.page(&path).await, viewer.client.page(&path).await);
            assert_eq!((own.status.as_u16(), theirs.status.as_u16()), (200, 200), "{path}");
            for button in buttons {
                assert!(own.text().contains(button), "{path} without {button}: {}", own.text());
                assert!(!theirs.text().contains(button), "{path} offers {button} to a viewer");
            }
        }
        let shown = |text: String| text.contains("Audit trail");
        assert!(shown(ann.client.page(&format!("/app/{}/templates", ann.project)).await.text()));
        assert!(!shown(viewer.client.page(&format!("/app/{}/templates", ann.project)).await.text()));
    }

    async fn who_sees_no_project_reaches_the_organization(app: TestApp) {
        let ann = app.register("ann").await;
        let fields = [("link", ""), ("name", "Nora"), ("password", "wild orange kettle 7")];
        let nora = app.visitor();
        let link = invited(&app, &ann, "nora@example.com", "member").await;
        nora.function("/fn/invitations/register", &[("link", link.as_str()), fields[1], fields[2]]).await.expect(200);
        let me = nora.get("/auth/me").await.expect(200)["user"]["id"].as_str().unwrap().to_owned();
        ann.client.delete(&format!("/projects/{}/members/{me}", ann.project)).await.expect(204);
        assert_eq!(nora.get("/auth/me").await.expect(200)["projects"], json!([]));

        let home = nora.page("/app").await.text();
        let people = format!("/app/{}/people", ann.organization);
        assert!(home.contains("No project yet") && home.contains(&people), "{home}");
        let page = nora.page(&people).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("ann@example.com") && page.text().contains("Leave the organization"));
        assert!(!page.text().contains("Invite someone"));
        let organization = nora.page(&format!("/app/{}/organization", ann.organization)).await;
        assert!(organization.status == 200 && organization.text().contains("An admin or an owner can change it."));
        assert_eq!(nora.page(&format!("/app/{}/audit", ann.organization)).await.status, 403);
        assert_eq!(nora.page(&format!("/app/{}", ann.organization)).await.header("location"), people);

        // The other pages of the application do not break over such an address, and strangers learn nothing.
        for section in ["documents", "templates", "webhooks", "tokens", "settings", "providers", "batches"] {
            let page = nora.page(&format!("/app/{}/{section}", ann.organization)).await;
            assert_eq!(page.status, 404, "{section}");
        }
        let eve = app.register("eve").await;
        for section in ["people", "organization", "audit"] {
            let page = eve.client.page(&format!("/app/{}/{section}", ann.organization)).await;
            assert!(page.status == 404 && !page.text().contains("ann@example.com"), "{section}");
        }
        nora.function("/fn/people/leave", &[("organization", &ann.organization)]).await.expect(200);
        assert_eq!(nora.page(&people).await.status, 404);
    }

    async fn an_admin_without_a_project_goes_on_managing(app: TestApp) {
        let ann = app.register("ann").await;
        let bob = joined(&app, &ann, "bob", "admin").await;
        assert_eq!(set_role(&ann.client, &ann, &bob.user, "admin").await, 200);
        ann.client.delete(&format!("/projects/{}", ann.project)).await.expect(204);
        let page = bob.client.page(&format!("/app/{}/audit", ann.organization)).await;
        assert!(page.status == 200 && page.text().contains("project.deleted"));
        let logo = bob.client.upload(&format!("/app/{}/organization/logo", ann.organization), &[], "a.png", crate::support::sample("receipt.png")).await;
        assert_eq!(logo.header("location"), format!("/app/{}/organization", ann.organization), "{}", logo.text());
        let shown = bob.client.get(&format!("/organizations/{}/logo", ann.organization)).await;
        assert_eq!(shown.status, 200);
    }
}
