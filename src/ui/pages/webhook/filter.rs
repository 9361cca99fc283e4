//! Which deliveries the log shows, kept in the address: `?status=failed&event=document.processed&page=2`.

use super::attempts::status_word;
use crate::domain::{event::EventType, webhook::DeliveryStatus};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    /// From 1.
    pub page: u64,
    pub status: Option<DeliveryStatus>,
    pub event: Option<EventType>,
}

impl Filter {
    pub fn in_address() -> Memo<Self> {
        let query = use_query_map();
        Memo::new(move |_| {
            query.with(|query| Self {
                page: query.get_str("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
                status: query.get_str("status").and_then(DeliveryStatus::parse),
                event: query.get_str("event").and_then(EventType::parse),
            })
        })
    }

    #[must_use]
    pub fn is_all(self) -> bool {
        self.status.is_none() && self.event.is_none()
    }

    #[must_use]
    pub fn on_page(self, page: u64) -> Self {
        Self { page, ..self }
    }

    /// As the query of an address; `?` alone for everything.
    #[must_use]
    pub fn query(self) -> String {
        let status = self.status.map(|status| format!("status={}", status.as_str()));
        let event = self.event.map(|event| format!("event={}", event.as_str()));
        let page = (self.page > 1).then(|| format!("page={}", self.page));
        format!("?{}", status.into_iter().chain(event).chain(page).collect::<Vec<_>>().join("&"))
    }
}

/// The states as links, and the events as a choice that a button sends.
#[component]
pub fn LogFilter(filter: Filter) -> impl IntoView {
    const STATES: [Option<DeliveryStatus>; 4] =
        [None, Some(DeliveryStatus::Pending), Some(DeliveryStatus::Delivered), Some(DeliveryStatus::Failed)];
    let states = STATES.map(|status| {
        let word = status.map_or("All", status_word);
        let href = Filter { page: 1, status, ..filter }.query();
        view! {
            <a href=href aria-current=(status == filter.status).then_some("true")>
                {word}
            </a>
        }
    });
    let events = EventType::ALL.map(|event| {
        view! {
            <option value=event.as_str() selected=filter.event == Some(event)>
                {event.as_str()}
            </option>
        }
    });
    view! {
        <div class="log-filter">
            <nav class="segments filter" aria-label="Show">
                {states}
            </nav>
            <form method="get" class="row">
                {filter.status.map(|status| view! { <input type="hidden" name="status" value=status.as_str()/> })}
                <select class="input" name="event" aria-label="Event">
                    <option value="">"Every event"</option>
                    {events}
                </select>
                <button class="button">"Show"</button>
            </form>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_written_as_short_as_it_can_be() {
        let all = Filter { page: 1, status: None, event: None };
        assert_eq!(all.query(), "?");
        let some = Filter { status: Some(DeliveryStatus::Failed), event: Some(EventType::BatchCompleted), ..all };
        assert_eq!(some.on_page(2).query(), "?status=failed&event=batch.completed&page=2");
    }
}
