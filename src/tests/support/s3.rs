//! An S3 server on this machine, which knows one key.

use super::object_server::{BUCKET, ObjectServer, installed};
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

pub struct S3Server {
    process: Child,
    program: PathBuf,
    port: u16,
    folder: TempDir,
}

/// The one key that it knows, and its secret.
const KEY: &str = "S3RVER";

impl ObjectServer for S3Server {
    const KEY: &'static str = KEY;
    const REFUSES: &'static str = "InvalidAccessKeyId";

    async fn start() -> Option<Self> {
        let program = installed("setup/s3-server")?;
        let folder = tempfile::tempdir().unwrap();
        let (process, port) = spawn(&program, folder.path(), 0);
        Some(Self { process, program, port, folder })
    }

    fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    fn start_again(&mut self) {
        (self.process, self.port) = spawn(&self.program, self.folder.path(), self.port);
    }

    fn settings(&self, place: &str, key: &str) -> Vec<(&'static str, String)> {
        vec![
            ("STORAGE_URL", format!("s3://{place}")),
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
