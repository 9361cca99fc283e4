//! Google Cloud Storage on this machine: fake-gcs-server, behind a door that looks at the keys.

use super::object_server::{BUCKET, ObjectServer, installed};
use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, prelude::*};
use ring::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey};
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
};
use tempfile::TempDir;

pub struct GoogleServer {
    process: Child,
    program: PathBuf,
    port: u16,
    folder: TempDir,
    /// Where the door is.
    address: String,
    key: String,
}

/// The server asks nobody for a key, and takes an upload only at an address that says it was signed; Google wants the
/// key with every request, and nothing in the address.
struct Door {
    server: String,
    public: Vec<u8>,
    http: reqwest::Client,
}

/// The name of the one key that the door knows.
const KEY: &str = "the-key-of-the-tests";

/// A port that was free a moment ago may be somebody's.
const TRIES: usize = 5;
const NOT_STARTED: &str = "the Google storage server did not start";

impl ObjectServer for GoogleServer {
    const KEY: &'static str = KEY;
    const REFUSES: &'static str = "401";

    async fn start() -> Option<Self> {
        let program = installed("setup/gs-server")?;
        let key = fs::read_to_string(program.with_file_name("key.pem")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let start = |_| {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            Some((spawn(&program, folder.path(), port)?, port))
        };
        let (process, port) = (0..TRIES).find_map(start).expect(NOT_STARTED);
        let address = Door::open(port, &key).await;
        Some(Self { process, program, port, folder, address, key })
    }

    fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    fn start_again(&mut self) {
        self.process = spawn(&self.program, self.folder.path(), self.port).expect(NOT_STARTED);
    }

    fn settings(&self, place: &str, key: &str) -> Vec<(&'static str, String)> {
        let account = json!({
            "type": "service_account",
            "client_email": "tests@ocriva.iam.gserviceaccount.com",
            "private_key_id": key,
            "private_key": self.key,
        });
        vec![
            ("STORAGE_URL", format!("gs://{place}")),
            ("GOOGLE_BASE_URL", self.address.clone()),
            ("GOOGLE_SERVICE_ACCOUNT_KEY", account.to_string()),
        ]
    }
}

impl Drop for GoogleServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Waits until it says that it listens; none where it ends instead.
fn spawn(program: &Path, folder: &Path, port: u16) -> Option<Child> {
    let mut process = Command::new(program)
        .args(["-scheme", "http", "-host", "127.0.0.1", "-public-host", "127.0.0.1", "-port", &port.to_string()])
        .args(["-backend", "filesystem", "-filesystem-root"])
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(process.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("server started") {
        line.clear();
        if said.read_line(&mut line).unwrap() == 0 {
            process.wait().unwrap();
            return None;
        }
    }
    // It logs every request: somebody has to read on, or it stops.
    std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
    Some(process)
}

impl Door {
    async fn open(port: u16, key: &str) -> String {
        let pem: String = key.lines().filter(|line| !line.starts_with('-')).collect();
        let pair = RsaKeyPair::from_pkcs8(&BASE64_STANDARD.decode(pem).unwrap()).unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        let door = Self {
            server: format!("http://127.0.0.1:{port}"),
            public: pair.public_key().as_ref().to_vec(),
            http: reqwest::Client::new(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let ways = Router::new().fallback(enter).with_state(Arc::new(door));
        tokio::spawn(async move { axum::serve(listener, ways).await });
        address
    }

    /// Is it a token that the service account signed itself?
    fn knows(&self, headers: &HeaderMap) -> Option<()> {
        let token = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
        let (said, signature) = token.rsplit_once('.')?;
        let head: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(said.split('.').next()?).ok()?).ok()?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.public);
        public.verify(said.as_bytes(), &signature).ok().filter(|()| head["kid"] == KEY)
    }
}

async fn enter(State(door): State<Arc<Door>>, request: Request) -> Result<Response, StatusCode> {
    let (asked, body) = request.into_parts();
    door.knows(&asked.headers).ok_or(StatusCode::UNAUTHORIZED)?;
    let put = asked.method == Method::PUT;
    let body = to_bytes(body, usize::MAX).await.map_err(|_| StatusCode::BAD_REQUEST)?;
    let signed = if put { "?X-Goog-Algorithm=GOOG4-RSA-SHA256" } else { "" };
    let passed_on = door.http.request(asked.method, format!("{}{}{signed}", door.server, asked.uri)).body(body);
    let answer = passed_on.send().await.map_err(|_| StatusCode::BAD_GATEWAY)?;
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    let body = answer.bytes().await.map_err(|_| StatusCode::BAD_GATEWAY)?;
    if put && status.is_success() {
        let kept: Value = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_GATEWAY)?;
        headers.insert(header::ETAG, kept["etag"].as_str().unwrap_or_default().parse().unwrap());
    }
    Ok((status, headers, body).into_response())
}
