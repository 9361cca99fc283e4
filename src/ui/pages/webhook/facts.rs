//! What an endpoint is and how it is doing.

use super::super::webhooks::{status_badge, verify::Verify};
use crate::{
    domain::webhook::{PayloadStyle, Webhook, WebhookStatus},
    ui::components::{Card, Note, Tone, When},
};
use leptos::prelude::*;

#[component]
pub fn Facts(webhook: Webhook) -> impl IntoView {
    let events = webhook.events.iter().map(|event| view! { <code class="chip">{event.as_str()}</code> }).collect_view();
    let headers = webhook.headers.keys().map(|name| view! { <code class="chip">{name.clone()}</code> }).collect_view();
    let style = match webhook.payload_style {
        PayloadStyle::Standard => "Standard",
        PayloadStyle::Flat => "Flat, the older shape",
    };
    view! {
        <Trouble webhook=webhook.clone()/>
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
                <dt>"Payload"</dt>
                <dd>{style} ", up to " {webhook.attempts} " attempts"</dd>
                {(!webhook.headers.is_empty())
                    .then(|| {
                        view! {
                            <dt>"Headers"</dt>
                            <dd class="chips">{headers}</dd>
                        }
                    })}
                {webhook
                    .old_secret_until
                    .map(|at| {
                        view! {
                            <dt>"Secret"</dt>
                            <dd>"The one before signs as well until " <When at/></dd>
                        }
                    })}
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

/// What keeps deliveries from arriving, if anything.
#[component]
fn Trouble(webhook: Webhook) -> impl IntoView {
    match (webhook.status, webhook.failing_since) {
        (WebhookStatus::Disabled, _) => Some(
            view! {
                <Note tone=Tone::Failed>
                    "Disabled" {webhook.disabled_at.map(|at| view! { " on " <When at/> })} ". "
                    {webhook.disabled_reason}
                    " Nothing is sent. Once it is active again, recover what failed meanwhile."
                </Note>
            }
            .into_any(),
        ),
        (WebhookStatus::Paused, _) => {
            Some(view! { <Note>"Paused: deliveries wait, and go out when it is resumed."</Note> }.into_any())
        }
        (WebhookStatus::Active, Some(at)) => Some(
            view! {
                <Note tone=Tone::Doubtful>
                    "No attempt has succeeded since " <When at/> ". It is disabled when that lasts for days."
                </Note>
            }
            .into_any(),
        ),
        (WebhookStatus::Active, None) => None,
    }
}
