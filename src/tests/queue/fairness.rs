//! Nobody waits for ever, however the others come.

use super::ground::{Ground, KIND};
use crate::support::{Backend, cases};
use ocriva::{
    db::queries::jobs::{self, Leased, Priority, Room},
    domain::time::Timestamp,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use tokio::runtime::Runtime;

const LANES: [&str; 4] = ["a", "b", "c", "d"];

#[derive(Clone, Debug)]
enum Step {
    /// So many jobs come into a lane.
    Come { lane: usize, jobs: usize },
    /// One is served.
    Serve,
}

async fn serve(ground: &Ground) -> Option<Leased> {
    let room = Room { jobs: 1, per_lane: 1000 };
    let (tx, taken) = jobs::claim(&ground.db, KIND, room, Timestamp(0), Timestamp(1)).await.unwrap()?;
    assert!(jobs::finish(&tx, &taken[0]).await.unwrap());
    tx.commit().await.unwrap();
    taken.into_iter().next()
}

/// A lane that has work is served at the latest when each of the others was twice: once at the turn before its own,
/// once at the same.
async fn walk(ground: &Ground, steps: &[Step]) {
    ground.clear().await;
    // How often another lane was served while this one had work.
    let mut passed_over: BTreeMap<String, usize> = BTreeMap::new();
    let mut made = 0;
    for step in steps {
        match step {
            Step::Come { lane, jobs } => {
                for _ in 0..*jobs {
                    made += 1;
                    ground.enqueue(&format!("job_{made}"), &format!("s{made}"), LANES[*lane], Priority::Batch, 0).await;
                }
            }
            Step::Serve => {
                let before = ground.jobs().await;
                let Some(served) = serve(ground).await else { continue };
                let own = &before[&served.subject].lane;
                for lane in LANES.iter().filter(|lane| before.values().any(|job| job.lane == **lane)) {
                    let waits = passed_over.entry((*lane).to_owned()).or_default();
                    *waits = if lane == own { 0 } else { *waits + 1 };
                    assert!(*waits <= 2 * (LANES.len() - 1), "{lane} was passed over {waits} times");
                }
            }
        }
    }
}

/// Who sends one after the other, each when the one before was taken, does not go before who sent many at once.
#[test]
fn a_trickle_into_one_lane_does_not_stop_another() {
    let runtime = Runtime::new().unwrap();
    runtime.block_on(async {
        let ground = Ground::open(Backend::Sqlite).await;
        let mut steps = vec![Step::Come { lane: 1, jobs: 10 }, Step::Serve];
        steps.extend((0..10).flat_map(|_| [Step::Come { lane: 0, jobs: 1 }, Step::Serve]));
        walk(&ground, &steps).await;
    });
}

#[test]
fn a_lane_waits_for_two_turns_of_each_other_at_most() {
    let runtime = Runtime::new().unwrap();
    let ground = runtime.block_on(Ground::open(Backend::Sqlite));
    let step = prop_oneof![
        2 => (0..LANES.len(), prop_oneof![6 => Just(1usize), 1 => 2..6usize]).prop_map(|(lane, jobs)| Step::Come { lane, jobs }),
        3 => Just(Step::Serve),
    ];
    let walked = cases(40).run(&prop::collection::vec(step, 1..60), |steps| {
        runtime.block_on(walk(&ground, &steps));
        Ok(())
    });
    walked.unwrap_or_else(|error| panic!("{error}"));
}
