//! Server functions as a browser without script calls them: forms that are posted, redirects that follow.

use crate::support::{TestApp, on_both_databases};

on_both_databases! {
    async fn a_person_registers_logs_out_and_logs_in_by_form(app: TestApp) {
        let visitor = app.visitor();
        let fields = [("name", "Ann"), ("email", "Ann@Example.com"), ("password", "correct horse")];
        let answer = visitor.form("/fn/register", &fields).await;
        assert_eq!(answer.status, 302, "{}", answer.text());
        assert!(answer.header("location").starts_with("/app/proj_"), "{}", answer.header("location"));
        assert_eq!(visitor.get("/auth/me").await.expect(200)["user"]["email"], "ann@example.com");

        assert_eq!(visitor.form("/fn/log-out", &[]).await.header("location"), "/login");
        visitor.get("/auth/me").await.expect(401);

        let wrong = [("email", "ann@example.com"), ("password", "wrong horse")];
        let told = visitor.form("/fn/log-in", &wrong).await;
        assert!(told.header("location").contains("__err="), "{}", told.header("location"));
        visitor.function("/fn/log-in", &wrong).await.expect(401);
        let right = visitor.form("/fn/log-in", &[("email", "ann@example.com"), ("password", "correct horse")]).await;
        assert_eq!(right.header("location"), "/app");
        visitor.get("/auth/me").await.expect(200);
    }

    async fn the_sample_invoice_is_one_click_away(app: TestApp) {
        let ann = app.register("ann").await;
        let answer = ann.client.form("/fn/documents/sample", &[("project", &ann.project)]).await;
        let place = answer.header("location").to_owned();
        assert!(place.starts_with(&format!("/app/{}/documents/doc_", ann.project)), "{place}");
        let list = ann.client.get(&format!("/processing-history?projectId={}", ann.project)).await.expect(200);
        assert_eq!(list["total"], 1);
        assert_eq!(list["data"][0]["fileName"], "sample-invoice.pdf");
    }
}

#[tokio::test]
async fn a_page_has_the_status_of_what_it_shows() {
    let app = TestApp::start(crate::support::Backend::Sqlite).await;
    let (ann, bob) = (app.register("ann").await, app.register("bob").await);
    let at = |place: &str| format!("/app/{}/{place}", ann.project);
    for (place, status) in [
        ("documents", 200),
        ("templates", 200),
        ("batches", 200),
        ("batches/batch_none", 404),
        ("webhooks", 200),
        ("tokens", 200),
        ("providers", 200),
        ("documents/doc_none", 404),
    ] {
        let page = ann.client.page(&at(place)).await;
        assert_eq!(page.status.as_u16(), status, "{place}: {}", page.text());
        assert!(page.text().contains("</html>"), "{place} is a whole page");
        assert_eq!(bob.client.page(&at(place)).await.status.as_u16(), 404, "{place} for a stranger");
        let visitor = app.visitor().page(&at(place)).await;
        assert_eq!(visitor.status.as_u16(), 302, "{place} for a visitor");
        assert!(visitor.header("location").starts_with("/login?next="), "{}", visitor.header("location"));
    }
}
