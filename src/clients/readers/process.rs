//! One reader process: started with nothing that it does not need, listened to, killed with all that it started.

use super::{
    Fault,
    frame::{self, Frame},
};
use std::{
    io,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _},
    process::{Child, ChildStderr, ChildStdin, ChildStdout, Command},
    time::timeout,
};

/// All that a reader needs of the environment; the rest may hold secrets. Tesseract is found by the first two.
const ENVIRONMENT: [&str; 4] = ["PATH", "TESSDATA_PREFIX", "RUST_LOG", "RUST_BACKTRACE"];
/// How long a process may take to die.
const LAST_BREATH: Duration = Duration::from_secs(2);
/// So much of what it said before is kept, in bytes.
const LAST_WORDS: usize = 2_000;
/// What the standard library says when there is no memory to be had.
const NO_MEMORY: &str = "memory allocation of";

/// What is started.
pub(super) struct Launch {
    pub program: PathBuf,
    pub models: PathBuf,
    pub memory_megabytes: u64,
    /// Of the networks.
    pub threads: usize,
}

pub(super) struct Process {
    child: Child,
    questions: ChildStdin,
    answers: ChildStdout,
    errors: Words,
    answered: u32,
}

impl Launch {
    pub fn start(&self) -> io::Result<Process> {
        let mut command = Command::new(&self.program);
        command.arg("read").arg("--models").arg(&self.models);
        command.arg("--memory-megabytes").arg(self.memory_megabytes.to_string());
        let kept = ENVIRONMENT.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        command.env_clear().envs(kept).env("RTEN_NUM_THREADS", self.threads.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        // A group of its own: Ctrl-C is for the server to hear, and Tesseract dies with who asked it.
        #[cfg(unix)]
        command.process_group(0).arg0("ocriva-reader");
        let mut child = command.spawn()?;
        let taken = "it was asked for";
        Ok(Process {
            questions: child.stdin.take().expect(taken),
            answers: child.stdout.take().expect(taken),
            errors: Words { pipe: Some(child.stderr.take().expect(taken)), last: Vec::new() },
            child,
            answered: 0,
        })
    }
}

impl Process {
    /// `None` once it is known to be dead.
    fn id(&self) -> Option<u32> {
        self.child.id()
    }

    pub fn answers(&self) -> u32 {
        self.answered
    }

    pub fn has_worked(&self) -> bool {
        self.answered > 0
    }

    /// Asks, with `time` for the answer.
    pub async fn answer(&mut self, head: &[u8], file: &[u8], time: Duration) -> Result<Frame, Fault> {
        let (questions, answers) = (&mut self.questions, &mut self.answers);
        let conversation = async {
            frame::send(questions, head, file, time).await?;
            frame::receive(answers).await
        };
        let answer = tokio::select! {
            answer = conversation => answer,
            never = self.errors.listen() => match never {},
        };
        match answer {
            Ok(answer) => {
                self.answered += 1;
                Ok(answer)
            }
            Err(error) => Err(self.dead(&error).await),
        }
    }

    /// What it died of.
    async fn dead(&mut self, error: &io::Error) -> Fault {
        let id = self.id();
        let status = match timeout(LAST_BREATH, self.child.wait()).await {
            Ok(status) => status.ok(),
            Err(_) => None,
        };
        self.errors.rest().await;
        let words = String::from_utf8_lossy(&self.errors.last);
        let fault = fault(status, &words);
        tracing::warn!(process = id, %error, ?status, ?fault, words = words.trim(), "a reader process is gone");
        fault
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // While it has not been waited for, its id is nobody else's.
        #[cfg(unix)]
        if let Some(group) = self.child.id().and_then(|id| rustix::process::Pid::from_raw(id as i32)) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

fn fault(status: Option<ExitStatus>, words: &str) -> Fault {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        let signal = status.and_then(|status| status.signal());
        if signal == Some(rustix::process::Signal::XCPU.as_raw()) {
            return Fault::TookTooLong;
        }
    }
    if words.contains(NO_MEMORY) { Fault::TooMuchMemory } else { Fault::Crashed }
}

/// What a process says beside its answers.
struct Words {
    /// Until it is closed on the other side.
    pipe: Option<ChildStderr>,
    last: Vec<u8>,
}

impl Words {
    /// Takes what comes, so that the pipe never fills; is there to be dropped.
    async fn listen(&mut self) -> std::convert::Infallible {
        let mut some = [0; 1024];
        while let Some(pipe) = &mut self.pipe {
            match pipe.read(&mut some).await {
                Ok(count) if count > 0 => self.take(&some[..count]),
                _ => self.pipe = None,
            }
        }
        std::future::pending().await
    }

    /// Takes what is left when the process has ended.
    async fn rest(&mut self) {
        if let Some(pipe) = self.pipe.take() {
            let mut left = Vec::new();
            let _ = timeout(LAST_BREATH, limited(pipe).read_to_end(&mut left)).await;
            self.take(&left);
        }
    }

    fn take(&mut self, said: &[u8]) {
        for line in String::from_utf8_lossy(said).lines().filter(|line| !line.trim().is_empty()) {
            tracing::warn!("reader: {line}");
        }
        self.last.extend_from_slice(said);
        let surplus = self.last.len().saturating_sub(LAST_WORDS);
        self.last.drain(..surplus);
    }
}

/// A pipe holds no more than this.
fn limited(pipe: impl AsyncRead + Unpin) -> impl AsyncRead + Unpin {
    pipe.take(64 << 10)
}
