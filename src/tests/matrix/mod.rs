//! Every route of the document against everybody who could call it.
//!
//! What is expected follows from the permission that a route names.

mod route;
mod seats;
mod things;

use crate::support::{TestApp, on_both_databases};
use route::routes;
use seats::{Seat, Seats};
use std::{fmt::Write as _, time::Duration};
use things::Things;

on_both_databases! {
    async fn everybody_gets_what_the_rules_say(app: TestApp) {
        let owner = app.register("owner").await;
        let seats = Seats::around(&app, &owner).await;
        let mut wrong = String::new();
        for route in routes(&ocriva::boot::document()) {
            let mut things = Things::made_by(&owner, &seats.bystander, &route.path).await;
            // Those who are refused change nothing: they share the things.
            let (refused, allowed): (Vec<_>, Vec<_>) =
                seats.all().into_iter().partition(|(seat, _)| route.expected(*seat).is_some());
            for (seat, client) in refused {
                let answer = route.call(client, &things).await;
                let expected = route.expected(seat).unwrap();
                if answer.status.as_u16() != expected {
                    let _ = writeln!(wrong, "{} as {seat:?}: {} instead of {expected}: {}", route.id, answer.status, answer.text());
                } else if answer.text().contains(&owner.project) || answer.text().contains(&owner.organization) {
                    let _ = writeln!(wrong, "{} as {seat:?} tells of the owner: {}", route.id, answer.text());
                }
            }
            for (seat, client) in allowed {
                if route.changes_the_callers() {
                    continue;
                }
                let answer = route.call(client, &things).await;
                if matches!(answer.status.as_u16(), 401 | 403 | 404 | 500..) {
                    let _ = writeln!(wrong, "{} as {seat:?}: {} instead of leave: {}", route.id, answer.status, answer.text());
                }
                if route.method != "GET" {
                    things = Things::made_by(&owner, &seats.bystander, &route.path).await;
                }
            }
        }
        assert!(wrong.is_empty(), "\n{wrong}");
    }

    async fn a_token_that_has_expired_opens_nothing(app: TestApp) {
        let owner = app.register("owner").await;
        let things = Things::made_by(&owner, &owner.user, "").await;
        let client = owner.token(&["documents:read", "documents:write", "templates:read"]).await;
        client.get("/documents").await.expect(200);
        app.advance(Duration::from_secs(366 * 24 * 60 * 60));
        for route in routes(&ocriva::boot::document()) {
            let answer = route.call(&client, &things).await;
            assert_eq!(Some(answer.status.as_u16()), route.expected(Seat::ExpiredToken), "{}: {}", route.id, answer.text());
        }
    }
}
