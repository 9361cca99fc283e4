//! One delivery: what is sent, every attempt, and sending it again.

use super::{
    webhook::{Attempts, delivery_badge},
    webhooks::MAKE,
};
use crate::{
    domain::{
        id::{DeliveryId, ProjectId, WebhookId},
        webhook::DeliveryDetail,
    },
    ui::{
        components::{Card, CodeBlock, ErrorNote, PageError, PageHeader, When},
        layout::IfMay,
        live::Live,
        place::{param, section},
    },
    web::server_fns::webhooks::{ResendDelivery, get_delivery},
};
use leptos::prelude::*;

#[component]
pub fn WebhookDeliveryPage() -> AnyView {
    let (project, webhook, delivery) = (param("project"), param("webhook"), param("delivery"));
    let resend = ServerAction::<ResendDelivery>::new();
    let live = expect_context::<Live>();
    let version = Memo::new(move |_| live.webhook(&WebhookId(webhook.get())));
    let found = Resource::new(
        move || (webhook.get(), delivery.get(), version.get(), resend.version().get()),
        |(webhook, delivery, ..)| get_delivery(WebhookId(webhook), DeliveryId(delivery)),
    );
    let endpoint = move || format!("{}/{}", section(&ProjectId(project.get()), "webhooks"), webhook.get());
    view! {
        {move || resend.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match found.await {
                    Ok(found) => view! { <Whole found resend endpoint=endpoint()/> }.into_any(),
                    Err(error) => view! { <PageError error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Whole(found: DeliveryDetail, resend: ServerAction<ResendDelivery>, endpoint: String) -> impl IntoView {
    let DeliveryDetail { delivery, body } = found;
    let (status, at, test) = (delivery.status, delivery.created_at, delivery.test);
    let (id, webhook, event) =
        (delivery.id.to_string(), delivery.webhook_id.to_string(), delivery.event_id.to_string());
    let code = serde_json::to_string_pretty(&body).unwrap_or_default();
    view! {
        <PageHeader title=delivery.event_type.as_str()>
            <a class="button quiet" href=endpoint>
                "The endpoint"
            </a>
            <IfMay permission=MAKE>
                <SendAgain webhook=webhook.clone() delivery=id.clone() resend/>
            </IfMay>
        </PageHeader>
        <Card>
            <dl class="facts wide">
                <dt>"Status"</dt>
                <dd>{delivery_badge(status)} {test.then_some(" a test")}</dd>
                <dt>"Event"</dt>
                <dd>
                    <code>{event}</code>
                </dd>
                <dt>"When"</dt>
                <dd>
                    <When at/>
                </dd>
            </dl>
        </Card>
        <section class="card deliveries" aria-label="Attempts">
            <header>
                <h2>"Attempts"</h2>
            </header>
            <div class="attempts">
                <Attempts delivery/>
            </div>
        </section>
        <section class="card deliveries" aria-label="Body">
            <header>
                <h2>"Body"</h2>
                <span class="faint small">"as the endpoint gets it"</span>
            </header>
            <div class="attempts">
                <CodeBlock code/>
            </div>
        </section>
    }
}

#[component]
fn SendAgain(webhook: String, delivery: String, resend: ServerAction<ResendDelivery>) -> impl IntoView {
    view! {
        <ActionForm action=resend>
            <input type="hidden" name="webhook" value=webhook/>
            <input type="hidden" name="delivery" value=delivery/>
            <button class="button primary" disabled=move || resend.pending().get()>
                "Send again"
            </button>
        </ActionForm>
    }
}
