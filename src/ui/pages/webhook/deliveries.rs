//! The log: what was sent, how often it was tried and what came back.

use super::{
    attempts::{Attempts, code, status_badge},
    filter::{Filter, LogFilter},
};
use crate::{
    domain::{list::Paged, webhook::Delivery},
    ui::components::{Empty, Glyph, Icon, Pager, When},
};
use leptos::prelude::*;

#[component]
pub fn Log(deliveries: Paged<Delivery>, filter: Filter) -> impl IntoView {
    let Paged { data, page, limit, total, .. } = deliveries;
    if total == 0 && filter.is_all() {
        return view! {
            <Empty
                glyph=Glyph::Webhook
                title="Nothing was sent yet"
                text="The next event that it asks for is reported here, with every attempt and its answer. Send a test to see one now."
            />
        }
        .into_any();
    }
    view! {
        <LogFilter filter/>
        {if data.is_empty() {
            view! {
                <p class="none soft">
                    <Icon glyph=Glyph::Search/>
                    "No delivery is like this. "
                    <a href="?">"Show all"</a>
                </p>
            }
                .into_any()
        } else {
            view! { <Rows data/> }.into_any()
        }}
        <Pager page limit total href=move |page| filter.on_page(page).query()/>
    }
    .into_any()
}

#[component]
fn Rows(data: Vec<Delivery>) -> impl IntoView {
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
            {data.into_iter().map(row).collect_view()}
        </section>
    }
}

fn row(delivery: Delivery) -> impl IntoView {
    let last = delivery.attempts.last();
    let answer = last.map_or_else(String::new, code);
    let time = last.map_or_else(String::new, |attempt| format!("{} ms", attempt.response_time));
    let count = delivery.attempts.len();
    let href = format!("{}/{}", delivery.webhook_id, delivery.id);
    let (id, event, test) = (delivery.id.to_string(), delivery.event_id.to_string(), delivery.test);
    let (name, status, at) = (delivery.event_type.as_str(), delivery.status, delivery.created_at);
    view! {
        <details data-delivery=id>
            <summary class="delivery">
                <span>
                    <code>{name}</code>
                    {test.then(|| view! { " " <span class="chip">"test"</span> })}
                </span>
                <span>{status_badge(status)}</span>
                <span class="num" data-label="attempts">{count}</span>
                <span class="num">{answer}</span>
                <span class="num soft">{time}</span>
                <span class="soft small">
                    <When at/>
                </span>
            </summary>
            <div class="attempts">
                <p class="faint small">
                    "Event " <code>{event}</code> " · "
                    <a href=href>"What was sent, and send again"</a>
                </p>
                <Attempts delivery/>
            </div>
        </details>
    }
}
