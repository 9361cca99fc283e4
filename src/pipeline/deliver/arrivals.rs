//! Deliveries that arrived, kept together with those that arrived at the same time.

use crate::{
    access::{Claimed, ProjectScope},
    db::{
        Script,
        queries::{self, jobs::Leased},
    },
    domain::{
        event::Change,
        id::{DeliveryId, WebhookId},
        webhook::{Attempt, DeliveryStatus},
    },
    error::AppError,
    runtime::{Round, Runtime},
};
use std::collections::HashSet;

/// A delivery that its receiver has acknowledged.
pub(super) struct Arrival {
    pub scope: ProjectScope<Claimed>,
    pub job: Leased,
    pub id: DeliveryId,
    pub webhook: WebhookId,
    pub test: bool,
    pub attempt: Attempt,
}

pub(super) struct Arrivals {
    runtime: Runtime,
}

impl Arrivals {
    pub(super) fn new(runtime: Runtime) -> Self {
        Self { runtime }
    }
}

#[async_trait::async_trait]
impl Round for Arrivals {
    type Item = Arrival;

    async fn go(&self, arrivals: &[Arrival]) -> Result<(), AppError> {
        let tx = self.runtime.db.begin().await?;
        let still_ours = queries::jobs::finish_all(&tx, arrivals.iter().map(|arrival| &arrival.job)).await?;
        let mut script = Script::of(&tx);
        let (mut kept, mut well) = (Vec::new(), HashSet::new());
        for arrival in arrivals {
            let Arrival { scope, job, id, webhook, test, attempt } = arrival;
            if !still_ours.contains(&job.id) {
                tracing::warn!(job = %job.id, "a late attempt was ignored");
                continue;
            }
            queries::deliveries::record(&mut script, scope, id, Some(attempt), DeliveryStatus::Delivered, None);
            if !test && well.insert(webhook) {
                queries::webhooks::succeeded(&mut script, scope, webhook);
            }
            kept.push(arrival);
        }
        tx.commit_with(script).await?;
        for Arrival { scope, webhook, id, .. } in kept {
            tell(&self.runtime, scope, webhook, id);
        }
        Ok(())
    }
}

/// Tells the screens that something is new about a delivery.
pub(super) fn tell(runtime: &Runtime, scope: &ProjectScope<Claimed>, webhook: &WebhookId, delivery: &DeliveryId) {
    let change = Change::Delivery { webhook_id: webhook.clone(), delivery_id: delivery.clone() };
    runtime.live.tell(scope.organization().clone(), scope.project().clone(), change);
}
