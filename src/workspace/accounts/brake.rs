//! The brake on guessing: whoever fails waits, a little longer each time; who only shares an address with them does not.
//!
//! Tries are counted for an account from one network, and for a network. An account that is guessed at from many
//! networks leaves each of them fewer tries, but never none: its owner, who comes from a network of their own or in a
//! browser that is known, always has the next one. Addresses without an account are counted alike.

use crate::{
    db::{
        Tx,
        queries::brakes::{self, Brake},
    },
    domain::time::Timestamp,
    error::{AppError, Kind},
    runtime::Runtime,
};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, net::IpAddr};

/// Failures are forgotten this long after the last one, in milliseconds.
const MEMORY: i64 = 24 * 60 * 60 * 1000;
/// The first wait and the longest, in milliseconds.
const FIRST_WAIT: i64 = 5000;
const LONGEST_WAIT: i64 = 15 * 60 * 1000;
/// Who signed in there before waits no longer than this.
const LONGEST_WAIT_AT_HOME: i64 = 60 * 1000;

/// Failures without a wait: of one account from one network,
const FREE: i32 = 5;
/// … while it is guessed at from many,
const FREE_UNDER_ATTACK: i32 = 1;
/// … that is, when so many failed in all,
const ATTACK: i32 = 50;
/// … of one network, whichever account is meant,
const FREE_OF_NETWORK: i32 = 50;
/// … and of sign-ups there: a whole office may share an address.
const FREE_SIGN_UPS: i32 = 500;

/// One thing that is counted.
struct Count {
    id: String,
    /// Of one account, and so stricter while it is guessed at from many networks.
    of_account: bool,
    free: i32,
    longest: i64,
}

/// What a try is counted for.
pub struct Guess {
    /// Takes turns with its like.
    place: String,
    counts: Vec<Count>,
    /// All failures of the account: they never block, they make the others stricter.
    all: Option<String>,
}

impl Guess {
    /// At the password of whoever this address belongs to; `home`: a device that knows one of them.
    pub fn password(email: &str, ip: Option<IpAddr>, home: Option<&str>) -> Self {
        let network = network(ip);
        if let Some(device) = home {
            let home = Count {
                id: id(&["home", email, device]),
                of_account: false,
                free: 2 * FREE,
                longest: LONGEST_WAIT_AT_HOME,
            };
            return Self { place: id(&[email]), counts: vec![home], all: None };
        }
        let counts = vec![
            Count { id: id(&["account", email, &network]), of_account: true, free: FREE, longest: LONGEST_WAIT },
            Count { id: id(&["network", &network]), of_account: false, free: FREE_OF_NETWORK, longest: LONGEST_WAIT },
        ];
        Self { place: id(&[email]), counts, all: Some(id(&["all", email])) }
    }

    /// At what an address signs up with: it may be one that has an account.
    pub fn sign_up(email: &str, ip: Option<IpAddr>) -> Self {
        let network = network(ip);
        let counts = vec![
            Count { id: id(&["account", email, &network]), of_account: true, free: FREE, longest: LONGEST_WAIT },
            Count { id: id(&["sign-up", &network]), of_account: false, free: FREE_SIGN_UPS, longest: LONGEST_WAIT },
        ];
        Self { place: id(&[email]), counts, all: Some(id(&["all", email])) }
    }

    /// Anything that is limited by itself: the `free` first ones in a day do not wait.
    pub fn of(kind: &str, subject: &str, free: i32) -> Self {
        let own = id(&[kind, subject]);
        let count = Count { id: own.clone(), of_account: false, free, longest: 4 * LONGEST_WAIT };
        Self { place: own, counts: vec![count], all: None }
    }

    /// Counts the try before it is made, so that many at once do not pass as one.
    ///
    /// # Errors
    /// 429 with the time to wait; then nothing is counted.
    pub async fn count(&self, runtime: &Runtime) -> Result<(), AppError> {
        let tx = runtime.db.begin().await?;
        let wait = self.count_in(runtime, &tx).await?;
        match wait {
            None => Ok(tx.commit().await?),
            Some(millis) => Err(too_many(millis)),
        }
    }

