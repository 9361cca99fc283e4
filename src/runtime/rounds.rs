//! Work that is done in rounds: whoever asks while one is under way goes with the next, and with all who came meanwhile.

use crate::error::AppError;
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use tokio::sync::{
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    oneshot,
};

/// At most so many go together.
const MOST: usize = 64;

/// What is done with all who are in a round.
#[async_trait::async_trait]
pub trait Round: Send + Sync + 'static {
    type Item: Send + Sync;

    /// For all of them, or, when it fails, for none.
    async fn go(&self, items: &[Self::Item]) -> Result<(), AppError>;
}

/// Where to ask for a place in the next round.
pub struct Rounds<T> {
    next: UnboundedSender<Asked<T>>,
}

struct Asked<T> {
    item: T,
    tell: oneshot::Sender<Result<(), AppError>>,
}

impl<T: Send + Sync + 'static> Rounds<T> {
    /// Rounds go on until nobody can ask any more.
    #[expect(clippy::disallowed_methods, reason = "it ends when the last who could ask is gone")]
    pub fn start(round: impl Round<Item = T>) -> Self {
        let (next, asked) = unbounded_channel();
        tokio::spawn(run(round, asked));
        Self { next }
    }

    /// Waits for the round that has the item in it.
    ///
    /// # Errors
    /// What stands against this item; that of another one takes it along in no case.
    pub async fn join(&self, item: T) -> Result<(), AppError> {
        let (tell, told) = oneshot::channel();
        self.next.send(Asked { item, tell }).map_err(|_| AppError::internal())?;
        told.await.map_err(|_| AppError::internal())?
    }
}

async fn run<T: Send + Sync>(round: impl Round<Item = T>, mut asked: UnboundedReceiver<Asked<T>>) {
    let mut together = Vec::new();
    while asked.recv_many(&mut together, MOST).await > 0 {
        let (items, waiting): (Vec<T>, Vec<_>) = together.drain(..).map(|one| (one.item, one.tell)).unzip();
        let outcomes = match go(&round, &items).await {
            Err(_) if items.len() > 1 => one_by_one(&round, &items).await,
            outcome => vec![outcome; items.len()],
        };
        for (tell, outcome) in waiting.into_iter().zip(outcomes) {
            // Who does not wait any more does not need to know.
            let _ = tell.send(outcome);
        }
    }
}

/// One of them cannot be done: the others can.
async fn one_by_one<T: Send + Sync>(round: &impl Round<Item = T>, items: &[T]) -> Vec<Result<(), AppError>> {
    let mut outcomes = Vec::with_capacity(items.len());
    for item in items {
        outcomes.push(go(round, std::slice::from_ref(item)).await);
    }
    outcomes
}

async fn go<T: Send + Sync>(round: &impl Round<Item = T>, items: &[T]) -> Result<(), AppError> {
    let outcome = AssertUnwindSafe(round.go(items)).catch_unwind().await;
    outcome.unwrap_or_else(|_| {
        tracing::error!(items = items.len(), "a round panicked");
        Err(AppError::internal())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::future::join_all;
    use std::sync::{Arc, Mutex};

    /// Takes odd numbers only, and 13 not at all; remembers its rounds.
    struct Odd(Arc<Mutex<Vec<Vec<u32>>>>);

    #[async_trait::async_trait]
    impl Round for Odd {
        type Item = u32;

        async fn go(&self, items: &[u32]) -> Result<(), AppError> {
            tokio::task::yield_now().await;
            assert!(!items.contains(&13), "unlucky");
            if items.iter().any(|n| n % 2 == 0) {
                return Err(AppError::internal());
            }
            self.0.lock().unwrap().push(items.to_vec());
            Ok(())
        }
    }

    #[tokio::test]
    async fn who_comes_meanwhile_goes_together() {
        let rounds_made = Arc::default();
        let rounds = Rounds::start(Odd(Arc::clone(&rounds_made)));
        let outcomes = join_all((0..50).map(|n| rounds.join(2 * n + 101))).await;
        assert!(outcomes.iter().all(Result::is_ok));
        let rounds_made = rounds_made.lock().unwrap();
        assert!(rounds_made.len() < 10, "{rounds_made:?}");
        assert_eq!(rounds_made.concat().len(), 50);
    }

    #[tokio::test]
    async fn what_fails_fails_alone_and_rounds_go_on() {
        let rounds_made = Arc::default();
        let rounds = Rounds::start(Odd(Arc::clone(&rounds_made)));
        let outcomes = join_all([1, 2, 3, 13, 5].map(|n| rounds.join(n))).await;
        assert_eq!(outcomes.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true, false, true]);
        assert!(rounds.join(7).await.is_ok());
        assert_eq!(rounds_made.lock().unwrap().concat(), [1, 3, 5, 7]);
    }
}
