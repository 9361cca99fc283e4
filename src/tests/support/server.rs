//! The real program as a server of its own, to be killed and to be looked at from outside.

use super::{Client, Process};
use std::{
    fs,
    ops::{Deref, DerefMut},
    path::Path,
    time::{Duration, Instant},
};

/// A process that serves, and who asks it.
pub struct Server {
    process: Process,
    pub client: Client,
}

impl Server {
    /// Starts on `folder`, with these variables, and waits until it says where it is.
    pub fn start(folder: &Path, environment: &[(&str, &str)]) -> Self {
        let process = Process::serve(folder, environment);
        let client = Client::new(process.base.clone());
        Self { process, client }
    }

    /// Memory in use now, in megabytes.
    pub fn memory(&self) -> u64 {
        memory(self.id(), "VmRSS")
    }

    /// The processes that it started and that live.
    pub fn readers(&self) -> Vec<u32> {
        let every = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        every.filter(|id| parent(*id) == Some(self.id())).collect()
    }
}

impl Deref for Server {
    type Target = Process;

    fn deref(&self) -> &Process {
        &self.process
    }
}

impl DerefMut for Server {
    fn deref_mut(&mut self) -> &mut Process {
        &mut self.process
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
