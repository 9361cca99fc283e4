//! What the log of an endpoint says, and what it may say next.

use serde_json::Value;
use std::collections::HashMap;

/// Everything that can be seen of an endpoint.
#[derive(Clone, Debug)]
pub struct Seen {
    pub status: String,
    pub deliveries: HashMap<String, Value>,
    /// Its jobs, as `state`.
    pub jobs: Vec<String>,
}

/// What the operator did that lets a delivery begin anew.
#[derive(Clone, Debug, PartialEq)]
pub enum Anew {
    Nothing,
    /// This one was sent again.
    One(String),
    /// Whatever had failed.
    Failed,
    /// Whatever waited for the endpoint.
    Held,
}

/// Attempts that each delivery had before it was last sent anew.
pub type Before = HashMap<String, usize>;

pub fn tried(delivery: &Value) -> usize {
    delivery["attempts"].as_array().unwrap().len()
}

pub fn is(delivery: &Value, status: &str) -> bool {
    delivery["status"] == status
}

/// Notes which deliveries begin anew with this step.
pub fn begin_anew(before: &mut Before, old: &Seen, anew: &Anew) {
    for (id, delivery) in &old.deliveries {
        let begins = match anew {
            Anew::Nothing => false,
            Anew::One(one) => one == id && !is(delivery, "pending"),
            Anew::Failed => is(delivery, "failed") && delivery["test"] == false,
            Anew::Held => is(delivery, "pending") && delivery["nextAttemptAt"].is_null(),
        };
        if begins {
            before.insert(id.clone(), tried(delivery));
        }
    }
}

/// From what was seen to what is seen now, with so many attempts for each delivery.
pub fn check(old: &Seen, new: &Seen, before: &Before, anew: &Anew, allowance: usize) {
    assert!(old.deliveries.keys().all(|id| new.deliveries.contains_key(id)), "nothing is forgotten");
    for (id, delivery) in &new.deliveries {
        one(id, delivery, new, before, allowance);
        if let Some(earlier) = old.deliveries.get(id) {
            went_on(id, earlier, delivery, (old, new), anew);
        }
    }
    if new.status == "disabled" {
        assert!(new.jobs.is_empty(), "a disabled endpoint has nothing in the queue: {:?}", new.jobs);
    }
    let due = new.deliveries.values().filter(|delivery| !delivery["nextAttemptAt"].is_null()).count();
    assert_eq!(new.jobs.len(), due, "a job for each that has its time, and none else");
}

/// What is true of a delivery at any time.
fn one(id: &str, delivery: &Value, seen: &Seen, before: &Before, allowance: usize) {
    let attempts = delivery["attempts"].as_array().unwrap();
    let numbers: Vec<i64> = attempts.iter().map(|attempt| attempt["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=attempts.len() as i64).collect::<Vec<_>>(), "{delivery}");
    let allowance = if delivery["test"] == true { 1 } else { allowance };
    let now = &attempts[before.get(id).copied().unwrap_or(0)..];
    let arrived = |attempt: &Value| (200..300).contains(&attempt["statusCode"].as_i64().unwrap_or(0));
    assert!(now.len() <= allowance, "{allowance} attempts are allowed: {delivery}");
    assert!(now.iter().rev().skip(1).all(|attempt| !arrived(attempt)), "nothing is sent after it arrived: {delivery}");
    match delivery["status"].as_str().unwrap() {
        "delivered" => assert!(now.last().is_some_and(arrived), "{delivery}"),
        "pending" => {
            assert!(now.len() < allowance && !now.last().is_some_and(arrived), "{delivery}");
            assert_ne!(seen.status, "disabled", "{delivery}");
        }
        "failed" => assert!(!now.last().is_some_and(arrived), "{delivery}"),
        other => panic!("{other}"),
    }
    assert!(is(delivery, "pending") || delivery["nextAttemptAt"].is_null(), "{delivery}");
}

/// How a delivery may go on.
fn went_on(id: &str, earlier: &Value, delivery: &Value, (old, new): (&Seen, &Seen), anew: &Anew) {
    for key in ["eventId", "eventType", "test", "createdAt", "webhookId"] {
        assert_eq!(earlier[key], delivery[key], "{key} of {id}");
    }
    let (had, has) = (earlier["attempts"].as_array().unwrap(), delivery["attempts"].as_array().unwrap());
    assert!(has.starts_with(had), "what was logged stays: {earlier} {delivery}");
    let again = *anew == Anew::One(id.to_owned());
    if is(earlier, "delivered") && !again {
        assert_eq!(earlier, delivery);
    }
    if is(earlier, "failed") && !again && *anew != Anew::Failed {
        assert_eq!(earlier, delivery);
    }
    if old.status == "paused" && new.status == "paused" && delivery["test"] == false {
        assert_eq!(has.len(), had.len(), "nothing is sent to a paused endpoint: {delivery}");
        assert!(!is(earlier, "pending") || is(delivery, "pending"), "it keeps what waits: {earlier} {delivery}");
    }
    if is(earlier, "pending") && is(delivery, "failed") && new.status != "disabled" && old.status != "disabled" {
        assert!(has.len() > had.len(), "nothing is given up without an attempt: {delivery}");
    }
}
