//! Random answers of a receiver and random hands of its operator: after every step the log is as it may be, and in the
//! end everything has arrived or was given up.

mod books;
mod moody;

use crate::support::{Backend, Client, TestApp, cases};
use books::{Anew, Before, Seen, begin_anew, check, is};
use moody::{Mood, Moody};
use ocriva::domain::time::Timestamp;
use proptest::{prelude::*, sample::Index};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{runtime::Runtime, time::timeout};

/// Steps of one case.
const STEPS: usize = 14;

#[derive(Clone, Debug)]
enum Step {
    /// Something happens that the endpoint is told of.
    Happen,
    Test,
    Pause,
    Activate,
    Disable,
    Resend(Index),
    Recover,
    Rotate,
    /// Until the next attempt.
    Wait,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => Just(Step::Happen),
        1 => Just(Step::Test),
        2 => Just(Step::Pause),
        2 => Just(Step::Activate),
        1 => Just(Step::Disable),
        2 => any::<Index>().prop_map(Step::Resend),
        1 => Just(Step::Recover),
        1 => Just(Step::Rotate),
        5 => Just(Step::Wait),
    ]
}

fn any_mood() -> impl Strategy<Value = Mood> {
    prop_oneof![
        5 => Just(Mood::Status(200)),
        4 => Just(Mood::Status(500)),
        1 => Just(Mood::Status(410)),
        1 => (0..100_000u32).prop_map(Mood::Busy),
        2 => Just(Mood::Silent),
    ]
}

struct Operator {
    app: TestApp,
    client: Client,
    project: String,
    template: String,
    /// Plain SQL: what is in the queue is no matter of an operator.
    raw: DatabaseConnection,
}

impl Operator {
    async fn new(backend: Backend) -> Self {
        let app = TestApp::start(backend).await;
        let ann = app.register("ann").await;
        let permissions = ["webhooks:read", "webhooks:write", "webhooks:delete", "templates:write"];
        // A session would end on the way: days pass here.
        let client = ann.token(&permissions).await;
        let raw = Database::connect(app.runtime.config.database_url()).await.unwrap();
        Self { client, project: ann.project, template: ann.template, raw, app }
    }

    async fn walk(&self, allowance: usize, moods: Vec<Mood>, steps: &[Step]) {
        let receiver = Moody::start(moods).await;
        let new = json!({
            "projectId": self.project, "name": "walk", "url": receiver.url, "events": ["template.updated"],
            "attempts": allowance,
        });
        let id = self.client.post("/webhooks", new).await.expect(201)["id"].as_str().unwrap().to_owned();
        let mut seen = self.settled(&id).await;
        let mut before = Before::new();
        let mut last = |old: &Seen, new: &Seen, anew: &Anew| {
            begin_anew(&mut before, old, anew);
            check(old, new, &before, anew, allowance);
            let tried: usize = new.deliveries.values().map(books::tried).sum();
            let heard = receiver.heard();
            assert_eq!(heard.len(), tried, "every request is in the log, and nothing else");
            let known = |event: &String| new.deliveries.values().any(|delivery| delivery["eventId"] == event.as_str());
            assert!(heard.iter().all(known), "an event has one id");
        };
        for step in steps {
            let anew = self.step(&id, step, &seen).await;
            let now = self.settled(&id).await;
            last(&seen, &now, &anew);
            seen = now;
        }
        let ways = [Step::Activate].into_iter().chain(std::iter::repeat_n(Step::Wait, 100));
        for step in ways {
            if seen.status == "active" && !seen.deliveries.values().any(|delivery| is(delivery, "pending")) {
                break;
            }
            // A receiver that is gone disables it: then all is given up, and over as well.
            let anew = self.step(&id, &step, &seen).await;
            let now = self.settled(&id).await;
            last(&seen, &now, &anew);
            seen = now;
        }
        let open: Vec<&Value> = seen.deliveries.values().filter(|delivery| is(delivery, "pending")).collect();
        assert!(open.is_empty(), "it waits for nothing: {open:?}");
        assert!(seen.jobs.is_empty());
        self.client.delete(&format!("/webhooks/{id}")).await.expect(204);
    }

