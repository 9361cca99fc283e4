//! What a reader process may not do any more, whatever a file makes of it.

#[cfg(unix)]
use std::sync::LazyLock;
use std::{io, time::Duration};

/// Gives up what reading does not need. Call it before anything else is started: threads take it over.
///
/// # Errors
/// When the system refuses; then nothing may be read.
#[cfg(unix)]
pub fn confine(memory_megabytes: u64) -> io::Result<()> {
    use rustix::process::Resource;
    // New rights, as by a program with set-user-id: never.
    #[cfg(target_os = "linux")]
    {
        rustix::thread::set_no_new_privs(true)?;
        rustix::thread::set_name(c"ocriva-reader")?;
    }
    // Memory that holds data; what an allocator only reserves is not counted, so it can be close to the real need.
    lower(Resource::Data, memory_megabytes << 20)?;
    lower(Resource::Core, 0)?;
    // Not one byte into any file: what comes in and goes out are pipes.
    lower(Resource::Fsize, 0)?;
    lower(Resource::Nofile, OPEN_FILES)?;
    Ok(())
}

/// Pipes to the server, a model while it is loaded, pipes to Tesseract.
#[cfg(unix)]
const OPEN_FILES: u64 = 32;

/// Never above what whoever started us allows.
#[cfg(unix)]
fn lower(resource: rustix::process::Resource, to: u64) -> io::Result<()> {
    let allowed = rustix::process::getrlimit(resource).maximum.unwrap_or(u64::MAX);
    let limit = Some(to.min(allowed));
    Ok(rustix::process::setrlimit(resource, rustix::process::Rlimit { current: limit, maximum: limit })?)
}

/// Asked once: it takes the system several files to answer.
#[cfg(unix)]
static CORES: LazyLock<u64> = LazyLock::new(|| std::thread::available_parallelism().map_or(1, usize::from) as u64);

/// From now on so much time on the processors, all of them used; who takes more is ended by the system, also where
/// nobody is left to wait.
#[cfg(unix)]
pub fn allow(time: Duration) -> io::Result<()> {
    use rustix::{
        process::{Resource, Rlimit, getrlimit, setrlimit},
        time::{ClockId, clock_gettime},
    };
    let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec as u64;
    let maximum = getrlimit(Resource::Cpu).maximum;
    // The first second has begun.
    let wanted = used.saturating_add(time.as_secs().saturating_mul(*CORES)).saturating_add(1);
    Ok(setrlimit(Resource::Cpu, Rlimit { current: Some(wanted.min(maximum.unwrap_or(u64::MAX))), maximum })?)
}

/// Elsewhere a process is all the wall there is.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn confine(_memory_megabytes: u64) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub fn allow(_time: Duration) -> io::Result<()> {
    Ok(())
}
