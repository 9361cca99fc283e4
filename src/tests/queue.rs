//! Whose turn it is: many tenants, much waiting, few slots.

mod fairness;
mod ground;
mod model;
mod steps;

use crate::support::{Backend, Scripted, Tenant, TestApp, sample};
use ocriva::{
    clock::Clock,
    db::{
        Script,
        queries::jobs::{self, JobKind, Leased, NewJobs, Priority, Room},
    },
    domain::id::{JobId, OrgId, ProjectId},
    runtime::Runtime,
};
use std::sync::Arc;
use tokio::sync::Notify;

const KIND: JobKind = JobKind::Deliver;
const HOUR: i64 = 3_600_000;

/// A queue without workers.
async fn queue(backend: Backend) -> TestApp {
    let app = TestApp::start(backend).await;
    app.drain().await;
    app
}

async fn enqueue(runtime: &Runtime, lane: &str, priority: Priority, subjects: impl IntoIterator<Item = String>) {
    let (clock, now): (&Clock, _) = (&runtime.clock, runtime.clock.now());
    let (organization, project) = (OrgId::from("org_1".to_owned()), ProjectId::from("proj_1".to_owned()));
    let tx = runtime.db.begin().await.unwrap();
    for subject in subjects {
        let job = NewJobs {
            kind: KIND,
            organization: &organization,
            project: &project,
            subjects: vec![(clock.id(JobId::PREFIX), &subject)],
            lane,
            priority,
            now,
        };
        let mut script = Script::of(&tx);
        jobs::enqueue(&mut script, job);
        script.run(&tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn claim(runtime: &Runtime, room: Room) -> Vec<Leased> {
    let now = runtime.clock.now();
    let Some((tx, jobs)) = jobs::claim(&runtime.db, KIND, room, now, now.plus_millis(HOUR)).await.unwrap() else {
        return Vec::new();
    };
    tx.commit().await.unwrap();
    jobs
}

fn subjects(jobs: &[Leased]) -> Vec<&str> {
    jobs.iter().map(|job| job.subject.as_str()).collect()
}

fn many(name: &str, count: usize) -> impl Iterator<Item = String> {
    (0..count).map(move |n| format!("{name}{n}"))
}

async fn end(runtime: &Runtime, job: &Leased) {
    let tx = runtime.db.begin().await.unwrap();
    assert!(jobs::finish(&tx, job).await.unwrap());
    tx.commit().await.unwrap();
}

async fn who_has_little_is_not_behind_who_has_much(backend: Backend) {
    let app = queue(backend).await;
    let room = Room { jobs: 1, per_lane: 1000 };
    enqueue(&app.runtime, "much", Priority::Interactive, many("m", 300)).await;
    for n in 0..50 {
        assert_eq!(subjects(&claim(&app.runtime, room).await), [format!("m{n}")]);
    }
    enqueue(&app.runtime, "little", Priority::Interactive, many("l", 3)).await;
    let mut order = Vec::new();
    for _ in 0..7 {
        order.extend(claim(&app.runtime, room).await.into_iter().map(|job| job.subject));
    }
    let places: Vec<usize> = (0..order.len()).filter(|at| order[*at].starts_with('l')).collect();
    assert_eq!(places.len(), 3, "{order:?}");
    assert!(places[0] <= 1 && places[2] <= 5, "{order:?}");
}

async fn a_lane_has_no_more_than_its_room(backend: Backend) {
    let app = queue(backend).await;
    let room = Room { jobs: 4, per_lane: 2 };
    enqueue(&app.runtime, "a", Priority::Interactive, many("a", 5)).await;
    let first = claim(&app.runtime, room).await;
    assert_eq!(subjects(&first), ["a0", "a1"]);
    assert!(claim(&app.runtime, room).await.is_empty());
    enqueue(&app.runtime, "b", Priority::Interactive, many("b", 1)).await;
    assert_eq!(subjects(&claim(&app.runtime, room).await), ["b0"]);
    end(&app.runtime, &first[0]).await;
    assert_eq!(subjects(&claim(&app.runtime, room).await), ["a2"]);
}

async fn what_somebody_looks_at_goes_before_a_batch(backend: Backend) {
    let app = queue(backend).await;
    enqueue(&app.runtime, "a", Priority::Batch, many("batch", 40)).await;
    enqueue(&app.runtime, "a", Priority::Interactive, many("page", 2)).await;
    let taken = claim(&app.runtime, Room { jobs: 3, per_lane: 9 }).await;
    assert_eq!(subjects(&taken), ["page0", "page1", "batch0"]);
    assert_eq!(jobs::ahead(&app.runtime.db, KIND, "batch9").await.unwrap(), Some(8));
    assert_eq!(jobs::ahead(&app.runtime.db, KIND, "batch0").await.unwrap(), None);
}

async fn what_was_lost_or_put_off_comes_back_when_it_is_due(backend: Backend) {
    let app = queue(backend).await;
    let room = Room { jobs: 9, per_lane: 9 };
    enqueue(&app.runtime, "a", Priority::Interactive, many("a", 2)).await;
    let taken = claim(&app.runtime, room).await;
    let now = app.runtime.clock.now();
    let tx = app.runtime.db.begin().await.unwrap();
    assert!(jobs::put_back(&tx, &taken[0], now.plus_millis(2 * HOUR)).await.unwrap());
    tx.commit().await.unwrap();
    assert!(claim(&app.runtime, room).await.is_empty());
    let next = jobs::next_due(&app.runtime.db, KIND).await.unwrap().unwrap();
    assert!((HOUR - 1000..=HOUR).contains(&next.millis_since(now)), "the lease ends before the delay: {next:?}");

    app.advance(std::time::Duration::from_millis(HOUR as u64 + 1));
    let again = claim(&app.runtime, room).await;
    assert_eq!(subjects(&again), ["a1"]);
    assert_eq!((again[0].attempt, again[0].fence), (2, 2));
    let tx = app.runtime.db.begin().await.unwrap();
    assert!(!jobs::finish(&tx, &taken[1]).await.unwrap(), "the first holder has lost it");
}

/// Five are claimed by each of two at the same time: nobody gets what another has.
async fn two_who_claim_at_once_share(backend: Backend) {
    let app = queue(backend).await;
    enqueue(&app.runtime, "a", Priority::Interactive, many("a", 10)).await;
    let room = Room { jobs: 5, per_lane: 8 };
    let (one, two) = tokio::join!(claim(&app.runtime, room), claim(&app.runtime, room));
    let mut all: Vec<&str> = subjects(&one).into_iter().chain(subjects(&two)).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 8, "{one:?} {two:?}");
}

/// The whole way: one tenant's files wait, another's first one starts within two slots.
async fn a_tenant_with_much_waiting_holds_nobody_up(backend: Backend) {
    let gate = Arc::new(Notify::new());
    let engine = Arc::new(Scripted::gated(gate.clone()));
    let app = TestApp::start_scripted(backend, engine).await;
    let (ann, bob) = (app.register("ann").await, app.register("bob").await);
    let upload = async |tenant: &Tenant| {
        let accepted = tenant.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        accepted["processingId"].as_str().unwrap().to_owned()
    };
    let mut last = String::new();
    for _ in 0..30 {
        last = upload(&ann).await;
    }
    let waiting = ann.client.get(&format!("/processing-history/{last}")).await.expect(200);
    assert!(waiting["queuePosition"].as_i64().unwrap() > 20, "{waiting}");
    let mine = upload(&bob).await;
    let mut events = app.runtime.live.listen();
    let mut ended = 0;
    loop {
        gate.notify_one();
        let event = serde_json::to_value(events.recv().await.unwrap()).unwrap();
        match (event["processingId"] == mine.as_str(), event["status"].as_str()) {
            (true, Some("in_progress")) => break,
            (false, Some("completed")) => ended += 1,
            _ => {}
        }
    }
    let slots = app.runtime.config.queue.concurrency();
    assert!(ended <= 2 * slots, "{ended} documents of another went before");
}

crate::support::on_both!(
    who_has_little_is_not_behind_who_has_much,
    a_lane_has_no_more_than_its_room,
    what_somebody_looks_at_goes_before_a_batch,
    what_was_lost_or_put_off_comes_back_when_it_is_due,
    two_who_claim_at_once_share,
    a_tenant_with_much_waiting_holds_nobody_up
);