    /// Takes a step, and says what begins anew by it.
    async fn step(&self, id: &str, step: &Step, seen: &Seen) -> Anew {
        let place = format!("/webhooks/{id}");
        let refused = if seen.status == "disabled" { Some(409) } else { None };
        match step {
            Step::Happen => {
                let path = format!("/templates/{}", self.template);
                let description = self.app.runtime.clock.now().iso();
                self.client.patch(&path, json!({ "description": description })).await.expect(200);
            }
            Step::Test => {
                self.client.post(&format!("{place}/test"), json!({})).await.expect(refused.unwrap_or(202));
            }
            Step::Pause => self.set(&place, "paused").await,
            Step::Activate => {
                self.set(&place, "active").await;
                return Anew::Held;
            }
            Step::Disable => self.set(&place, "disabled").await,
            Step::Resend(which) => {
                let mut ids: Vec<&String> = seen.deliveries.keys().collect();
                ids.sort();
                if ids.is_empty() {
                    return Anew::Nothing;
                }
                let one = (*which.get(&ids)).clone();
                let path = format!("{place}/deliveries/{one}/resend");
                self.client.post(&path, json!({})).await.expect(refused.unwrap_or(202));
                return if refused.is_some() { Anew::Nothing } else { Anew::One(one) };
            }
            Step::Recover => {
                let since = json!({ "since": "2020-01-01T00:00:00Z" });
                self.client.post(&format!("{place}/recover"), since).await.expect(refused.unwrap_or(202));
                return if refused.is_some() { Anew::Nothing } else { Anew::Failed };
            }
            Step::Rotate => {
                let answer = self.client.post(&format!("{place}/secret"), json!({})).await;
                assert!([200, 409].contains(&answer.status.as_u16()), "{}", answer.text());
            }
            Step::Wait => {
                let time =
                    |delivery: &Value| serde_json::from_value::<Option<Timestamp>>(delivery["nextAttemptAt"].clone());
                if let Some(next) = seen.deliveries.values().filter_map(|delivery| time(delivery).unwrap()).min() {
                    let wait = next.millis_since(self.app.runtime.clock.now()).max(0) as u64;
                    self.app.advance(Duration::from_millis(wait + 1));
                }
            }
        }
        Anew::Nothing
    }

    async fn set(&self, place: &str, status: &str) {
        self.client.patch(place, json!({ "status": status })).await.expect(200);
    }

    /// What is seen once nothing is left to be done for now.
    async fn settled(&self, id: &str) -> Seen {
        let mut live = self.app.runtime.live.listen();
        loop {
            let now = self.app.runtime.clock.now().0;
            let busy = self.jobs(id, &format!("(state <> 'delayed' OR due_at <= {now})")).await;
            if busy.is_empty() {
                break;
            }
            // Not every end is told of.
            let _ = timeout(Duration::from_millis(20), live.recv()).await;
        }
        let webhook = self.client.get(&format!("/webhooks/{id}")).await.expect(200);
        let log = self.client.get(&format!("/webhooks/{id}/deliveries?limit=100")).await.expect(200);
        let deliveries = log["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|delivery| (delivery["id"].as_str().unwrap().to_owned(), delivery.clone()));
        Seen {
            status: webhook["status"].as_str().unwrap().to_owned(),
            deliveries: deliveries.collect(),
            jobs: self.jobs(id, "1 = 1").await,
        }
    }

    async fn jobs(&self, id: &str, which: &str) -> Vec<String> {
        let sql = format!("SELECT state FROM jobs WHERE kind = 'deliver' AND lane = '{id}' AND {which}");
        let asked = Statement::from_string(self.raw.get_database_backend(), sql);
        let rows = self.raw.query_all_raw(asked).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }
}

fn whatever_is_answered_the_log_is_as_it_may_be(backend: Backend, few: u32) {
    let runtime = Runtime::new().unwrap();
    let operator = runtime.block_on(Operator::new(backend));
    let steps = prop::collection::vec(any_step(), 4..=STEPS);
    let way = (1..=3usize, prop::collection::vec(any_mood(), 0..25), steps);
    let walked = cases(few).run(&way, |(allowance, moods, steps)| {
        runtime.block_on(operator.walk(allowance, moods, &steps));
        Ok(())
    });
    walked.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn whatever_is_answered_the_log_is_as_it_may_be_on_sqlite() {
    whatever_is_answered_the_log_is_as_it_may_be(Backend::Sqlite, 8);
}

#[test]
fn whatever_is_answered_the_log_is_as_it_may_be_on_postgres() {
    whatever_is_answered_the_log_is_as_it_may_be(Backend::Postgres, 2);
}
