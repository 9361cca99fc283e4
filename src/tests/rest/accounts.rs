//! Registering, signing in, organizations and projects.

use crate::support::{TestApp, on_both_databases};
use serde_json::json;

on_both_databases! {
    async fn registering_makes_all_that_a_first_document_needs(app: TestApp) {
        let client = app.visitor();
        let person = json!({ "email": "Ann@Example.com ", "password": "correct horse", "name": "Ann" });
        let made = client.post("/auth/register", person).await.expect(201);
        assert_eq!(made["user"]["email"], "ann@example.com");
        assert_eq!(made["organization"]["role"], "owner");
        let names: Vec<_> = made["templates"].as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Invoice", "Receipt"]);
        assert_eq!(made["project"]["defaultTemplateId"], made["templates"][0]["id"]);
        assert!(made["user"].get("passwordHash").is_none());

        let me = client.get("/auth/me").await.expect(200);
        assert_eq!(me["user"], made["user"]);
        assert_eq!(me["projects"][0]["id"], made["project"]["id"]);
    }

    async fn a_session_gets_a_new_id_at_log_in_and_ends_on_the_server_at_log_out(app: TestApp) {
        let ann = app.register("ann").await;
        let registered = ann.client.cookie().unwrap();
        let credentials = json!({ "email": "ann@example.com", "password": "correct horse" });
        ann.client.post("/auth/login", credentials).await.expect(200);
        let logged_in = ann.client.cookie().unwrap();
        assert_ne!(registered, logged_in);

        ann.client.post("/auth/logout", json!({})).await.expect(204);
        let thief = app.visitor().with_cookie(&logged_in);
        thief.get("/auth/me").await.expect(401);
        app.visitor().with_cookie(&registered).get("/auth/me").await.expect(401);
    }

    async fn organizations_and_projects_are_made_and_listed(app: TestApp) {
        let ann = app.register("ann").await;
        let acme = ann.client.post("/organizations", json!({ "name": " Acme Ltd " })).await.expect(201);
        assert_eq!(acme["name"], "Acme Ltd");
        let organization = acme["id"].as_str().unwrap();
        let project = json!({ "organizationId": organization, "name": "Payables" });
        let made = ann.client.post("/projects", project).await.expect(201);
        let listed = ann.client.get(&format!("/projects?organizationId={organization}")).await.expect(200);
        assert!(listed.as_array().unwrap().contains(&made));
        assert_eq!(ann.client.get("/organizations").await.expect(200).as_array().unwrap().len(), 2);
        assert_eq!(ann.client.get("/projects").await.expect(200).as_array().unwrap().len(), 3);
        ann.client.post("/organizations", json!({ "name": "" })).await.expect(400);
    }
}
