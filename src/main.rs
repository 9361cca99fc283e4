//! The one binary.

use ocriva::boot::cli::{self, Command};
use std::{process::ExitCode, time::Duration};

/// Rendering and streaming pages needs threads to spare, on one core too.
const THREADS: usize = 4;
/// How long a document that is being read may hold up the end; its job is taken up again at the next start.
const LAST_BREATH: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let cli = cli::parse();
    // A reader process does one thing at a time, and is small.
    if let Some(Command::Read(asked)) = &cli.command {
        return cli::read(asked);
    }
    let threads = std::thread::available_parallelism().map_or(THREADS, |cores| cores.get().max(THREADS));
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("ocriva: no threads are to be had: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(cli::run(cli));
    runtime.shutdown_timeout(LAST_BREATH);
    code
}
