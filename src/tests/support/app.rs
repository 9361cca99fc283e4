//! The application as it runs, on a free port, with a database of its own.

use super::{Answer, Backend, Client, Socket, database};
use ocriva::{
    boot::{assemble, listen, router},
    config::Config,
    domain::{
        event::Change,
        id::{BatchId, DeliveryId, DocumentId, OrgId, ProcessingId, ProjectId, WebhookId},
        processing::ProcessingStatus,
    },
    pipeline::extract::{Extractor, engine::Engine},
    runtime::{InHand, Parts, Runtime},
    web::state::AppState,
};
use serde_json::{Value, json};
use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::Mutex, task::JoinSet, time::timeout};
use tokio_util::sync::{CancellationToken, DropGuard};

/// Longer than anything here takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct TestApp {
    pub runtime: Runtime,
    pub address: SocketAddr,
    stop: CancellationToken,
    /// Open as long as the application is.
    _gate: DropGuard,
    workers: Mutex<JoinSet<()>>,
    folder: Arc<TempDir>,
}

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Everything,
    /// Answers requests; somebody else reads the documents.
    Server,
    /// Reads documents; nobody asks it anything.
    Worker,
}

/// What a test sets for itself.
#[derive(Clone, Copy, Default)]
struct Own<'a> {
    /// Of the environment; they win over the usual ones.
    settings: &'a [(&'static str, String)],
    /// The content of `Leptos.toml`.
    file: &'a str,
}

/// A registered person with what registering made.
pub struct Tenant {
    pub client: Client,
    pub user: String,
    pub organization: String,
    pub project: String,
    pub template: String,
}

impl TestApp {
    pub async fn start(backend: Backend) -> Self {
        Self::start_with(backend, Own::default(), |extractor| extractor).await
    }

