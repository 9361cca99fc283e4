//! How fast the spine is, beside what this machine can do at all, measured in the same seconds.
//!
//! Nothing here fails on time: read the ratios, and the load that is printed with them. The floor of a line is named
//! at its end: the work that no design can leave out, with nothing of ours around it.

mod accept;
mod cost;
mod document;
mod floor;
mod lists;
mod memory;
mod reading;
mod start;
#[path = "../../src/tests/support/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    unused_macros,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the tests' own room: a benchmark needs a part of it, and may be as blunt"
)]
mod support;
mod table;
mod walk;
mod watch;

use support::Backend;

#[tokio::main]
async fn main() {
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    let wanted = wanted();
    let wants = |part: &str| wanted.is_empty() || wanted.iter().any(|name| name == part);
    println!("Ocriva in the {profile} profile. CPU: milliseconds for one document, the load generator's included.");
    for backend in backends() {
        table::heading(&format!("{backend:?}"));
        if wants("start") {
            start::measure(backend).await;
        }
        if wants("accept") {
            accept::measure(backend).await;
        }
        if wants("walk") {
            walk::measure(backend).await;
        }
        if wants("lists") {
            lists::measure(backend).await;
        }
    }
    if wants("reading") {
        table::heading("Reading");
        reading::apart().await;
        reading::measure();
    }
    if wants("memory") {
        memory::measure().await;
    }
}

/// The parts that were named on the command line; all if none was. Cargo itself adds `--bench`.
fn wanted() -> Vec<String> {
    std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect()
}

/// PostgreSQL where there is one: `make bench` starts it.
fn backends() -> Vec<Backend> {
    let mut all = vec![Backend::Sqlite];
    if std::env::var_os("OCRIVA_TEST_POSTGRES").is_some() {
        all.push(Backend::Postgres);
    }
    all
}
