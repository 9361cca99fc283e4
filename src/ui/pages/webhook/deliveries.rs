//! What was sent, how often it was tried and what came back.

use crate::{
    domain::webhook::{Attempt, Delivery, DeliveryStatus},
    ui::components::{Badge, Empty, Glyph, Tone, When},
};
use leptos::prelude::*;

#[component]
pub fn Deliveries(deliveries: Vec<Delivery>) -> impl IntoView {
    if deliveries.is_empty() {
        return view! {
            <Empty
                glyph=Glyph::Webhook
                title="Nothing was sent yet"
                text="The next document of this project that triggers one of the events above is reported here, with every attempt and its answer."
            />
        }
        .into_any();
    }
    view! {
        <section class="card deliveries" aria-label="Deliveries" data-testid="deliveries">
            <header>
                <h2>"Deliveries"</h2>
                <span class="faint small">"newest first"</span>
            </header>
            <div class="delivery captions" aria-hidden="true">
                <span>"Event"</span>
                <span>"Status"</span>
                <span class="num">"Attempts"</span>
                <span class="num">"Answer"</span>
                <span class="num">"Time"</span>
                <span>"When"</span>
            </div>
            {deliveries.into_iter().map(delivery).collect_view()}
        </section>
    }
    .into_any()
}

fn delivery(delivery: Delivery) -> impl IntoView {
    let last = delivery.attempts.last();
    let answer = last.map_or_else(String::new, code);
    let time = last.map_or_else(String::new, |attempt| format!("{} ms", attempt.response_time));
    let count = delivery.attempts.len();
    view! {
        <details data-delivery=delivery.id.to_string()>
            <summary class="delivery">
                <code>{delivery.event_type.as_str()}</code>
                <span>{status_badge(delivery.status)}</span>
                <span class="num" data-label="attempts">{count}</span>
                <span class="num">{answer}</span>
                <span class="num soft">{time}</span>
                <span class="soft small">
                    <When at=delivery.created_at/>
                </span>
            </summary>
            <div class="attempts">
                <p class="faint small">"Event " <code>{delivery.event_id.to_string()}</code></p>
                <ol>{delivery.attempts.into_iter().map(attempt).collect_view()}</ol>
                {delivery
                    .next_attempt_at
                    .filter(|_| delivery.status == DeliveryStatus::Pending)
                    .map(|at| view! { <p class="soft small">"Next attempt " <When at/></p> })}
            </div>
        </details>
    }
}

fn attempt(attempt: Attempt) -> impl IntoView {
    let good = attempt.status_code.is_some_and(|code| (200..300).contains(&code));
    let tone = if good { Tone::Good } else { Tone::Failed };
    let glyph = if good { Glyph::Check } else { Glyph::Failed };
    view! {
        <li>
            <p class="row">
                <span class="soft">{format!("Attempt {}", attempt.number)}</span>
                <Badge tone glyph text=code(&attempt)/>
                <span class="figure small">{format!("{} ms", attempt.response_time)}</span>
                <span class="faint small">
                    <When at=attempt.at/>
                </span>
            </p>
            {attempt.error.map(|error| view! { <p class="wrong small">{error}</p> })}
            {attempt
                .response_body
                .filter(|body| !body.trim().is_empty())
                .map(|body| {
                    view! {
                        <pre class="answer" tabindex="0" aria-label="First bytes of the answer">
                            {body}
                        </pre>
                    }
                })}
        </li>
    }
}

fn code(attempt: &Attempt) -> String {
    attempt.status_code.map_or_else(|| "no answer".to_owned(), |code| code.to_string())
}

fn status_badge(status: DeliveryStatus) -> impl IntoView {
    let (tone, glyph, text) = match status {
        DeliveryStatus::Pending => (Tone::Working, Glyph::Waiting, "On its way"),
        DeliveryStatus::Delivered => (Tone::Good, Glyph::Check, "Delivered"),
        DeliveryStatus::Failed => (Tone::Failed, Glyph::Failed, "Failed"),
    };
    view! { <Badge tone glyph text/> }
}
