//! The real program as a server of its own, to be killed and to be looked at from outside.

use super::{Client, READER};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

pub struct Server {
    process: Child,
    pub client: Client,
}

impl Server {
    /// Starts on `folder`, with these variables, and waits until it says where it is.
    pub fn start(folder: &Path, environment: &[(&str, &str)]) -> Self {
        let mut process = Command::new(READER)
            .env("OCRIVA_ADDR", "127.0.0.1:0")
            .env("OCRIVA_DATA", folder)
            .env("OCRIVA_WEBHOOK_ALLOW", "127.0.0.0/8")
            .env("OCRIVA_MODELS", Path::new(env!("CARGO_MANIFEST_DIR")).join("models"))
            .env_remove("DATABASE_URL")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first = lines.next().expect("the server says where it is").unwrap();
        let base = first.split_whitespace().last().unwrap().to_owned();
        Self { process, client: Client::new(base) }
    }

    /// As `kill -9`.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// As a supervisor does: SIGTERM.
    pub fn ask_to_stop(&self) {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.process), rustix::process::Signal::TERM)
            .unwrap();
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.process.try_wait().unwrap()
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

    /// Memory in use now, in megabytes.
    pub fn memory(&self) -> u64 {
        memory(self.process.id(), "VmRSS")
    }

    /// The processes that it started and that live.
    pub fn readers(&self) -> Vec<u32> {
        let every = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        every.filter(|id| parent(*id) == Some(self.process.id())).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A line of `/proc/…/status` that counts memory, in megabytes; 0 of a process that is gone.
pub fn memory(process: u32, line: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kilobytes = status.lines().find_map(|text| text.strip_prefix(line)?.split_whitespace().nth(1)?.parse().ok());
    kilobytes.unwrap_or(0u64) / 1024
}

/// Is it there, and not merely waited for?
pub fn is_alive(process: u32) -> bool {
    parent(process).is_some()
}

/// Who started a process that lives: the fourth field of its line, the second after its name.
fn parent(process: u32) -> Option<u32> {
    let line = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut fields = line.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    (state != "Z").then(|| fields.next()?.parse().ok())?
}

/// Asks from outside, as nothing else can reach into another process.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(120), "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
