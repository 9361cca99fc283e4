//! The table: ours, the floor, the ratio, and what the floor is.

use crate::cost::Cost;
use std::time::Duration;

/// A part of the table, with what else the machine is doing: its load in the last minute.
pub fn heading(name: &str) {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!();
    row(&format!("{name} (load {load} on {cores} cores)"), ["Ocriva", "floor", "ratio", "CPU"], "floor");
}

/// A duration: the ratio says how many times the floor it is.
pub fn time(what: &str, ours: Duration, floor: Duration, is: &str) {
    let ratio = ours.as_secs_f64() / floor.as_secs_f64();
    row(what, [&millis(ours), &millis(floor), &format!("{ratio:.1} ×"), ""], is);
}

/// So many in a time: the ratio says how much of the floor is reached.
pub fn rate(what: &str, count: usize, ours: Cost, floor: Cost, is: &str) {
    let percent = 100.0 * floor.clock.as_secs_f64() / ours.clock.as_secs_f64();
    let per_second = |cost: Cost| format!("{:.0} /s", count as f64 / cost.clock.as_secs_f64());
    let processor = millis(ours.processor / count as u32);
    row(what, [&per_second(ours), &per_second(floor), &format!("{percent:.0} %"), &processor], is);
}

fn row(what: &str, [ours, floor, ratio, processor]: [&str; 4], is: &str) {
    println!("{what:<46}{ours:>12}{floor:>12}{ratio:>9}{processor:>10}  {is}");
}

fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

/// The value below which `part` of all stand (nearest rank).
pub fn percentile(times: &mut [Duration], part: f64) -> Duration {
    times.sort_unstable();
    times[((times.len() as f64 * part).ceil() as usize).clamp(1, times.len()) - 1]
}
