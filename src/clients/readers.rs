//! Reader processes: this program once more, confined, with one file at a time; bytes go in, bytes come out.

pub mod frame;
mod process;

use crate::config;
use frame::Frame;
use parking_lot::Mutex;
use process::{Launch, Process};
use std::{
    num::NonZero,
    path::PathBuf,
    sync::{Arc, Weak},
    time::{Duration, Instant},
};
use tokio::{
    sync::Semaphore,
    time::{sleep, timeout, timeout_at},
};

/// A process that has done so much makes room for a new one: what its memory lost to fragments comes back.
const RETIRES_AFTER: u32 = 1_000;
/// Recognition gains little from more cores than this; a machine with more does several at once.
const CORES_A_RECOGNITION: usize = 4;

/// What a reader is wanted for. Each kind has places of its own: what takes milliseconds never waits behind what takes
/// minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// A file is opened and its pages counted: milliseconds.
    Inspect,
    /// Pages are drawn, and files written that hold them.
    Draw,
    /// Words are taken from a text layer.
    Text,
    /// Words are recognised in pictures: with models in memory, on all cores.
    Recognise,
}

const LANES: [Lane; 4] = [Lane::Inspect, Lane::Draw, Lane::Text, Lane::Recognise];

impl Lane {
    /// How many at once on a machine of so many cores.
    fn places(self, cores: usize) -> usize {
        match self {
            // A file that is slow to open does not hold up the next one.
            Self::Inspect => cores.max(2),
            Self::Draw | Self::Text => cores,
            Self::Recognise => cores.div_ceil(CORES_A_RECOGNITION),
        }
    }
}

/// Why a reader gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It got no turn in time, or no process could be started.
    Busy,
    TookTooLong,
    TooMuchMemory,
    Crashed,
}

/// How long to wait.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a turn.
    pub turn: Duration,
    /// For the work.
    pub work: Duration,
}

/// Starts processes when they are needed, keeps them warm for a while, and replaces those that a file broke.
/// Cheap to clone; one for each server.
#[derive(Clone)]
pub struct Readers(Arc<Pool>);

struct Pool {
    bare: Launch,
    /// With the cores that one recognition gets.
    recogniser: Launch,
    idle: Duration,
    lanes: [Semaphore; LANES.len()],
    resting: Mutex<Resting>,
}

#[derive(Default)]
struct Resting {
    /// Without models, the one that rested last at the end: it is taken first, and the others may go.
    bare: Vec<Rested>,
    recognisers: Vec<Rested>,
    /// Is somebody there to send them home?
    watched: bool,
}

struct Rested {
    process: Process,
    since: Instant,
}

impl Readers {
    /// Starts nothing yet.
    #[must_use]
    pub fn new(settings: &config::Extraction) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let launch = |threads: usize| Launch {
            program: settings.reader().unwrap_or_else(this_program),
            models: settings.models.clone(),
            memory_megabytes: settings.reader_megabytes,
            threads,
        };
        Self(Arc::new(Pool {
            bare: launch(1),
            recogniser: launch(cores.div_ceil(Lane::Recognise.places(cores))),
            idle: settings.reader_idle(),
            lanes: LANES.map(|lane| Semaphore::new(lane.places(cores))),
            resting: Mutex::default(),
        }))
    }

    /// Sends a question about a file, and waits for the answer. Whoever stops waiting stops the work.
    ///
    /// # Errors
    /// When there is none: the file, or the wait for others, was too much.
    pub async fn ask(&self, lane: Lane, patience: Patience, head: &[u8], file: &[u8]) -> Result<Frame, Fault> {
        let pool = &self.0;
        let turn = timeout(patience.turn, pool.lanes[lane as usize].acquire()).await;
        let _turn = turn.ok().and_then(Result::ok).ok_or(Fault::Busy)?;
        let deadline = tokio::time::Instant::now() + patience.work;
        let mut process = match pool.wake(lane) {
            Some(process) => process,
            None => pool.start(lane)?,
        };
        loop {
            // A process dropped is a process killed: at the deadline, or when nobody waits any more.
            match timeout_at(deadline, process.answer(head, file, patience.work)).await {
                Err(_) => return Err(Fault::TookTooLong),
                Ok(Ok(answer)) => {
                    pool.rest(lane, process);
                    return Ok(answer);
                }
                // It may have died of another file, or while it rested: a new one tells.
                Ok(Err(_)) if process.has_worked() => process = pool.start(lane)?,
                Ok(Err(fault)) => return Err(fault),
            }
        }
    }
}

