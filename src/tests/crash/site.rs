//! A database, a folder, a person with an endpoint: what a process finds that is started again.

use super::Books;
use crate::support::{Backend, Client, Receiver, Server, database};
use serde_json::json;
use std::{
    collections::HashSet,
    fs,
    time::{Duration, Instant},
};
use tempfile::TempDir;

pub struct Site {
    pub folder: TempDir,
    pub url: String,
    pub project: String,
    token: String,
    receiver: Receiver,
}

impl Site {
    /// With an endpoint that wants these events.
    pub async fn new(backend: Backend, events: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = database::create(backend, folder.path()).await;
        let receiver = Receiver::start(&[]).await;
        let mut site = Self { folder, url, project: String::new(), token: String::new(), receiver };
        let server = site.start(None);
        let person = json!({ "email": "ann@example.com", "password": "correct horse", "name": "Ann" });
        let made = server.client.post("/auth/register", person).await.expect(201);
        made["project"]["id"].as_str().unwrap().clone_into(&mut site.project);
        let permissions = ["documents:read", "documents:write", "batches:write"];
        let asked = json!({ "projectId": site.project, "name": "crash", "permissions": permissions });
        let made = server.client.post("/api-tokens", asked).await.expect(201);
        made["token"].as_str().unwrap().clone_into(&mut site.token);
        let endpoint = json!({
            "projectId": site.project, "name": "crash", "url": site.receiver.url, "events": events,
        });
        server.client.post("/webhooks", endpoint).await.expect(201);
        site
    }

    /// A process that ends itself at `point`.
    pub fn start(&self, point: Option<&str>) -> Server {
        super::start(self.folder.path(), &self.url, point)
    }

    pub fn client(&self, server: &Server) -> Client {
        server.client.with_token(&self.token)
    }

    /// What the database says once a process has done all that was left.
    pub async fn settled(&self) -> Books {
        let _server = self.start(None);
        let books = Books::open(&self.url).await;
        let since = Instant::now();
        while !books.are_settled().await {
            assert!(since.elapsed() < Duration::from_secs(120), "work is left: {:?}", books.left().await);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        books
    }

    /// The events that the endpoint was told of.
    pub fn heard(&mut self) -> HashSet<String> {
        let received = std::iter::from_fn(|| self.receiver.waiting());
        received.map(|received| received.json()["eventId"].as_str().unwrap().to_owned()).collect()
    }

    /// A process removes the files that none of these documents has.
    pub async fn swept(&self, documents: &HashSet<String>) {
        let _server = self.start(None);
        let since = Instant::now();
        while !self.files().is_subset(documents) {
            assert!(since.elapsed() < Duration::from_secs(30), "{:?}", self.files().difference(documents));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The documents of which there is a file in the store.
    pub fn files(&self) -> HashSet<String> {
        let organizations = fs::read_dir(self.folder.path().join("files")).unwrap().map(Result::unwrap);
        organizations
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("org_"))
            .flat_map(|entry| fs::read_dir(entry.path()).unwrap().map(Result::unwrap))
            .map(|entry| entry.file_name().into_string().unwrap())
            .filter(|name| name.starts_with("doc_") && !name.contains('.'))
            .collect()
    }
}
