//! The real binary as a process of its own.

use crate::support::Client;
use std::{
    collections::HashSet,
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

pub struct Server {
    process: Child,
    pub client: Client,
}

impl Server {
    /// Starts on `folder` and `database`, and waits until it says where it is; it ends itself at `point`.
    pub fn start(folder: &Path, database: &str, point: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ocriva"));
        command
            .env("OCRIVA_ADDR", "127.0.0.1:0")
            .env("OCRIVA_DATA", folder)
            .env("OCRIVA_WEBHOOK_ALLOW", "127.0.0.0/8")
            .env("OCRIVA_MODELS", Path::new(env!("CARGO_MANIFEST_DIR")).join("models"))
            .env("DATABASE_URL", database)
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        if let Some(point) = point {
            command.env("OCRIVA_CRASH_AT", point);
        }
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first = lines.next().expect("the server says where it is").unwrap();
        let base = first.split_whitespace().last().unwrap().to_owned();
        Self { process, client: Client::new(base) }
    }

    /// Waits for it to end by itself, and kills it if it does not.
    pub fn ends_within(&mut self, patience: Duration) {
        let since = Instant::now();
        while self.process.try_wait().unwrap().is_none() {
            if since.elapsed() > patience {
                self.process.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The documents of which there is a file in the store.
    pub fn files(&self, folder: &Path) -> HashSet<String> {
        let organizations = fs::read_dir(folder.join("files")).unwrap().map(Result::unwrap);
        organizations
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("org_"))
            .flat_map(|entry| fs::read_dir(entry.path()).unwrap().map(Result::unwrap))
            .map(|entry| entry.file_name().into_string().unwrap())
            .filter(|name| name.starts_with("doc_") && !name.contains('.'))
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