    /// The same inside a transaction of the caller's: how long to wait, in milliseconds, or none.
    pub async fn count_in(&self, runtime: &Runtime, tx: &Tx) -> Result<Option<i64>, AppError> {
        let now = runtime.clock.now();
        brakes::lock(tx, &self.place).await?;
        let known = self.read(tx, now).await?;
        let longest =
            self.counts.iter().filter_map(|count| known.get(&count.id)).map(|brake| brake.blocked_until).max();
        if let Some(until) = longest.filter(|until| *until > now) {
            return Ok(Some(until.millis_since(now)));
        }
        let attacked = self.all.as_ref().and_then(|all| known.get(all)).is_some_and(|all| all.failures >= ATTACK);
        for count in &self.counts {
            let failures = known.get(&count.id).map_or(0, |brake| brake.failures) + 1;
            let strict = attacked && count.of_account;
            let free = if strict { FREE_UNDER_ATTACK } else { count.free };
            let blocked_until = now.plus_millis(wait(failures - free, count.longest));
            brakes::write(tx, &count.id, Brake { failures, blocked_until }, now.plus_millis(MEMORY)).await?;
        }
        if let Some(all) = &self.all {
            let failures = known.get(all).map_or(0, |brake| brake.failures) + 1;
            brakes::write(tx, all, Brake { failures, blocked_until: now }, now.plus_millis(MEMORY)).await?;
        }
        Ok(None)
    }

    /// It was no guess: the counts of this very account and place are over, the others as if nothing had been.
    pub async fn was_right(&self, runtime: &Runtime, tx: &Tx) -> Result<(), AppError> {
        let now = runtime.clock.now();
        let Some((own, shared)) = self.counts.split_first() else { return Ok(()) };
        brakes::delete(tx, std::slice::from_ref(&own.id)).await?;
        let known = self.read(tx, now).await?;
        for id in shared.iter().map(|count| &count.id).chain(&self.all) {
            let Some(brake) = known.get(id) else { continue };
            let less = Brake { failures: (brake.failures - 1).max(0), blocked_until: now };
            brakes::write(tx, id, less, now.plus_millis(MEMORY)).await?;
        }
        Ok(())
    }

    async fn read(&self, tx: &Tx, now: Timestamp) -> Result<HashMap<String, Brake>, AppError> {
        let ids: Vec<String> = self.counts.iter().map(|count| count.id.clone()).chain(self.all.clone()).collect();
        Ok(brakes::read(tx, &ids, now).await?)
    }
}

/// 429 with the time to wait.
pub fn too_many(millis: i64) -> AppError {
    let seconds = u32::try_from(millis.max(0) / 1000 + 1).unwrap_or(u32::MAX);
    let message = format!("Too many tries. Nothing was changed; try again in {}.", spoken(seconds));
    let mut error = AppError::new(Kind::TooManyRequests, "too_many_attempts", message);
    error.retry_after = Some(seconds);
    error
}

fn spoken(seconds: u32) -> String {
    match seconds {
        1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// Doubles with each failure beyond the free ones.
fn wait(beyond: i32, longest: i64) -> i64 {
    match beyond {
        ..=0 => 0,
        _ => FIRST_WAIT.saturating_mul(1 << (beyond - 1).min(30)).min(longest),
    }
}

/// Where the request comes from: one address of the old kind; of the new one a customer has a /64.
fn network(ip: Option<IpAddr>) -> String {
    match ip.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        None => "unknown".to_owned(),
    }
}

/// Of one length, and no list of who was tried: addresses that have no account are in it too.
fn id(parts: &[&str]) -> String {
    hex::encode(Sha256::digest(parts.join("\n").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_end() {
        let waits: Vec<i64> = [-3, 0, 1, 2, 5, 40].map(|beyond| wait(beyond, LONGEST_WAIT) / 1000).to_vec();
        assert_eq!(waits, [0, 0, 5, 10, 80, 900]);
        assert_eq!(too_many(999).message, "Too many tries. Nothing was changed; try again in a second.");
        assert_eq!(too_many(899_000).retry_after, Some(900));
    }
}
