//! Random steps on the real queue; after each one it holds what the model holds.

use super::{
    ground::{Ground, KIND},
    model::{Model, State},
};
use crate::support::{Backend, cases};
use ocriva::{
    db::queries::jobs::{self, Leased, Priority, Room},
    domain::time::Timestamp,
};
use proptest::{prelude::*, sample::Index};
use tokio::runtime::Runtime;

/// Steps of one case.
const STEPS: usize = 40;
const LANES: [&str; 4] = ["a", "b", "c", "d"];
/// Lanes get this far into the future; what is put off comes back on the way.
const LONG: i64 = 100;

#[derive(Clone, Debug)]
enum Step {
    Enqueue {
        lane: usize,
        priority: Priority,
    },
    /// A subject that is in the queue already.
    EnqueueAgain(Index),
    Claim {
        room: Room,
        lease: i64,
        is_kept: bool,
    },
    /// By a holder, or by one who was it once.
    Extend(Index, i64),
    Finish(Index, Outcome),
    PutBack(Index, i64, Outcome),
    HandBack(Index),
    Cancel(Index),
    Pass(i64),
    /// Every process was started anew.
    ReleaseAll,
}

/// Of a transaction.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    Committed,
    RolledBack,
}

fn any_step() -> impl Strategy<Value = Step> {
    let (which, time) = (any::<Index>, 0..LONG);
    let outcome = || prop_oneof![4 => Just(Outcome::Committed), 1 => Just(Outcome::RolledBack)];
    let priority = prop_oneof![Just(Priority::Interactive), Just(Priority::Batch)];
    let room = (0..5usize, 1..4usize).prop_map(|(jobs, per_lane)| Room { jobs, per_lane });
    prop_oneof![
        10 => (0..LANES.len(), priority).prop_map(|(lane, priority)| Step::Enqueue { lane, priority }),
        1 => which().prop_map(Step::EnqueueAgain),
        8 => (room, time.clone(), prop::bool::weighted(0.9))
            .prop_map(|(room, lease, is_kept)| Step::Claim { room, lease, is_kept }),
        2 => (which(), time.clone()).prop_map(|(holder, lease)| Step::Extend(holder, lease)),
        4 => (which(), outcome()).prop_map(|(holder, outcome)| Step::Finish(holder, outcome)),
        3 => (which(), time.clone(), outcome()).prop_map(|(holder, wait, outcome)| Step::PutBack(holder, wait, outcome)),
        2 => which().prop_map(Step::HandBack),
        1 => which().prop_map(Step::Cancel),
        4 => time.prop_map(Step::Pass),
        1 => Just(Step::ReleaseAll),
    ]
}

/// The queue, its model, and everybody who was ever given a job.
struct Case<'a> {
    ground: &'a Ground,
    model: Model,
    holders: Vec<Leased>,
    made: usize,
}

