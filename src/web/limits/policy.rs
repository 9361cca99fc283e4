//! One limit: a bucket for each caller that fills by itself (GCRA).

use crate::{
    clock::Clock,
    domain::id::{TokenId, UserId},
};
use governor::{
    Quota, RateLimiter,
    clock::Clock as _,
    middleware::{StateInformationMiddleware, StateSnapshot},
    nanos::Nanos,
    state::keyed::DashMapStateStore,
};
use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
};

/// Seconds in which an empty bucket fills.
pub const WINDOW: u32 = 60;
/// Every so many requests the buckets that are full again are thrown away.
const TIDY: u32 = 1024;
/// Callers that are told apart at once; beyond, addresses share one bucket.
const MOST: usize = 100_000;

/// Who is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Token(TokenId),
    Person(UserId),
    Address(IpAddr),
    /// Whoever comes from there to a LINE bot.
    Bot(Box<str>, IpAddr),
    /// Those that cannot be told apart.
    Crowd,
}

impl Key {
    /// A home has a /64 of IPv6, not one address.
    pub fn of_address(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
            v4 @ IpAddr::V4(_) => v4,
        })
    }
}

/// What became of a request.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Requests that may follow at once.
    pub left: u32,
    /// Seconds until all may again.
    pub whole_in: u64,
    /// Seconds to wait, where the request was too much.
    pub wait: Option<u64>,
}

/// The clock of the runtime as the limiter reads it.
struct Ticks(Clock);

impl governor::clock::Clock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::new(u64::try_from(self.0.now().0).unwrap_or(0) * 1_000_000)
    }
}

pub struct Policy {
    pub name: &'static str,
    pub quota: NonZeroU32,
    limiter: RateLimiter<Key, DashMapStateStore<Key>, Ticks, StateInformationMiddleware>,
    clock: Ticks,
    asked: AtomicU32,
}

impl Policy {
    /// None where there is no limit: `quota` is 0.
    pub fn new(name: &'static str, quota: u32, clock: Clock) -> Option<Self> {
        let quota = NonZeroU32::new(quota)?;
        let limiter = RateLimiter::dashmap_with_clock(Quota::per_minute(quota), Ticks(clock.clone()));
        Some(Self { name, quota, limiter: limiter.with_middleware(), clock: Ticks(clock), asked: AtomicU32::new(0) })
    }

    /// Counts a request.
    pub fn ask(&self, key: Key) -> Verdict {
        if self.asked.fetch_add(1, Ordering::Relaxed) % TIDY == TIDY - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        let is_crowded = matches!(key, Key::Address(_) | Key::Bot(..)) && self.limiter.len() >= MOST;
        match self.limiter.check_key(if is_crowded { &Key::Crowd } else { &key }) {
            Ok(state) => self.passed(&state),
            Err(early) => {
                let wait = early.wait_time_from(self.clock.now()).as_millis().div_ceil(1000).max(1) as u64;
                Verdict { left: 0, whole_in: WINDOW.into(), wait: Some(wait) }
            }
        }
    }

    fn passed(&self, state: &StateSnapshot) -> Verdict {
        let left = state.remaining_burst_capacity();
        let used = u64::from(self.quota.get().saturating_sub(left));
        Verdict { left, whole_in: (used * u64::from(WINDOW)).div_ceil(self.quota.get().into()), wait: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn address(text: &str) -> Key {
        Key::of_address(text.parse().unwrap())
    }

    #[test]
    fn a_bucket_is_emptied_at_once_and_fills_by_and_by() {
        let clock = Clock::default();
        let policy = Policy::new("reads", 6, clock.clone()).unwrap();
        let ask = || policy.ask(address("203.0.113.9"));
        for left in (0..6).rev() {
            let verdict = ask();
            assert_eq!((verdict.left, verdict.wait), (left, None));
        }
        let refused = ask();
        assert!(refused.left == 0 && refused.wait.is_some_and(|wait| (1..=10).contains(&wait)), "{refused:?}");
        assert_eq!(policy.ask(address("203.0.113.10")).left, 5, "another caller has a bucket of his own");
        clock.advance(Duration::from_secs(10));
        assert_eq!(ask().wait, None);
        assert!(ask().wait.is_some());
        clock.advance(Duration::from_secs(60));
        assert_eq!(ask(), Verdict { left: 5, whole_in: 10, wait: None });
        assert!(Policy::new("none", 0, clock).is_none());
    }

    #[test]
    fn a_home_is_one_caller_and_full_buckets_are_forgotten() {
        assert_eq!(address("2001:db8::1"), address("2001:db8::ffff:1"));
        assert_ne!(address("2001:db8::1"), address("2001:db8:0:1::1"));
        assert_eq!(address("::ffff:203.0.113.9"), address("203.0.113.9"));
        let at_bot = |bot: &str, ip: &str| Key::Bot(bot.into(), ip.parse().unwrap());
        assert_ne!(
            at_bot("line_1", "203.0.113.9"),
            at_bot("line_1", "203.0.113.10"),
            "who knocks keeps nobody else out"
        );
        assert_ne!(at_bot("line_1", "203.0.113.9"), at_bot("line_2", "203.0.113.9"));
        let clock = Clock::default();
        let policy = Policy::new("reads", 60, clock.clone()).unwrap();
        for n in 0..TIDY - 1 {
            policy.ask(address(&format!("10.0.{}.{}", n / 256, n % 256)));
        }
        assert!(policy.limiter.len() > 1000);
        clock.advance(Duration::from_secs(120));
        policy.ask(address("203.0.113.9"));
        assert_eq!(policy.limiter.len(), 1);
    }
}
