//! Roles: what each may do, who may give them, and the owner who is always left.

use super::{joined, roles, set_role};
use crate::support::{TestApp, on_both_databases, sample};
use futures::join;
use serde_json::json;

on_both_databases! {
    async fn each_role_does_what_it_is_for_and_no_more(app: TestApp) {
        let ann = app.register("ann").await;
        let admin = joined(&app, &ann, "adam", "admin").await.client;
        let member = joined(&app, &ann, "mia", "member").await.client;
        let viewer = joined(&app, &ann, "vic", "viewer").await.client;
        let organization = format!("/organizations/{}", ann.organization);
        let template = format!("/templates/{}", ann.template);
        let token = json!({ "projectId": ann.project, "name": "t", "permissions": ["documents:read"] });
        let invitation = json!({ "email": "new@example.com" });
        // Owner, admin, member, viewer.
        let table = [
            ("GET", organization.clone(), json!({}), [200, 200, 200, 200]),
            ("GET", format!("{organization}/members"), json!({}), [200, 200, 200, 200]),
            ("GET", format!("/processing-history?projectId={}", ann.project), json!({}), [200, 200, 200, 200]),
            ("PATCH", template, json!({ "description": "x" }), [200, 200, 200, 403]),
            ("POST", "/api-tokens".to_owned(), token, [201, 201, 403, 403]),
            ("PATCH", organization.clone(), json!({ "name": "Acme" }), [200, 200, 403, 403]),
            ("POST", format!("{organization}/invitations"), invitation, [201, 409, 403, 403]),
            ("GET", format!("/audit?organizationId={}", ann.organization), json!({}), [200, 200, 403, 403]),
            ("PATCH", format!("/projects/{}", ann.project), json!({ "name": "P" }), [200, 200, 403, 403]),
            ("PUT", format!("{organization}/owner"), json!({ "userId": "user_x" }), [404, 403, 403, 403]),
            ("POST", format!("{organization}/deletion"), json!({}), [202, 403, 403, 403]),
            ("DELETE", format!("{organization}/deletion"), json!({}), [204, 403, 403, 403]),
        ];
        for (method, path, body, wanted) in table {
            for (client, status) in [&ann.client, &admin, &member, &viewer].into_iter().zip(wanted) {
                let answer = client.call(method, &path, body.clone()).await;
                assert_eq!(answer.status.as_u16(), status, "{method} {path}: {}", answer.text());
            }
        }
        let fields = [("projectId", ann.project.as_str()), ("templateId", ann.template.as_str())];
        for (client, status) in [(&member, 201), (&viewer, 403)] {
            client.upload("/upload", &fields, "invoice.pdf", sample("invoice.pdf")).await.expect(status);
        }
    }

    async fn nobody_raises_or_touches_what_is_above_them(app: TestApp) {
        let ann = app.register("ann").await;
        let adam = joined(&app, &ann, "adam", "admin").await;
        let mia = joined(&app, &ann, "mia", "member").await;
        assert_eq!(set_role(&adam.client, &ann, &adam.user, "owner").await, 403, "himself");
        assert_eq!(set_role(&adam.client, &ann, &mia.user, "owner").await, 403, "another");
        assert_eq!(set_role(&adam.client, &ann, &ann.user, "viewer").await, 403, "an owner");
        adam.client.delete(&format!("/organizations/{}/members/{}", ann.organization, ann.user)).await.expect(403);
        let owner = json!({ "email": "x@example.com", "role": "owner" });
        adam.client.post(&format!("/organizations/{}/invitations", ann.organization), owner).await.expect(403);
        assert_eq!(set_role(&mia.client, &ann, &mia.user, "admin").await, 403);
        assert_eq!(set_role(&adam.client, &ann, &mia.user, "admin").await, 200);
        assert_eq!(set_role(&ann.client, &ann, "user_nobody", "admin").await, 404);
        assert_eq!(set_role(&ann.client, &ann, &mia.user, "king").await, 400);
        let stranger = app.register("eve").await;
        assert_eq!(set_role(&ann.client, &ann, &stranger.user, "admin").await, 404);
    }

    async fn the_last_owner_neither_goes_nor_is_demoted(app: TestApp) {
        let ann = app.register("ann").await;
        let seat = format!("/organizations/{}/members/{}", ann.organization, ann.user);
        assert_eq!(ann.client.delete(&seat).await.expect(409)["code"], "last_owner");
        assert_eq!(set_role(&ann.client, &ann, &ann.user, "admin").await, 409);
        let bob = joined(&app, &ann, "bob", "member").await;
        assert_eq!(set_role(&ann.client, &ann, &bob.user, "owner").await, 200);
        ann.client.delete(&seat).await.expect(204);
        ann.client.get(&format!("/organizations/{}", ann.organization)).await.expect(404);
        ann.client.get(&format!("/projects/{}", ann.project)).await.expect(404);
        let seat = format!("/organizations/{}/members/{}", ann.organization, bob.user);
        bob.client.delete(&seat).await.expect(409);
    }

    async fn of_two_owners_who_demote_each_other_one_is_left(app: TestApp) {
        for round in 0..6 {
            let ann = app.register(&format!("ann{round}")).await;
            let bob = joined(&app, &ann, &format!("bob{round}"), "owner").await;
            let twin = app.twin(&bob.client).await;
            let (one, other) = join!(
                set_role(&ann.client, &ann, &bob.user, "viewer"),
                set_role(&twin, &ann, &ann.user, "viewer"),
            );
            let mut statuses = [one, other];
            statuses.sort_unstable();
            assert!(statuses[0] == 200 && [403, 409].contains(&statuses[1]), "{statuses:?}");
            let owners = roles(&ann).await.into_iter().filter(|(_, role)| role == "owner").count();
            assert_eq!(owners, 1, "round {round}");
        }
    }

    async fn of_two_owners_who_leave_at_once_one_stays(app: TestApp) {
        for round in 0..6 {
            let ann = app.register(&format!("ann{round}")).await;
            let bob = joined(&app, &ann, &format!("bob{round}"), "owner").await;
            let twin = app.twin(&bob.client).await;
            let leave = |user: &str| format!("/organizations/{}/members/{user}", ann.organization);
            let (own, his) = (leave(&ann.user), leave(&bob.user));
            let (one, other) = join!(ann.client.delete(&own), twin.delete(&his));
            let mut statuses = [one.status.as_u16(), other.status.as_u16()];
            statuses.sort_unstable();
            assert_eq!(statuses, [204, 409], "round {round}");
        }
    }

    async fn handing_over_makes_an_admin_of_who_did(app: TestApp) {
        let ann = app.register("ann").await;
        let bob = joined(&app, &ann, "bob", "viewer").await;
        let owner = format!("/organizations/{}/owner", ann.organization);
        ann.client.call("PUT", &owner, json!({ "userId": ann.user })).await.expect(409);
        ann.client.call("PUT", &owner, json!({ "userId": bob.user })).await.expect(200);
        ann.client.call("PUT", &owner, json!({ "userId": ann.user })).await.expect(403);
        let roles: Vec<_> = roles(&ann).await.into_iter().map(|(_, role)| role).collect();
        assert_eq!(roles, ["admin", "owner"]);
    }

    async fn a_role_that_is_taken_is_gone_at_once_from_open_sockets_too(app: TestApp) {
        let ann = app.register("ann").await;
        let mia = joined(&app, &ann, "mia", "member").await;
        let mut socket = mia.socket(&app, &format!("/ws?projectId={}", ann.project)).await.unwrap();
        socket.next().await;
        ann.client.delete(&format!("/projects/{}/members/{}", ann.project, mia.user)).await.expect(204);
        let said = socket.next().await;
        assert_eq!((said["type"].as_str(), said["code"].as_str()), (Some("error"), Some("not_found")), "{said}");
        mia.client.get(&format!("/projects/{}", ann.project)).await.expect(404);
        ann.client.call("PUT", &format!("/projects/{}/members/{}", ann.project, mia.user), json!({})).await.expect(204);
        mia.client.get(&format!("/projects/{}", ann.project)).await.expect(200);
        assert_eq!(set_role(&ann.client, &ann, &mia.user, "viewer").await, 200);
        let fields = [("projectId", ann.project.as_str()), ("templateId", ann.template.as_str())];
        mia.client.upload("/upload", &fields, "invoice.pdf", sample("invoice.pdf")).await.expect(403);
        ann.client.delete(&format!("/organizations/{}/members/{}", ann.organization, mia.user)).await.expect(204);
        mia.client.get(&format!("/projects/{}", ann.project)).await.expect(404);
        assert_eq!(mia.client.get("/organizations").await.expect(200).as_array().unwrap().len(), 1);
    }

    async fn a_logo_is_a_picture_or_nothing(app: TestApp) {
        let ann = app.register("ann").await;
        let path = format!("/organizations/{}/logo", ann.organization);
        let png = [&[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a][..], &[7; 100]].concat();
        ann.client.get(&path).await.expect(404);
        ann.client.put(&path, b"<svg onload='alert(1)'/>".to_vec()).await.expect(415);
        ann.client.put(&path, [png.clone(), vec![0; 512 * 1024]].concat()).await.expect(413);
        let shown = ann.client.put(&path, png.clone()).await.expect(200);
        let logo = ann.client.get(shown["logoUrl"].as_str().unwrap()).await;
        assert_eq!((logo.status.as_u16(), logo.header("content-type"), &logo.body), (200, "image/png", &png));
        assert_eq!(logo.header("x-content-type-options"), "nosniff");
        assert!(logo.header("content-security-policy").contains("sandbox"));
        ann.client.delete(&path).await.expect(204);
        ann.client.get(&path).await.expect(404);
    }
}