impl Pool {
    fn start(&self, lane: Lane) -> Result<Process, Fault> {
        let launch = if lane == Lane::Recognise { &self.recogniser } else { &self.bare };
        launch.start().map_err(|error| {
            tracing::error!(program = %launch.program.display(), %error, "no reader process could be started");
            Fault::Busy
        })
    }

    fn wake(&self, lane: Lane) -> Option<Process> {
        self.resting.lock().of(lane).pop().map(|rested| rested.process)
    }

    #[expect(clippy::disallowed_methods, reason = "it ends when nothing rests any more, or with the pool")]
    fn rest(self: &Arc<Self>, lane: Lane, process: Process) {
        if process.answers() >= RETIRES_AFTER {
            return;
        }
        let mut resting = self.resting.lock();
        resting.of(lane).push(Rested { process, since: Instant::now() });
        if !std::mem::replace(&mut resting.watched, true) {
            tokio::spawn(send_home(Arc::downgrade(self), self.idle));
        }
    }
}

impl Resting {
    fn of(&mut self, lane: Lane) -> &mut Vec<Rested> {
        if lane == Lane::Recognise { &mut self.recognisers } else { &mut self.bare }
    }
}

/// Ends the processes that nobody has needed for `idle`.
async fn send_home(pool: Weak<Pool>, idle: Duration) {
    loop {
        sleep(idle / 2).await;
        let Some(pool) = pool.upgrade() else { return };
        let mut resting = pool.resting.lock();
        let Resting { bare, recognisers, watched } = &mut *resting;
        for rested in [&mut *bare, &mut *recognisers] {
            rested.retain(|rested| rested.since.elapsed() < idle);
        }
        *watched = !(bare.is_empty() && recognisers.is_empty());
        if !*watched {
            return;
        }
    }
}

/// On Linux the file that this process runs, even after another one took its place on the disk: both sides of a pipe
/// are of one version.
fn this_program() -> PathBuf {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() { running } else { std::env::current_exe().unwrap_or_else(|_| "ocriva".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Readers that are another program.
    fn readers(program: &str) -> Readers {
        let config = config::Config::load(Path::new("/nowhere/Leptos.toml"), |name| {
            (name == "OCRIVA_READER").then(|| program.to_owned())
        });
        Readers::new(&config.unwrap().extraction)
    }

    #[test]
    fn what_is_quick_always_has_a_second_place_and_recognition_has_the_machine() {
        let places = |cores| LANES.map(|lane| lane.places(cores));
        assert_eq!(places(1), [2, 1, 1, 1]);
        assert_eq!(places(4), [4, 4, 4, 1]);
        assert_eq!(places(9), [9, 9, 9, 3]);
    }

    #[tokio::test]
    async fn no_answer_says_why_there_is_none() {
        let second = Duration::from_secs(1);
        let asked = async |program: &str, work| {
            let patience = Patience { turn: second, work };
            readers(program).ask(Lane::Text, patience, b"?", b"file").await
        };
        assert_eq!(asked("/nowhere/at-all", second).await, Err(Fault::Busy));
        assert_eq!(asked("/bin/false", 9 * second).await, Err(Fault::Crashed));
        assert_eq!(asked("/bin/echo", 9 * second).await, Err(Fault::Crashed), "it talks, and makes no sense");
        let folder = tempfile::tempdir().unwrap();
        let silent = folder.path().join("silent");
        std::fs::write(&silent, "#!/bin/sh\nexec sleep 100\n").unwrap();
        let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&silent, executable).unwrap();
        assert_eq!(asked(silent.to_str().unwrap(), second / 10).await, Err(Fault::TookTooLong));
    }
}
