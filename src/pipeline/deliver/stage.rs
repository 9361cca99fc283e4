//! The work of the stage: one attempt of one delivery.

use super::sign;
use crate::{
    access::{Claimed, ProjectScope},
    clients::webhook::Answer,
    db::{
        Tx,
        queries::{self, deliveries::Outgoing, jobs},
    },
    domain::{
        event::Change,
        id::DeliveryId,
        time::Timestamp,
        webhook::{Attempt, DeliveryStatus, Webhook, WebhookStatus},
    },
    error::AppError,
    pipeline::queue::{JobKind, Leased, Slot, Work, backoff},
    runtime::{Runtime, crash},
};
use std::time::Duration;

/// Waits of 10 s, 1 min, 6 min, … between attempts, each ± 20 %.
const FIRST_WAIT: Duration = Duration::from_secs(10);
const FACTOR: f64 = 6.0;
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 60 * 60);

/// A job starts again after a crash; so often for each attempt that is allowed.
const MAX_STARTS_PER_ATTEMPT: i32 = 4;

/// Of all deliveries at once, one endpoint gets at most one part in so many.
const ENDPOINT_SHARE: usize = 4;

/// Sends webhooks; one per process.
pub struct Deliverer {
    runtime: Runtime,
}

impl Deliverer {
    #[must_use]
    pub fn new(runtime: Runtime) -> Self {
        Self { runtime }
    }

    /// Posts the event and says how it went.
    async fn attempt(&self, outgoing: &Outgoing, endpoint: &Webhook, secret: &str) -> Attempt {
        let at = self.runtime.clock.now();
        let body = serde_json::to_vec(&outgoing.envelope).unwrap_or_default();
        let headers = sign::headers(&outgoing.envelope, secret, &body, at);
        let Answer { status, error, body } = self.runtime.http.post(&endpoint.url, &headers, body).await;
        Attempt {
            number: outgoing.delivery.attempts.len() as i32 + 1,
            at,
            status_code: status.map(i32::from),
            response_time: self.runtime.clock.now().millis_since(at),
            error,
            response_body: body,
        }
    }

    /// Where an attempt leaves its delivery.
    fn verdict(&self, attempt: &Attempt) -> (DeliveryStatus, Option<Timestamp>) {
        if attempt.status_code.is_some_and(|code| (200..300).contains(&code)) {
            return (DeliveryStatus::Delivered, None);
        }
        if attempt.number >= self.runtime.config.webhooks.attempts {
            return (DeliveryStatus::Failed, None);
        }
        let wait = backoff(attempt.number, FIRST_WAIT, FACTOR, LONGEST_WAIT, rand::random());
        (DeliveryStatus::Pending, Some(self.runtime.clock.now().plus_millis(wait.as_millis() as i64)))
    }

    /// One transaction: the attempt, the state of the delivery, the end or the return of the job.
    async fn settle(
        &self,
        scope: &ProjectScope<Claimed>,
        job: &Leased,
        id: &DeliveryId,
        attempt: Option<&Attempt>,
        (status, next): (DeliveryStatus, Option<Timestamp>),
    ) -> Result<(), AppError> {
        let tx = self.runtime.db.begin().await?;
        let held = match next {
            Some(at) => jobs::put_back(&tx, job, at).await?,
            None => jobs::finish(&tx, job).await?,
        };
        if !held {
            tracing::warn!(job = %job.id, "a late attempt was ignored");
            return Ok(());
        }
        queries::deliveries::record(&tx, scope, id, attempt, status, next).await?;
        Ok(tx.commit().await?)
    }
}

#[async_trait::async_trait]
impl Work for Deliverer {
    fn kind(&self) -> JobKind {
        JobKind::Deliver
    }

    fn slots(&self) -> usize {
        self.runtime.config.queue.deliveries
    }

    /// A lane is an endpoint: one that is slow leaves room for the others.
    fn slots_per_lane(&self) -> usize {
        self.runtime.config.queue.deliveries.div_ceil(ENDPOINT_SHARE)
    }

    async fn claimed(&self, _: &Tx, _: &[Leased]) -> Result<(), AppError> {
        Ok(())
    }

    async fn run(&self, job: &Leased, slot: Slot) -> Result<(), AppError> {
        let db = &self.runtime.db;
        let scope = ProjectScope::of_claim(job.organization_id.clone(), job.project_id.clone());
        let id = DeliveryId(job.subject.clone());
        // An attempt that cannot even be logged must not be repeated for ever.
        if job.attempt > self.runtime.config.webhooks.attempts * MAX_STARTS_PER_ATTEMPT {
            return self.settle(&scope, job, &id, None, (DeliveryStatus::Failed, None)).await;
        }
        let Some(outgoing) = queries::deliveries::outgoing(db, &scope, &id).await? else {
            return self.settle(&scope, job, &id, None, (DeliveryStatus::Failed, None)).await;
        };
        let endpoint = queries::webhooks::with_secret(db, &scope, &outgoing.delivery.webhook_id).await?;
        let Some((endpoint, secret)) = endpoint.filter(|(endpoint, _)| endpoint.status == WebhookStatus::Active) else {
            return self.settle(&scope, job, &id, None, (DeliveryStatus::Failed, None)).await;
        };
        let attempt = self.attempt(&outgoing, &endpoint, &secret).await;
        drop(slot);
        crash::point("receiver answered");
        self.settle(&scope, job, &id, Some(&attempt), self.verdict(&attempt)).await?;
        let change = Change::Delivery { webhook_id: endpoint.id, delivery_id: id };
        self.runtime.live.tell(job.organization_id.clone(), job.project_id.clone(), change);
        Ok(())
    }
}