impl Case<'_> {
    async fn walk(mut self, steps: &[Step]) {
        self.ground.clear().await;
        for step in steps {
            self.step(step).await;
            assert_eq!(self.ground.jobs().await, self.model.jobs, "after {step:?}");
            let next = jobs::next_due(&self.ground.db, KIND).await.unwrap();
            assert_eq!(next.map(|at| at.0), self.model.next_due(), "after {step:?}");
        }
        self.run_out().await;
    }

    async fn step(&mut self, step: &Step) {
        let db = &self.ground.db;
        match step {
            Step::Enqueue { lane, priority } => {
                let subject = format!("s{}", self.made);
                self.enqueue(&subject, LANES[*lane], *priority).await;
                let ahead = jobs::ahead(db, KIND, &subject).await.unwrap();
                assert_eq!(ahead, self.model.ahead(&subject));
            }
            Step::EnqueueAgain(which) => {
                if let Some(subject) = self.subject(*which) {
                    self.enqueue(&subject, LANES[0], Priority::Interactive).await;
                }
            }
            Step::Claim { room, lease, is_kept } => self.claim(*room, *lease, *is_kept).await,
            Step::Extend(which, lease) => {
                let Some(holder) = self.holder(*which) else { return };
                let until = self.model.now + lease;
                let kept = jobs::extend(db, &holder, Timestamp(until)).await.unwrap();
                let held = self.model.held(&holder).map(|job| job.state = State::Leased(until));
                assert_eq!(kept, held.is_some());
            }
            Step::Finish(which, outcome) => {
                let Some(holder) = self.holder(*which) else { return };
                let tx = db.begin().await.unwrap();
                let kept = jobs::finish(&tx, &holder).await.unwrap();
                assert_eq!(kept, self.model.held(&holder).is_some());
                if *outcome == Outcome::Committed {
                    tx.commit().await.unwrap();
                    if kept {
                        self.model.jobs.remove(&holder.subject);
                    }
                }
            }
            Step::PutBack(which, wait, outcome) => {
                let Some(holder) = self.holder(*which) else { return };
                let due = self.model.now + wait;
                let tx = db.begin().await.unwrap();
                let kept = jobs::put_back(&tx, &holder, Timestamp(due)).await.unwrap();
                let held = self.model.held(&holder);
                assert_eq!(kept, held.is_some());
                if *outcome == Outcome::Committed {
                    tx.commit().await.unwrap();
                    if let Some(job) = held {
                        job.state = State::Delayed(due);
                    }
                }
            }
            Step::HandBack(which) => {
                let Some(holder) = self.holder(*which) else { return };
                jobs::hand_back(db, &holder).await.unwrap();
                if let Some(job) = self.model.held(&holder) {
                    (job.state, job.attempt) = (State::Waiting, job.attempt - 1);
                }
            }
            Step::Cancel(which) => {
                if let Some(subject) = self.subject(*which) {
                    self.ground.cancel(&subject).await;
                    self.model.jobs.remove(&subject);
                }
            }
            Step::Pass(time) => self.model.now += time,
            Step::ReleaseAll => {
                let freed = jobs::release_all(db).await.unwrap();
                let leased = self.model.jobs.values_mut().filter(|job| matches!(job.state, State::Leased(_)));
                assert_eq!(freed, leased.map(|job| job.state = State::Waiting).count() as u64);
            }
        }
    }

    async fn enqueue(&mut self, subject: &str, lane: &str, priority: Priority) {
        let id = format!("job_{}", self.made);
        self.made += 1;
        self.ground.enqueue(&id, subject, lane, priority, self.model.now).await;
        self.model.enqueue(&id, subject, lane, priority);
    }

    async fn claim(&mut self, room: Room, lease: i64, is_kept: bool) {
        let (now, until) = (self.model.now, self.model.now + lease);
        let claim = jobs::claim(&self.ground.db, KIND, room, Timestamp(now), Timestamp(until)).await.unwrap();
        let Some((tx, taken)) = claim else {
            if room.jobs > 0 {
                self.model.claim(room, until, &[]);
            }
            return;
        };
        assert!(!taken.is_empty());
        if is_kept {
            tx.commit().await.unwrap();
            self.model.claim(room, until, &taken);
            self.holders.extend(taken);
        }
    }

    /// Nothing is lost: what is left is had, each job once, and then there is nothing.
    async fn run_out(&mut self) {
        self.model.now += 10 * LONG;
        let room = Room { jobs: 1000, per_lane: 1000 };
        let before = self.holders.len();
        let left: Vec<String> = self.model.jobs.keys().cloned().collect();
        self.claim(room, LONG, true).await;
        let mut had: Vec<String> = self.holders[before..].iter().map(|job| job.subject.clone()).collect();
        had.sort();
        assert_eq!(had, left);
        self.claim(room, LONG, true).await;
        assert_eq!(self.holders.len(), before + had.len());
    }

    fn holder(&self, which: Index) -> Option<Leased> {
        (!self.holders.is_empty()).then(|| which.get(&self.holders).clone())
    }

    fn subject(&self, which: Index) -> Option<String> {
        let subjects: Vec<&String> = self.model.jobs.keys().collect();
        (!subjects.is_empty()).then(|| (*which.get(&subjects)).clone())
    }
}

fn the_queue_holds_what_its_model_holds(backend: Backend, few: u32) {
    let runtime = Runtime::new().unwrap();
    let ground = runtime.block_on(Ground::open(backend));
    let steps = prop::collection::vec(any_step(), 1..=STEPS);
    let walked = cases(few).run(&steps, |steps| {
        let case = Case { ground: &ground, model: Model::default(), holders: Vec::new(), made: 0 };
        runtime.block_on(case.walk(&steps));
        Ok(())
    });
    walked.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_queue_holds_what_its_model_holds_on_sqlite() {
    the_queue_holds_what_its_model_holds(Backend::Sqlite, 64);
}

#[test]
fn the_queue_holds_what_its_model_holds_on_postgres() {
    the_queue_holds_what_its_model_holds(Backend::Postgres, 8);
}
