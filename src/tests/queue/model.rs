//! What the queue promises, in memory.

use ocriva::db::queries::jobs::{Leased, Priority, Room};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Waiting,
    Delayed(i64),
    Leased(i64),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub id: String,
    pub lane: String,
    pub priority: i32,
    pub turn: i64,
    pub state: State,
    pub attempt: i32,
    pub fence: i64,
}

#[derive(Clone, Debug, Default)]
pub struct Model {
    /// By subject.
    pub jobs: BTreeMap<String, Job>,
    pub now: i64,
    /// Where newcomers start.
    served: i64,
}

impl Model {
    pub fn enqueue(&mut self, id: &str, subject: &str, lane: &str, priority: Priority) {
        let before = self.waiting(lane).into_iter().filter(|(_, job)| job.priority <= priority as i32);
        let turn = before.map(|(_, job)| job.turn + 1).max().unwrap_or(0).max(self.served);
        let (id, lane) = (id.to_owned(), lane.to_owned());
        let job = Job { id, lane, priority: priority as i32, turn, state: State::Waiting, attempt: 0, fence: 0 };
        self.jobs.entry(subject.to_owned()).or_insert(job);
    }

    /// The job, if this is its holder.
    pub fn held(&mut self, by: &Leased) -> Option<&mut Job> {
        let job = self.jobs.get_mut(&by.subject)?;
        let is_held = matches!(job.state, State::Leased(_)) && job.fence == by.fence && job.id == by.id.as_str();
        is_held.then_some(job)
    }

    /// When the next job is due that is not waiting already.
    pub fn next_due(&self) -> Option<i64> {
        let due = |job: &Job| match job.state {
            State::Waiting => None,
            State::Delayed(at) | State::Leased(at) => Some(at),
        };
        self.jobs.values().filter_map(due).min()
    }

    /// How many jobs of its lane go before it.
    pub fn ahead(&self, subject: &str) -> Option<i64> {
        let own = self.jobs.get(subject).filter(|job| job.state == State::Waiting)?;
        let place = |job: &Job| (job.priority, job.turn);
        Some(self.waiting(&own.lane).into_iter().filter(|(_, job)| place(job) < place(own)).count() as i64)
    }

    /// Looks at what a claim took, and takes it here as well.
    pub fn claim(&mut self, room: Room, until: i64, taken: &[Leased]) {
        for job in self.jobs.values_mut() {
            if matches!(job.state, State::Delayed(at) | State::Leased(at) if at <= self.now) {
                job.state = State::Waiting;
            }
        }
        let lanes: BTreeSet<String> = self.jobs.values().map(|job| job.lane.clone()).collect();
        let space = |lane: &String| self.waiting(lane).len().min(room.per_lane.saturating_sub(self.leased(lane)));
        let fits: usize = lanes.iter().map(space).sum();
        assert_eq!(taken.len(), room.jobs.min(fits), "as many as there are and as there is room for");

        let mut last = i64::MIN;
        for one in taken {
            let job = &self.jobs[&one.subject];
            assert_eq!(job.state, State::Waiting, "{} is held, or not due", one.subject);
            let lane = self.waiting(&job.lane);
            let first = lane[0].1;
            assert_eq!((job.priority, job.turn), (first.priority, first.turn), "{} before its turn", one.subject);
            // Within a lane nothing goes before what is ahead of it there.
            let turn = job.turn.max(self.reached(&job.lane, taken, one));
            assert!(turn >= last, "{} came after a later turn", one.subject);
            last = turn;
            assert_eq!((one.attempt, one.fence), (job.attempt + 1, job.fence + 1));
            let job = self.jobs.get_mut(&one.subject).unwrap();
            (job.state, job.attempt, job.fence) = (State::Leased(until), one.attempt, one.fence);
        }
        for lane in &lanes {
            assert!(self.leased(lane) <= room.per_lane.max(self.leased(lane) - count(self, lane, taken)), "{lane}");
            let left = self.waiting(lane);
            if let Some((_, next)) = left.first().filter(|_| self.leased(lane) < room.per_lane && !taken.is_empty()) {
                assert!(next.turn >= last || count(self, lane, taken) > 0, "{lane} was passed over");
            }
        }
        if !taken.is_empty() {
            self.served = self.served.max(last + 1);
        }
    }

    /// The latest turn of those of a lane that were taken before this one.
    fn reached(&self, lane: &str, taken: &[Leased], one: &Leased) -> i64 {
        let before =
            taken.iter().take_while(|other| other.subject != one.subject).map(|other| &self.jobs[&other.subject]);
        before.filter(|job| job.lane == lane).map(|job| job.turn).max().unwrap_or(i64::MIN)
    }

    /// Of a lane, in the order in which they are served.
    fn waiting(&self, lane: &str) -> Vec<(&String, &Job)> {
        let mut waiting: Vec<_> =
            self.jobs.iter().filter(|(_, job)| job.lane == lane && job.state == State::Waiting).collect();
        waiting.sort_by_key(|(_, job)| (job.priority, job.turn));
        waiting
    }

    fn leased(&self, lane: &str) -> usize {
        self.jobs.values().filter(|job| job.lane == lane && matches!(job.state, State::Leased(_))).count()
    }
}

/// How many of a lane were taken.
fn count(model: &Model, lane: &str, taken: &[Leased]) -> usize {
    taken.iter().filter(|one| model.jobs[&one.subject].lane == lane).count()
}
