//! What some work cost: time on the clock, and time on the processors, which does not grow with the load of the machine.

use std::{
    ops::AddAssign,
    time::{Duration, Instant},
};

/// Of a second; Linux counts processor time for others in these, on every architecture.
const TICKS: f64 = 100.0;

#[derive(Clone, Copy, Default)]
pub struct Cost {
    pub clock: Duration,
    /// Of the whole process, the load generator included; zero where there is no `/proc`.
    pub processor: Duration,
}

impl AddAssign for Cost {
    fn add_assign(&mut self, more: Self) {
        self.clock += more.clock;
        self.processor += more.processor;
    }
}

pub async fn of(work: impl Future<Output = ()>) -> Cost {
    let (begin, used) = (Instant::now(), processor());
    work.await;
    Cost { clock: begin.elapsed(), processor: processor().saturating_sub(used) }
}

/// User and system time of this process: fields 14 and 15 of its line, the 12th and 13th after its name.
fn processor() -> Duration {
    let line = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let rest = line.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 = rest.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    Duration::from_secs_f64(ticks / TICKS)
}
