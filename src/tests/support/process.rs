//! The real program as a process: a server or a worker, killed or asked to stop.

use super::{READER, memory};
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

pub struct Process {
    child: Child,
    /// Where it serves; empty for a worker.
    pub base: String,
}

impl Process {
    /// A server on a free port, once it says where it is.
    pub fn serve(data: &Path, settings: &[(&str, &str)]) -> Self {
        let mut process = Self::start("serve", data, settings);
        let said = process.first_line();
        said.split_whitespace().last().unwrap().clone_into(&mut process.base);
        process
    }

    /// A worker, once it says that it works.
    pub fn worker(data: &Path, settings: &[(&str, &str)]) -> Self {
        let mut process = Self::start("worker", data, settings);
        assert!(process.first_line().starts_with("Ocriva works"));
        process
    }

    fn start(command: &str, data: &Path, settings: &[(&str, &str)]) -> Self {
        let child = program(command, data, settings).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        Self { child, base: String::new() }
    }

    fn first_line(&mut self) -> String {
        let mut line = String::new();
        BufReader::new(self.child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        line
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// As `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// As a supervisor does: SIGTERM.
    pub fn ask_to_stop(&self) {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), rustix::process::Signal::TERM)
            .unwrap();
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits for it to end by itself, and kills it if it does not.
    pub fn ends_within(&mut self, patience: Duration) {
        let since = Instant::now();
        while self.ended().is_none() {
            if since.elapsed() > patience {
                self.child.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Asks it to stop, and says how it ended and how long that took.
    pub fn terminate(mut self) -> (ExitStatus, Duration) {
        let from = Instant::now();
        self.ask_to_stop();
        (self.child.wait().unwrap(), from.elapsed())
    }

    /// The most memory that it ever had, in megabytes.
    pub fn peak_memory(&self) -> u64 {
        memory(self.child.id(), "VmHWM")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with the settings of a test.
pub fn program(command: &str, data: &Path, settings: &[(&str, &str)]) -> Command {
    let mut program = Command::new(READER);
    program
        .arg(command)
        .env_remove("DATABASE_URL")
        .env("OCRIVA_ADDR", "127.0.0.1:0")
        .env("OCRIVA_DATA", data)
        .env("OCRIVA_WEBHOOK_ALLOW", "127.0.0.0/8")
        .env("OCRIVA_LIMITS", "false")
        .env("OCRIVA_MODELS", Path::new(env!("CARGO_MANIFEST_DIR")).join("models"))
        .envs(settings.iter().copied());
    program
}
