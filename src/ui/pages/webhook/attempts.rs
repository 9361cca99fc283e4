//! How often a delivery was tried, and what came back.

use crate::{
    domain::webhook::{Attempt, Delivery, DeliveryStatus},
    ui::components::{Badge, Glyph, Tone, When},
};
use leptos::prelude::*;

/// The attempts of one delivery, and when the next one is due.
#[component]
pub fn Attempts(delivery: Delivery) -> impl IntoView {
    let waits = delivery.status == DeliveryStatus::Pending;
    let next = match delivery.next_attempt_at {
        Some(at) if waits => Some(view! { "Next attempt " <When at/> }.into_any()),
        None if waits => Some("Waits until the endpoint is active again.".into_any()),
        _ if delivery.attempts.is_empty() => Some("Nothing was sent: the endpoint was disabled or deleted.".into_any()),
        _ => None,
    };
    view! {
        <ol>{delivery.attempts.into_iter().map(attempt).collect_view()}</ol>
        {next.map(|next| view! { <p class="soft small">{next}</p> })}
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

/// The status of an answer, or that there was none.
#[must_use]
pub fn code(attempt: &Attempt) -> String {
    attempt.status_code.map_or_else(|| "no answer".to_owned(), |code| code.to_string())
}

#[must_use]
pub fn status_word(status: DeliveryStatus) -> &'static str {
    match status {
        DeliveryStatus::Pending => "On its way",
        DeliveryStatus::Delivered => "Delivered",
        DeliveryStatus::Failed => "Failed",
    }
}

/// Where a delivery is, as a shape and a word.
pub fn status_badge(status: DeliveryStatus) -> impl IntoView {
    let (tone, glyph) = match status {
        DeliveryStatus::Pending => (Tone::Working, Glyph::Waiting),
        DeliveryStatus::Delivered => (Tone::Good, Glyph::Check),
        DeliveryStatus::Failed => (Tone::Failed, Glyph::Failed),
    };
    view! { <Badge tone glyph text=status_word(status)/> }
}
