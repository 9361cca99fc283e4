//! Durable accepts through the real router over loopback; nobody reads meanwhile. Beside it a bare handler that takes
//! the same body, syncs the same file and shares its commits: the least that keeps the promise.

use crate::{
    cost::{self, Cost},
    document,
    floor::Floor,
    support::{Backend, Scripted, TestApp},
    table::{self, percentile},
    watch::Watch,
};
use futures::{StreamExt, stream};
use ocriva::domain::processing::ProcessingStatus::InProgress;
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio::sync::Notify;

const SEQUENTIAL: usize = 200;
pub const AT_ONCE: usize = 64;
/// Ours and the floor take turns, so that both meet the same machine.
const ROUNDS: usize = 6;
const PER_ROUND: usize = 4 * AT_ONCE;

pub async fn measure(backend: Backend) {
    // An engine that never answers keeps every slot of the worker busy.
    let app = TestApp::start_scripted(backend, Arc::new(Scripted::gated(Arc::new(Notify::new())))).await;
    let ann = app.register("ann").await;
    let floor = Arc::new(Floor::beside(&app).await);
    let bare = Floor::serve(floor.clone()).await;
    let slots = app.runtime.config.queue.concurrency();
    let mut watch = Watch::new(&app);
    let upload = async |file: Vec<u8>| drop(ann.upload("invoice.pdf", file).await.expect(201));
    for n in 0..slots {
        upload(document::invoice(n)).await;
        watch.until(InProgress).await;
    }

    let file: Arc<[u8]> = document::invoice(0).into();
    let (mut ours, mut floors) = (Cost::default(), Cost::default());
    for n in 0..SEQUENTIAL {
        ours += cost::of(upload(document::invoice(slots + n))).await;
        floors += cost::of(async {
            floor.keep(file.clone()).await;
            floor.commit().await;
        })
        .await;
    }
    table::rate("accepts of 10 kB, one after the other", SEQUENTIAL, ours, floors, "a synced file, a commit");

    for (size, rounds) in [(document::SIZE, ROUNDS), (200_000, ROUNDS / 2)] {
        let (mut ours, mut bares) = (Timed::default(), Timed::default());
        for round in 0..rounds {
            let first = round * PER_ROUND;
            ours.add(at_once(PER_ROUND, |n| upload(document::invoice_of(first + n, size)))).await;
            let post = async |n| {
                let answer = bare.upload("/", &[], "invoice.pdf", document::invoice_of(first + n, size)).await;
                assert_eq!(answer.status.as_u16(), 200);
            };
            bares.add(at_once(PER_ROUND, post)).await;
        }
        let what = format!("accepts of {} kB, {AT_ONCE} at once", size / 1000);
        table::rate(&what, rounds * PER_ROUND, ours.cost, bares.cost, "a bare handler: a synced file, a shared commit");
        for (name, part) in [("p50", 0.5), ("p99", 0.99)] {
            table::time(
                &format!("  {name}"),
                percentile(&mut ours.times, part),
                percentile(&mut bares.times, part),
                "the same",
            );
        }
    }
}

/// What all cost together, and how long each took.
#[derive(Default)]
struct Timed {
    cost: Cost,
    times: Vec<Duration>,
}

impl Timed {
    async fn add(&mut self, work: impl Future<Output = Vec<Duration>>) {
        let mut times = Vec::new();
        self.cost += cost::of(async { times = work.await }).await;
        self.times.extend(times);
    }
}

/// So many, [`AT_ONCE`] of them at any moment; how long each took.
pub async fn at_once<F: Future<Output = ()>>(count: usize, work: impl Fn(usize) -> F) -> Vec<Duration> {
    let times = Mutex::new(Vec::with_capacity(count));
    let timed = async |n| {
        let begin = Instant::now();
        work(n).await;
        times.lock().expect("nobody panics over it").push(begin.elapsed());
    };
    stream::iter((0..count).map(timed)).buffer_unordered(AT_ONCE).collect::<()>().await;
    times.into_inner().expect("nobody panics over it")
}
