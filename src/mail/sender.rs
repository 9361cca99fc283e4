//! Sends what waits: a few at once, each under a lease that outlasts its deadline, again and again until it is taken.

use crate::{
    clients::mail::{Mail, MailError},
    db::queries::mails::{self, LeasedMail},
    error::AppError,
    pipeline::queue::backoff,
    runtime::{Runtime, crash},
};
use futures::future::join_all;
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// Mails that are handed over at once, each over a connection of its own.
const AT_ONCE: usize = 8;
/// Longer than handing one over may take: who holds a mail for longer is gone.
const LEASE: Duration = Duration::from_secs(120);
/// At least this often it is looked for mails, should nobody ring.
const SWEEP: Duration = Duration::from_secs(5);
/// A mail server may be down for half a day: twelve tries take about fourteen hours.
const MOST_ATTEMPTS: i32 = 12;
const FIRST_WAIT: Duration = Duration::from_secs(15);
const LONGEST_WAIT: Duration = Duration::from_secs(2 * 60 * 60);
const FACTOR: f64 = 3.0;

/// Sends until `stop`; what is being sent then is finished.
pub async fn run(runtime: Runtime, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match send_due(&runtime).await {
            Ok(sent) if sent == AT_ONCE => continue,
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "mails could not be looked for; it is tried again"),
        }
        tokio::select! {
            () = runtime.wake.mail.notified() => {}
            () = sleep(until_next(&runtime).await) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// Once. How many were tried.
async fn send_due(runtime: &Runtime) -> Result<usize, AppError> {
    let now = runtime.clock.now();
    let until = now.plus_millis(LEASE.as_millis() as i64);
    let claimed = mails::claim(&runtime.db, AT_ONCE, now, until).await?;
    if !claimed.is_empty() {
        crash::point("mail claimed");
    }
    let outcomes = join_all(claimed.iter().map(|mail| send(runtime, mail))).await;
    outcomes.into_iter().collect::<Result<Vec<()>, _>>()?;
    Ok(claimed.len())
}

async fn send(runtime: &Runtime, leased: &LeasedMail) -> Result<(), AppError> {
    let outcome = match opened(runtime, leased) {
        Some(mail) => runtime.mailer.send(&leased.id, &mail, leased.created_at).await,
        None => {
            tracing::error!(mail = %leased.id, "a mail was sealed with another OCRIVA_SECRET; it is given up");
            return Ok(mails::failed(&runtime.db, leased, "sealed with another OCRIVA_SECRET", None).await?);
        }
    };
    match outcome {
        Ok(()) => {
            crash::point("mail sent");
            mails::sent(&runtime.db, leased, runtime.clock.now()).await?;
            runtime.mailer.note();
            Ok(())
        }
        Err(error) => not_sent(runtime, leased, &error).await,
    }
}

async fn not_sent(runtime: &Runtime, leased: &LeasedMail, error: &MailError) -> Result<(), AppError> {
    let again = !error.is_final && leased.attempts < MOST_ATTEMPTS;
    let next = again.then(|| {
        let wait = backoff(leased.attempts, FIRST_WAIT, FACTOR, LONGEST_WAIT, rand::random());
        runtime.clock.now().plus_millis(wait.as_millis() as i64)
    });
    tracing::warn!(mail = %leased.id, attempt = leased.attempts, again, %error, "a mail was not taken");
    Ok(mails::failed(&runtime.db, leased, &error.to_string(), next).await?)
}

fn opened(runtime: &Runtime, leased: &LeasedMail) -> Option<Mail> {
    let content = runtime.vault.open(leased.sealed.as_deref()?, leased.id.as_str())?;
    serde_json::from_str(content.expose()).ok()
}

/// How long to sleep if nobody rings.
async fn until_next(runtime: &Runtime) -> Duration {
    match mails::next_due(&runtime.db).await {
        Ok(Some(at)) => Duration::from_millis(at.millis_since(runtime.clock.now()).max(1) as u64).min(SWEEP),
        _ => SWEEP,
    }
}