    /// With settings of the environment that win over the usual ones.
    pub async fn start_configured(backend: Backend, settings: &[(&'static str, String)]) -> Self {
        Self::start_with(backend, Own { settings, file: "" }, |extractor| extractor).await
    }

    /// With a `Leptos.toml` of its own.
    pub async fn start_tuned(backend: Backend, file: &str) -> Self {
        Self::start_with(backend, Own { settings: &[], file }, |extractor| extractor).await
    }

    /// With another engine behind the name `local`.
    pub async fn start_scripted(backend: Backend, engine: Arc<dyn Engine>) -> Self {
        Self::start_with(backend, Own::default(), |extractor| extractor.with_engine("local", engine)).await
    }

    /// One of several processes.
    pub async fn start_part(backend: Backend, part: Part) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let url = database::create(backend, folder.path()).await;
        Self::open(folder, url, part, Own::default(), |extractor| extractor).await
    }

    /// Another process on the same database and the same files.
    pub async fn start_beside(&self, part: Part) -> Self {
        let url = self.runtime.config.database_url();
        Self::open(self.folder.clone(), url, part, Own::default(), |extractor| extractor).await
    }

    /// The same with settings of its own.
    pub async fn start_beside_configured(&self, part: Part, settings: &[(&'static str, String)]) -> Self {
        let url = self.runtime.config.database_url();
        Self::open(self.folder.clone(), url, part, Own { settings, file: "" }, |extractor| extractor).await
    }

    async fn start_with(backend: Backend, own: Own<'_>, change: impl FnOnce(Extractor) -> Extractor) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let url = database::create(backend, folder.path()).await;
        Self::open(folder, url, Part::Everything, own, change).await
    }

    async fn open(
        folder: Arc<TempDir>,
        url: String,
        part: Part,
        own: Own<'_>,
        change: impl FnOnce(Extractor) -> Extractor,
    ) -> Self {
        let settings = [
            ("OCRIVA_ADDR", "127.0.0.1:0".to_owned()),
            ("OCRIVA_DATA", folder.path().display().to_string()),
            ("DATABASE_URL", url),
            ("OCRIVA_WEBHOOK_ALLOW", "127.0.0.0/8".to_owned()),
            // Nobody is there, unless a test says who.
            ("OCRIVA_LINE_API_URL", "http://127.0.0.1:9".to_owned()),
            ("OCRIVA_LINE_DATA_URL", "http://127.0.0.1:9".to_owned()),
            ("OCRIVA_PROVIDER_ALLOW", "127.0.0.0/8".to_owned()),
            ("OCRIVA_MODELS", Path::new(env!("CARGO_MANIFEST_DIR")).join("models").display().to_string()),
            ("OCRIVA_READER", super::READER.to_owned()),
            // Tests ask more often than anybody may.
            ("OCRIVA_LIMITS", "false".to_owned()),
        ];
        let path = folder.path().join("Leptos.toml");
        std::fs::write(&path, own.file).unwrap();
        let config = Config::load(&path, |name| {
            own.settings.iter().chain(&settings).find(|(key, _)| *key == name).map(|(_, value)| value.clone())
        })
        .unwrap();

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let leptos = config.leptos_options(address);
        let runtime = assemble::runtime(config).await.unwrap();
        let stop = CancellationToken::new();
        let relay = assemble::relay(&runtime, &stop).await;
        let extractor = change(assemble::extractor(&runtime.config, &runtime.clock, &runtime.readers).unwrap());
        let mut workers = match part {
            Part::Server => JoinSet::new(),
            Part::Everything | Part::Worker => assemble::workers(&runtime, extractor, &stop),
        };
        workers.spawn(async move { relay.await.unwrap() });
        let gate = CancellationToken::new();
        if part != Part::Worker {
            let app = router(AppState { runtime: runtime.clone(), leptos });
            tokio::spawn(listen::serve(listener, app, runtime.config.server.clone(), gate.clone()));
        }
        Self { runtime, address, stop, _gate: gate.drop_guard(), workers: Mutex::new(workers), folder }
    }

    /// Someone who is not signed in.
    pub fn visitor(&self) -> Client {
        Client::new(format!("http://{}", self.address))
    }

    /// A new person with organization, project and templates.
    pub async fn register(&self, name: &str) -> Tenant {
        let client = self.visitor();
        let email = format!("{name}@example.com");
        let made = client
            .post("/auth/register", json!({ "email": email, "password": "correct horse", "name": name }))
            .await
            .expect(201);
        let text = |pointer: &str| made.pointer(pointer).and_then(Value::as_str).unwrap().to_owned();
        Tenant {
            user: text("/user/id"),
            organization: text("/organization/id"),
            project: text("/project/id"),
            template: text("/templates/0/id"),
            client,
        }
    }

    /// Opens a live socket with these headers.
    ///
    /// # Errors
    /// The status, where the server does not open one.
    pub async fn socket(&self, path: &str, headers: &[(&str, &str)]) -> Result<Socket, u16> {
        Socket::open(self.address, path, headers).await
    }

    /// Waits for a processing to end, and gives it as its owner sees it.
    pub async fn finished(&self, client: &Client, processing: &str) -> Value {
        let mut events = self.runtime.live.listen();
        let path = format!("/processing-history/{processing}");
        timeout(PATIENCE, async {
            loop {
                let seen = client.get(&path).await.expect(200);
                let status = seen["status"].as_str().and_then(ProcessingStatus::parse).unwrap();
                if status.is_final() {
                    return seen;
                }
                while let Ok(event) = events.recv().await {
                    let about = |id: &ProcessingId| id.as_str() == processing;
                    if matches!(&event.change, Change::Processing { processing_id, .. } if about(processing_id)) {
                        break;
                    }
                }
            }
        })
        .await
        .expect("the processing did not end")
    }

    /// Waits for the last file of a batch to end, and gives the batch as its owner sees it.
    pub async fn batch_ended(&self, client: &Client, batch: &str) -> Value {
        let mut events = self.runtime.live.listen();
        let path = format!("/batches/{batch}");
        timeout(PATIENCE, async {
            loop {
                let seen = client.get(&path).await.expect(200);
                if seen["status"] != "processing" {
                    return seen;
                }
                while let Ok(event) = events.recv().await {
                    if matches!(event.change, Change::Batch { .. }) {
                        break;
                    }
                }
            }
        })
        .await
        .expect("the batch did not end")
    }

    /// A caller's way into another process on the same database: it does not know what this one has in hand.
    pub async fn twin(&self, client: &Client) -> Client {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let runtime = Runtime::from(Parts { in_hand: InHand::default(), ..(*self.runtime).clone() });
        let leptos = runtime.config.leptos_options(address);
        let app = router(AppState { runtime, leptos });
        tokio::spawn(async move { axum::serve(listener, app).await });
        Client::new(format!("http://{address}")).with_cookie(&client.cookie().unwrap())
    }

    /// Stops the workers and waits until what they were doing is done.
    pub async fn drain(&self) {
        self.stop.cancel();
        let mut workers = self.workers.lock().await;
        timeout(PATIENCE, async { while workers.join_next().await.is_some() {} })
            .await
            .expect("the workers did not end");
    }

    /// Moves the clock ahead and wakes whoever waits for the time.
    pub fn advance(&self, by: Duration) {
        self.runtime.clock.advance(by);
        self.runtime.wake.all();
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Tenant {
    /// Signed in anew, as who was registered under this name.
    pub async fn login(&self, app: &TestApp, name: &str) -> Client {
        let client = app.visitor();
        let credentials = json!({ "email": format!("{name}@example.com"), "password": "correct horse" });
        client.post("/auth/login", credentials).await.expect(200);
        client
    }

    /// Uploads a file with the first template.
    pub async fn upload(&self, file_name: &str, bytes: Vec<u8>) -> Answer {
        let fields = [("projectId", self.project.as_str()), ("templateId", self.template.as_str())];
        self.client.upload("/upload", &fields, file_name, bytes).await
    }

    /// Uploads files as one batch with the first template.
    pub async fn upload_batch(&self, fields: &[(&str, &str)], files: &[(&str, Vec<u8>)]) -> Answer {
        let own = [("projectId", self.project.as_str()), ("templateId", self.template.as_str())];
        let fields = [&own, fields].concat();
        let files: Vec<_> = files.iter().map(|(name, bytes)| ("files[]", *name, bytes.clone())).collect();
        self.client.upload_many("/upload/batch", &fields, &files, &[]).await
    }

    /// A live socket with this person's cookie.
    pub async fn socket(&self, app: &TestApp, path: &str) -> Result<Socket, u16> {
        app.socket(path, &[("cookie", &self.client.cookie().unwrap())]).await
    }

    /// The value and the id of a new API token with these permissions.
    pub async fn token_text(&self, permissions: &[&str]) -> (String, String) {
        let body = json!({ "projectId": self.project, "name": "test", "permissions": permissions });
        let made = self.client.post("/api-tokens", body).await.expect(201);
        (made["token"].as_str().unwrap().to_owned(), made["id"].as_str().unwrap().to_owned())
    }

    /// Tells that a document of this person's first project changed.
    pub fn tell(&self, app: &TestApp, document: &str) {
        self.tell_in(app, &self.project, document);
    }

    /// The same in another project.
    pub fn tell_in(&self, app: &TestApp, project: &str, document: &str) {
        app.runtime.live.tell(OrgId(self.organization.clone()), ProjectId(project.to_owned()), changed(document));
    }

    /// The same in a batch of the first project.
    pub fn tell_in_batch(&self, app: &TestApp, batch: &str, document: &str) {
        let (organization, project) = (OrgId(self.organization.clone()), ProjectId(self.project.clone()));
        app.runtime.live.tell_in_batch(organization, project, Some(BatchId(batch.to_owned())), changed(document));
    }

    /// Tells that a delivery to an endpoint of the first project changed.
    pub fn tell_delivery(&self, app: &TestApp) {
        let change =
            Change::Delivery { webhook_id: WebhookId("whk_1".into()), delivery_id: DeliveryId("dlv_1".into()) };
        app.runtime.live.tell(OrgId(self.organization.clone()), ProjectId(self.project.clone()), change);
    }

    /// A client that carries a new API token with these permissions.
    pub async fn token(&self, permissions: &[&str]) -> Client {
        self.client.with_token(&self.token_text(permissions).await.0)
    }
}

fn changed(document: &str) -> Change {
    Change::Processing {
        processing_id: ProcessingId("proc_1".into()),
        document_id: DocumentId(document.to_owned()),
        status: ProcessingStatus::Completed,
        confidence: None,
    }
}
