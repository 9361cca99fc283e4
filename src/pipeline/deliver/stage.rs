//! The work of the stage: one attempt of one delivery.

use super::{
    arrivals::{Arrival, Arrivals, tell},
    body::body,
    endpoints, health,
    retry::{Verdict, judge},
    secrets, sign,
};
use crate::{
    access::{Claimed, ProjectScope},
    clients::{retry_after::retry_after, webhook::Answer},
    db::{
        Script, Tx,
        queries::{self, deliveries::Outgoing, jobs, webhooks::SealedWebhook},
    },
    domain::{
        audit::AuditAction,
        id::{DeliveryId, WebhookId},
        time::Timestamp,
        webhook::{Attempt, DeliveryStatus, MAX_ATTEMPTS, Webhook, WebhookStatus},
    },
    error::AppError,
    mail::{self, letters},
    pipeline::queue::{JobKind, Leased, Slot, Work},
    runtime::{Rounds, Runtime, crash},
    workspace::audit::{self, Change},
};

/// A job starts again after a crash; so often for all attempts together.
const MAX_STARTS: i32 = 4 * MAX_ATTEMPTS;
/// Of all deliveries at once, one endpoint gets at most one part in so many.
const ENDPOINT_SHARE: usize = 4;
/// Someone waits for the outcome of a test: it is tried once.
const TEST_ATTEMPTS: i32 = 1;
const UNREADABLE: &str = "nothing was sent: the secret or a header was sealed with another OCRIVA_SECRET; \
                          make a new secret, and enter the headers again";

/// Sends webhooks; one per process.
pub struct Deliverer {
    runtime: Runtime,
    arrivals: Rounds<Arrival>,
}

/// A claimed job and the delivery that it is about.
struct Errand<'a> {
    scope: ProjectScope<Claimed>,
    job: &'a Leased,
    id: DeliveryId,
}

impl Deliverer {
    #[must_use]
    pub fn new(runtime: Runtime) -> Self {
        Self { arrivals: Rounds::start(Arrivals::new(runtime.clone())), runtime }
    }

    /// Posts the event and says how it went.
    async fn attempt(&self, outgoing: &Outgoing, endpoint: &SealedWebhook) -> (Attempt, Verdict) {
        let (vault, clock) = (&self.runtime.vault, &self.runtime.clock);
        let at = clock.now();
        let webhook = &endpoint.webhook;
        let opened = secrets::open(vault, endpoint, at).zip(secrets::open_headers(vault, endpoint));
        let answer = match opened {
            Some((secrets, own)) => {
                let body = serde_json::to_vec(&body(webhook.payload_style, &outgoing.envelope)).unwrap_or_default();
                let name = webhook.payload_style.name_of(outgoing.envelope.event_type);
                let signed: Vec<(&str, String)> = sign::headers(&outgoing.envelope, name, &secrets, &body, at);
                let own = own.iter().map(|(name, value)| (name.as_str(), value.clone()));
                let headers: Vec<(&str, String)> = own.chain(signed).collect();
                self.runtime.http.post(&webhook.url, &headers, body).await
            }
            None => Answer { error: Some(UNREADABLE.to_owned()), ..Answer::default() },
        };
        let now = clock.now();
        let number = outgoing.delivery.attempts.last().map_or(0, |last| last.number) + 1;
        let most = if outgoing.delivery.test { TEST_ATTEMPTS } else { webhook.attempts };
        let after = retry_after(&answer.headers, now);
        let verdict = judge(answer.status, number - outgoing.tried_before, most, after, rand::random());
        let attempt = Attempt {
            number,
            at,
            status_code: answer.status.map(i32::from),
            response_time: now.millis_since(at),
            error: answer.error,
            response_body: answer.body,
        };
        (attempt, verdict)
    }

    /// One transaction: the attempt, the state of the delivery, the health of the endpoint, the end or the return of
    /// the job. What arrived shares it with what arrived at the same time.
    async fn settle(
        &self,
        errand: Errand<'_>,
        webhook: &Webhook,
        test: bool,
        attempt: Attempt,
        verdict: Verdict,
    ) -> Result<(), AppError> {
        let now = self.runtime.clock.now();
        let (status, next) = match verdict {
            Verdict::Delivered => {
                let Errand { scope, job, id } = errand;
                let arrival = Arrival { scope, job: job.clone(), id, webhook: webhook.id.clone(), test, attempt };
                return self.arrivals.join(arrival).await;
            }
            Verdict::Again(wait) => (DeliveryStatus::Pending, Some(now.plus_millis(wait.as_millis() as i64))),
            Verdict::GivenUp | Verdict::Gone => (DeliveryStatus::Failed, None),
        };
        let Some(tx) = self.last_word(errand.job, next).await? else { return Ok(()) };
        let mut script = Script::of(&tx);
        queries::deliveries::record(&mut script, &errand.scope, &errand.id, Some(&attempt), status, next);
        script.run(&tx).await?;
        if !test {
            self.note_failure(&tx, &errand.scope, webhook, verdict).await?;
        }
        tx.commit().await?;
        self.tell(&errand, &webhook.id);
        self.runtime.wake.mail.notify_one();
        Ok(())
    }

