//! One endpoint: what it is, and what was delivered to it.

mod deliveries;
mod removal;

use self::{deliveries::Deliveries, removal::Removal};
use super::webhooks::{status_badge, verify::Verify};
use crate::{
    domain::{
        id::{ProjectId, WebhookId},
        webhook::Webhook,
    },
    ui::{
        components::{Card, PageError, PageHeader, When},
        live::Live,
        place::{param, section},
    },
    web::server_fns::webhooks::{get_webhook, list_deliveries},
};
use leptos::prelude::*;

#[component]
pub fn WebhookPage() -> AnyView {
    let (project, webhook) = (param("project"), param("webhook"));
    let endpoint = Resource::new(move || webhook.get(), |webhook| get_webhook(WebhookId(webhook)));
    let live = expect_context::<Live>();
    let version = Memo::new(move |_| live.webhook(&WebhookId(webhook.get())));
    let deliveries =
        Resource::new(move || (webhook.get(), version.get()), |(webhook, _)| list_deliveries(WebhookId(webhook)));
    let all = move || section(&ProjectId(project.get()), "webhooks");
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match endpoint.await {
                    Ok(webhook) => view! { <Facts webhook all=all()/> }.into_any(),
                    Err(error) => view! {
                        <PageError error/>
                        <p>
                            <a href=all()>"All endpoints"</a>
                        </p>
                    }
                    .into_any(),
                }
            })}
        </Transition>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                // When the endpoint itself is not there, it says so above.
                deliveries.await.ok().map(|deliveries| view! { <Deliveries deliveries/> })
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Facts(webhook: Webhook, all: String) -> impl IntoView {
    let events = webhook.events.iter().map(|event| view! { <code class="chip">{event.as_str()}</code> }).collect_view();
    let (title, removed, back) = (webhook.name.clone(), webhook.clone(), all.clone());
    view! {
        <PageHeader title>
            <a class="button quiet" href=back>
                "All endpoints"
            </a>
            <Removal webhook=removed all/>
        </PageHeader>
        <Card>
            <dl class="facts wide">
                <dt>"Address"</dt>
                <dd>
                    <code>{webhook.url}</code>
                </dd>
                <dt>"Status"</dt>
                <dd>{status_badge(webhook.status)}</dd>
                <dt>"Events"</dt>
                <dd class="chips">{events}</dd>
                <dt>"Made"</dt>
                <dd>
                    <When at=webhook.created_at/>
                </dd>
                <dt>"Id"</dt>
                <dd>
                    <code>{webhook.id.to_string()}</code>
                </dd>
            </dl>
            <details class="more">
                <summary>"How to check the signature"</summary>
                <Verify/>
            </details>
        </Card>
    }
}
