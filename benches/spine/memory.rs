//! Resident memory of the real server: idle, and while documents come in.

use crate::{document, support::Server};
use futures::{StreamExt, stream};
use serde_json::json;
use std::time::Duration;

const WAVES: usize = 4;
const DOCUMENTS: usize = 500;
const AT_ONCE: usize = 16;

pub async fn measure() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let server = Server::start(folder.path(), &[]);
    tokio::time::sleep(Duration::from_secs(2)).await;
    println!("\nMemory of the server, its readers apart, in MB resident");
    println!("  {:<40}{:>6}", "idle", server.memory());
    let person = json!({ "email": "ann@example.com", "password": "correct horse", "name": "Ann" });
    let made = server.client.post("/auth/register", person).await.expect(201);
    let project = made["project"]["id"].as_str().expect("registering makes a project").to_owned();
    for wave in 1..=WAVES {
        let upload = async |n| {
            let file = document::invoice(wave * DOCUMENTS + n);
            let fields = [("projectId", project.as_str())];
            server.client.upload("/upload", &fields, "invoice.pdf", file).await.expect(201);
        };
        stream::iter((0..DOCUMENTS).map(upload)).buffer_unordered(AT_ONCE).collect::<()>().await;
        println!("  {:<40}{:>6}", format!("after {} documents", wave * DOCUMENTS), server.memory());
    }
}
