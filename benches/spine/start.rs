//! From the commit that enqueues to the start of the work, one document at a time on an idle server.

use crate::{
    document,
    floor::Floor,
    support::{Backend, Scripted, TestApp},
    table::{self, percentile},
    watch::Watch,
};
use ocriva::domain::processing::ProcessingStatus::{Completed, InProgress, Pending};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::sleep;

const DOCUMENTS: usize = 250;
/// Connections are opened and files are mapped at the first ones.
const WARM_UP: usize = 10;
/// After a document, the workers go back to sleep.
const PAUSE: Duration = Duration::from_millis(10);

pub async fn measure(backend: Backend) {
    let app = TestApp::start_scripted(backend, Arc::new(Scripted::default())).await;
    let ann = app.register("ann").await;
    let floor = Floor::beside(&app).await;
    let mut watch = Watch::new(&app);
    let (mut waits, mut commits) = (Vec::new(), Vec::new());
    for n in 0..WARM_UP + DOCUMENTS {
        ann.upload("invoice.pdf", document::invoice(n)).await.expect(201);
        let queued = watch.until(Pending).await;
        let started = watch.until(InProgress).await;
        watch.until(Completed).await;
        sleep(PAUSE).await;
        let begin = Instant::now();
        floor.commit().await;
        if n >= WARM_UP {
            waits.push(started - queued);
            commits.push(begin.elapsed());
        }
    }
    for (name, part) in [("p50", 0.5), ("p99", 0.99), ("worst", 1.0)] {
        let what = format!("enqueue to start of work, idle, {name}");
        table::time(&what, percentile(&mut waits, part), percentile(&mut commits, part), "one commit: the lease");
    }
}