    /// What a failed attempt says about its endpoint.
    async fn note_failure(
        &self,
        tx: &Tx,
        scope: &ProjectScope<Claimed>,
        webhook: &Webhook,
        verdict: Verdict,
    ) -> Result<(), AppError> {
        let id = &webhook.id;
        let now = self.runtime.clock.now();
        let gave_up = !matches!(verdict, Verdict::Again(_));
        let failing = queries::webhooks::failed(tx, scope, id, gave_up, now).await?;
        if failing.is_over {
            // This attempt was held when all others were given up.
            return Ok(queries::delivery_queue::abandon(tx, scope, id).await?);
        }
        let reason = match verdict {
            Verdict::Gone => Some(health::GONE.to_owned()),
            _ => health::verdict(failing.since, failing.given_up, now),
        };
        if let Some(reason) = reason {
            tracing::warn!(webhook = %id, reason, "an endpoint is disabled");
            queries::webhooks::set_status(tx, scope, id, WebhookStatus::Disabled, Some(&reason), now).await?;
            queries::delivery_queue::abandon(tx, scope, id).await?;
            self.write_to_admins(tx, scope, webhook, &reason).await?;
            let change = Change::none().with("status", webhook.status, WebhookStatus::Disabled).with(
                "disabledReason",
                &webhook.disabled_reason,
                &reason,
            );
            let (action, deed) = (AuditAction::WebhookDisabled, endpoints::deed(webhook));
            audit::record(&self.runtime, tx, scope, action, deed, change).await?;
        }
        Ok(())
    }

    /// Nobody looks at an endpoint that works until it does not.
    async fn write_to_admins(
        &self,
        tx: &Tx,
        scope: &ProjectScope<Claimed>,
        webhook: &Webhook,
        reason: &str,
    ) -> Result<(), AppError> {
        let page = format!("{}/app/{}/webhooks/{}", self.runtime.config.public_url(), scope.project(), webhook.id);
        for address in queries::organizations::addresses_of_admins(tx, scope.organization()).await? {
            let letter = letters::endpoint_disabled(&address, &webhook.name, &webhook.url, reason, &page);
            mail::enqueue(&self.runtime, tx, Some(scope.organization()), letter).await?;
        }
        Ok(())
    }

    /// Ends a delivery that is not to be sent any more.
    async fn give_up(&self, errand: &Errand<'_>, webhook: Option<&WebhookId>) -> Result<(), AppError> {
        let Some(tx) = self.last_word(errand.job, None).await? else { return Ok(()) };
        let mut script = Script::of(&tx);
        queries::deliveries::record(&mut script, &errand.scope, &errand.id, None, DeliveryStatus::Failed, None);
        script.run(&tx).await?;
        tx.commit().await?;
        if let Some(webhook) = webhook {
            self.tell(errand, webhook);
        }
        Ok(())
    }

    /// Lets a delivery wait until its endpoint is active again; it costs no attempt.
    async fn hold(&self, errand: &Errand<'_>, webhook: &WebhookId) -> Result<(), AppError> {
        let tx = self.runtime.db.begin().await?;
        if !queries::webhooks::stays_paused(&tx, &errand.scope, webhook).await? {
            jobs::put_back(&tx, errand.job, self.runtime.clock.now()).await?;
            tx.commit().await?;
            self.runtime.wake.all();
            return Ok(());
        }
        if jobs::finish(&tx, errand.job).await? {
            let mut script = Script::of(&tx);
            queries::deliveries::record(&mut script, &errand.scope, &errand.id, None, DeliveryStatus::Pending, None);
            script.run(&tx).await?;
        }
        tx.commit().await?;
        self.tell(errand, webhook);
        Ok(())
    }

    /// A transaction in which the job ends, or goes back for `next`; none for a worker that lost it.
    async fn last_word(&self, job: &Leased, next: Option<Timestamp>) -> Result<Option<Tx>, AppError> {
        let tx = self.runtime.db.begin().await?;
        let held = match next {
            Some(at) => jobs::put_back(&tx, job, at).await?,
            None => jobs::finish(&tx, job).await?,
        };
        if !held {
            tracing::warn!(job = %job.id, "a late attempt was ignored");
        }
        Ok(held.then_some(tx))
    }

    fn tell(&self, errand: &Errand<'_>, webhook: &WebhookId) {
        tell(&self.runtime, &errand.scope, webhook, &errand.id);
    }
}

#[async_trait::async_trait]
impl Work for Deliverer {
    type Needs = Option<Outgoing>;

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

    async fn look_up(&self, jobs: &[Leased]) -> Result<Vec<Option<Outgoing>>, AppError> {
        let mut outgoing = queries::claims::outgoing(&self.runtime.db, jobs).await?;
        Ok(jobs.iter().map(|job| outgoing.remove(&job.subject)).collect())
    }

    async fn run(&self, job: &Leased, outgoing: Option<Outgoing>, slot: Slot) -> Result<(), AppError> {
        let scope = ProjectScope::of_claim(job.organization_id.clone(), job.project_id.clone());
        let errand = Errand { scope, job, id: DeliveryId(job.subject.clone()) };
        let Some(outgoing) = outgoing else { return self.give_up(&errand, None).await };
        let (id, test) = (&outgoing.delivery.webhook_id, outgoing.delivery.test);
        // An attempt that cannot even be logged must not be repeated for ever.
        if job.attempt > MAX_STARTS {
            return self.give_up(&errand, Some(id)).await;
        }
        let Some(endpoint) = queries::webhooks::sealed(&self.runtime.db, &errand.scope, id).await? else {
            return self.give_up(&errand, Some(id)).await;
        };
        match endpoint.webhook.status {
            WebhookStatus::Disabled => self.give_up(&errand, Some(id)).await,
            // A test is how one sees whether it may be active again.
            WebhookStatus::Paused if !test => self.hold(&errand, id).await,
            WebhookStatus::Paused | WebhookStatus::Active => {
                let (attempt, verdict) = self.attempt(&outgoing, &endpoint).await;
                drop(slot);
                crash::point("receiver answered");
                self.settle(errand, &endpoint.webhook, test, attempt, verdict).await
            }
        }
    }
}
