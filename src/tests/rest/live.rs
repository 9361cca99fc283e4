//! The live socket.

use crate::support::{TestApp, on_both_databases, sample};
use futures::StreamExt;
use serde_json::Value;
use std::time::Duration;
use tokio_tungstenite::{connect_async, tungstenite::client::IntoClientRequest};

on_both_databases! {
    async fn a_watcher_sees_a_document_through(app: TestApp) {
        let ann = app.register("ann").await;
        let url = format!("ws://{}/ws?projectId={}", app.address, ann.project);
        let mut request = url.into_client_request().unwrap();
        request.headers_mut().insert("cookie", ann.client.cookie().unwrap().parse().unwrap());
        let (mut socket, _) = connect_async(request).await.unwrap();
        // What others do is not told.
        app.register("bob").await.upload("bob.pdf", sample("invoice.pdf")).await.expect(201);
        let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);

        let mut statuses = Vec::new();
        while statuses.last().is_none_or(|status| status != "completed") {
            let message = tokio::time::timeout(Duration::from_secs(30), socket.next()).await.expect("silence").unwrap().unwrap();
            let Ok(text) = message.into_text() else { continue };
            let Ok(event) = serde_json::from_str::<Value>(&text) else { continue };
            assert_eq!(event["documentId"], accepted["id"]);
            statuses.push(event["status"].as_str().unwrap().to_owned());
        }
        assert_eq!(statuses, ["pending", "in_progress", "completed"]);
    }

    async fn a_socket_of_a_stranger_a_visitor_or_another_site_is_not_opened(app: TestApp) {
        let ann = app.register("ann").await;
        let bob = app.register("bob").await;
        let url = format!("ws://{}/ws?projectId={}", app.address, ann.project);
        for (cookie, origin, status) in [
            (None, None, 401),
            (bob.client.cookie(), None, 404),
            (ann.client.cookie(), Some("https://evil.example"), 403),
        ] {
            let mut request = url.as_str().into_client_request().unwrap();
            if let Some(cookie) = cookie {
                request.headers_mut().insert("cookie", cookie.parse().unwrap());
            }
            if let Some(origin) = origin {
                request.headers_mut().insert("origin", origin.parse().unwrap());
            }
            match connect_async(request).await.unwrap_err() {
                tokio_tungstenite::tungstenite::Error::Http(response) => assert_eq!(response.status().as_u16(), status),
                other => panic!("{other}"),
            }
        }
    }
}
