//! One conversation, whatever wire it is held over.

use super::{Closing, Watcher, allowance::Allowance};
use crate::{
    domain::live::{Ask, Say},
    error::AppError,
    runtime::Runtime,
};
use std::{future::Future, time::Duration};
use tokio::time::{Instant, interval_at, sleep_until};

/// Who has not said who they are by then is not let in.
const LONGEST_UNKNOWN: Duration = Duration::from_secs(10);
/// A quiet wire is asked this often whether anyone is there: proxies close silent ones after a minute.
const PING: Duration = Duration::from_secs(25);
/// A client of which nothing was heard for this long, not even an answer to two pings, is gone.
const LONGEST_SILENCE: Duration = Duration::from_secs(60);
/// Permissions are looked at again this often, beside the times when somebody says that they changed.
const RECHECK: Duration = Duration::from_secs(30);

/// What a message travels on.
pub trait Wire: Send {
    /// Does it find out by itself when the client is gone?
    const WATCHES_ITSELF: bool = false;

    /// The next sign of the client. May be dropped while it waits.
    fn next(&mut self) -> impl Future<Output = Heard> + Send;

    /// Sends this; false if the client does not take it.
    fn say(&mut self, say: &Say) -> impl Future<Output = bool> + Send;

    /// The same for the last word in answer to what the client said last.
    fn answer(&mut self, say: &Say) -> impl Future<Output = bool> + Send;

    /// Asks whether anyone is there, unless the wire does so by itself.
    fn ping(&mut self) -> impl Future<Output = bool> + Send;

    fn close(self, closing: Closing) -> impl Future<Output = ()> + Send;
}

/// What came over a wire.
pub enum Heard {
    Said(Result<Ask, AppError>),
    /// Not a word, but somebody is there.
    Sign,
    TooLarge,
    Gone,
}

/// Holds a conversation until one side has enough. `first` is said before anything else.
pub async fn carry(runtime: Runtime, mut watcher: Watcher, mut wire: impl Wire, first: Vec<Say>) {
    let _open = runtime.live.open_socket();
    let end = converse(&runtime, &mut watcher, &mut wire, first).await;
    drop(watcher);
    if let Err(closing) = end {
        tracing::debug!(?closing, "a live socket is closed");
        wire.close(closing).await;
    }
}

async fn converse<W: Wire>(
    runtime: &Runtime,
    watcher: &mut Watcher,
    wire: &mut W,
    first: Vec<Say>,
) -> Result<(), Closing> {
    let begin = Instant::now();
    let (mut recheck, mut ping) = (interval_at(begin + RECHECK, RECHECK), interval_at(begin + PING, PING));
    let mut allowance = Allowance::new(begin);
    // When something was last heard, and when there last was something to listen for.
    let (mut heard, mut useful) = (begin, begin);
    say(wire, &first).await?;
    loop {
        tokio::select! {
            biased;
            () = runtime.live.ended() => return Err(Closing::GoingAway),
            // The clocks come before what may never be silent.
            () = sleep_until(begin + LONGEST_UNKNOWN), if !watcher.is_known() => return Err(Closing::Unauthorized),
            _ = recheck.tick() => say(wire, &watcher.recheck().await?).await?,
            _ = ping.tick() => {
                let now = Instant::now();
                if watcher.has_subscriptions() {
                    useful = now;
                }
                if W::WATCHES_ITSELF {
                    heard = now;
                }
                if now.duration_since(heard.min(useful)) > LONGEST_SILENCE {
                    return Err(Closing::Idle);
                }
                if !wire.ping().await {
                    return Err(Closing::TooSlow);
                }
            }
            sign = wire.next() => {
                let now = Instant::now();
                heard = now;
                if !allowance.spend(cost(&sign), now) {
                    return Err(Closing::TooMany);
                }
                match sign {
                    Heard::Gone => return Ok(()),
                    Heard::Sign => {}
                    Heard::TooLarge => return Err(Closing::TooLarge),
                    Heard::Said(Err(error)) => answer(wire, &[Watcher::refusal(error, None)]).await?,
                    Heard::Said(Ok(ask)) => answer(wire, &watcher.ask(ask).await?).await?,
                }
            }
            news = watcher.next() => {
                let news = news.ok_or(Closing::TooSlow)?;
                say(wire, &watcher.hear(news).await?).await?;
            }
        }
    }
}

/// A resumption may bring all subscriptions at once; each counts as if it were said by itself.
fn cost(sign: &Heard) -> usize {
    match sign {
        Heard::Said(Ok(Ask::Resume { subscriptions, .. })) => 1 + subscriptions.len(),
        _ => 1,
    }
}

async fn say(wire: &mut impl Wire, says: &[Say]) -> Result<(), Closing> {
    for one in says {
        if !wire.say(one).await {
            return Err(Closing::TooSlow);
        }
    }
    Ok(())
}

async fn answer(wire: &mut impl Wire, says: &[Say]) -> Result<(), Closing> {
    let Some((last, before)) = says.split_last() else { return Ok(()) };
    say(wire, before).await?;
    if wire.answer(last).await { Ok(()) } else { Err(Closing::TooSlow) }
}
