//! Durable accepts through the real router over loopback; nobody reads meanwhile.

use crate::{
    cost::{self, Cost},
    document,
    floor::Floor,
    support::{Backend, Scripted, TestApp},
    table,
    watch::Watch,
};
use futures::{StreamExt, stream};
use ocriva::domain::processing::ProcessingStatus::InProgress;
use std::sync::Arc;
use tokio::sync::Notify;

const SEQUENTIAL: usize = 200;
pub const AT_ONCE: usize = 16;
/// Ours and the floor take turns, so that both meet the same machine.
const ROUNDS: usize = 6;
const PER_ROUND: usize = 5 * AT_ONCE;

pub async fn measure(backend: Backend) {
    // An engine that never answers keeps every slot of the worker busy.
    let app = TestApp::start_scripted(backend, Arc::new(Scripted::gated(Arc::new(Notify::new())))).await;
    let ann = app.register("ann").await;
    let floor = Floor::beside(&app).await;
    let slots = app.runtime.config.queue.concurrency();
    let mut watch = Watch::new(&app);
    let upload = async |n: usize| drop(ann.upload("invoice.pdf", document::invoice(n)).await.expect(201));
    let file: Arc<[u8]> = document::invoice(0).into();
    for n in 0..slots {
        upload(n).await;
        watch.until(InProgress).await;
    }

    let (mut ours, mut floors) = (Cost::default(), Cost::default());
    for n in 0..SEQUENTIAL {
        ours += cost::of(upload(slots + n)).await;
        floors += cost::of(async {
            floor.keep(file.clone()).await;
            floor.commit().await;
        })
        .await;
    }
    table::rate("accepts of 10 kB, one after the other", SEQUENTIAL, ours, floors, "a synced file, a commit");

    let (mut ours, mut alone, mut grouped) = (Cost::default(), Cost::default(), Cost::default());
    for round in 0..ROUNDS {
        let first = slots + SEQUENTIAL + round * PER_ROUND;
        ours += cost::of(at_once(PER_ROUND, |n| upload(first + n))).await;
        alone += cost::of(at_once(PER_ROUND, async |_| {
            floor.keep(file.clone()).await;
            floor.commit().await;
        }))
        .await;
        grouped += cost::of(at_once(PER_ROUND, async |_| {
            floor.keep(file.clone()).await;
            floor.commit_in_group().await;
        }))
        .await;
    }
    let what = format!("accepts of 10 kB, {AT_ONCE} at once");
    table::rate(&what, ROUNDS * PER_ROUND, ours, alone, "a synced file, a commit each");
    // PostgreSQL lets those who wait share a commit by itself.
    if app.runtime.db.is_sqlite() {
        table::rate(&what, ROUNDS * PER_ROUND, ours, grouped, "a synced file, a commit shared by who waits");
    }
}

pub async fn at_once<F: Future<Output = ()>>(count: usize, work: impl Fn(usize) -> F) {
    stream::iter((0..count).map(work)).buffer_unordered(AT_ONCE).collect::<()>().await;
}
