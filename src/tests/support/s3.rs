//! An S3 server on this machine, which knows one key.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

pub struct S3Server {
    process: Child,
    program: PathBuf,
    pub port: u16,
    folder: TempDir,
}

/// The one bucket that is there.
const BUCKET: &str = "files";
/// The one key that it knows, and its secret.
const KEY: &str = "S3RVER";

impl S3Server {
    /// `None`, said loudly, where the server cannot be installed: then nothing was tested.
    pub fn start() -> Option<Self> {
        let setup = Path::new(env!("CARGO_MANIFEST_DIR")).join("setup/s3-server");
        let found = Command::new(setup).output().unwrap();
        if !found.status.success() {
            let why = String::from_utf8_lossy(&found.stderr);
            eprintln!("\n*** SKIPPED: no S3 server could be installed, so buckets were NOT tested ***\n{why}");
            return None;
        }
        let program = PathBuf::from(String::from_utf8(found.stdout).unwrap().trim());
        let folder = tempfile::tempdir().unwrap();
        let (process, port) = spawn(&program, folder.path(), 0);
        Some(Self { process, program, port, folder })
    }

    pub fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Once more, with what it had.
    pub fn start_again(&mut self) {
        (self.process, self.port) = spawn(&self.program, self.folder.path(), self.port);
    }

    /// What the application needs to know of it.
    pub fn settings(&self, url: &str, key: &str) -> Vec<(&'static str, String)> {
        vec![
            ("STORAGE_URL", url.to_owned()),
            ("OCRIVA_S3_ENDPOINT", format!("http://127.0.0.1:{}", self.port)),
            ("AWS_ACCESS_KEY_ID", key.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", KEY.to_owned()),
        ]
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Waits until it says where it listens.
fn spawn(program: &Path, folder: &Path, port: u16) -> (Child, u16) {
    let mut process = Command::new(program)
        .arg("--directory")
        .arg(folder)
        .args(["--address", "127.0.0.1", "--port", &port.to_string(), "--configure-bucket", BUCKET])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(process.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("listening on") {
        line.clear();
        assert!(said.read_line(&mut line).unwrap() > 0, "the S3 server did not start");
    }
    // It logs every request: somebody has to read on, or it stops.
    std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
    (process, line.trim().rsplit(':').next().unwrap().parse().unwrap())
}
