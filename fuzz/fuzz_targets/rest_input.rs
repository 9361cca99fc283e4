//! Queries and bodies of requests: what is refused is refused with a sentence, what is taken is within its limits.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::{
    domain::{id::DocumentId, list::Paged, webhook::NewWebhook},
    error::Kind,
    fuzzing::{DocumentStatus, Filter, Moment, NewTemplate, Timestamp, behind, body, onward, query},
};

fuzz_target!(|text: &str| {
    match query::<Filter<DocumentStatus>>(text).and_then(Filter::read) {
        Ok((paging, filter)) => {
            assert!((1..=100).contains(&paging.limit) && paging.offset() <= 100_000_000_000);
            assert!(filter.named.search.is_none_or(|words| words.chars().count() <= 200));
        }
        Err(error) => assert!(error.kind == Kind::BadRequest && !error.message.is_empty()),
    }

    for refused in [body::<NewTemplate>(text.as_bytes()).err(), body::<NewWebhook>(text.as_bytes()).err()] {
        assert!(refused.is_none_or(|error| error.kind == Kind::BadRequest && !error.message.is_empty()));
    }

    if let Ok(Some(id)) = behind::<DocumentId>(Some(text)) {
        let page = Paged { data: vec![id], page: 1, limit: 1, total: 1, next_cursor: None };
        assert_eq!(onward(page, |id| id).next_cursor.as_deref(), Some(text));
    }

    if let Ok(moment) = serde_json::from_value::<Moment>(text.into()) {
        assert!(moment.start <= moment.end);
    }
    if let Some(moment) = Timestamp::parse(text) {
        assert_eq!(Timestamp::parse(&moment.iso()), Some(moment), "what is taken can be said again");
    }
});
