//! Which entries are shown, kept in the address: `?search=ann&action=member&from=2026-03-01`.

use crate::{
    domain::{audit::AuditAction, id::OrgId},
    ui::place::param,
    web::server_fns::audit::AuditQuery,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the address asks for.
pub fn wanted() -> Memo<AuditQuery> {
    let (query, place) = (use_query_map(), param("project"));
    Memo::new(move |_| {
        query.with(|query| {
            let text = |name: &str| query.get_str(name).unwrap_or_default().to_owned();
            AuditQuery {
                place: place.get(),
                actor: text("actor"),
                action: text("action"),
                from: text("from"),
                to: text("to"),
                search: text("search"),
                page: text("page").parse().unwrap_or(1),
            }
        })
    })
}

/// As the query of an address: of this page, or of the API's export where an organization is given.
pub fn query(asked: &AuditQuery, export_of: Option<&OrgId>, page: Option<u64>) -> String {
    let (from, to) = if export_of.is_some() { ("fromDate", "toDate") } else { ("from", "to") };
    let organization = export_of.map(ToString::to_string).unwrap_or_default();
    let page = page.filter(|page| *page > 1).map(|page| page.to_string()).unwrap_or_default();
    let parts = [
        ("organizationId", &organization),
        ("actor", &asked.actor),
        ("action", &asked.action),
        (from, &asked.from),
        (to, &asked.to),
        ("search", &asked.search),
        ("page", &page),
    ];
    let parts = parts.iter().filter(|(_, value)| !value.is_empty());
    format!("?{}", parts.map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&"))
}

/// For the value of a query (RFC 3986).
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Every entity that something is done to, once.
fn entities() -> Vec<&'static str> {
    let mut all: Vec<&str> =
        AuditAction::ALL.iter().map(|action| action.as_str().split('.').next().unwrap_or_default()).collect();
    all.dedup();
    all
}

/// A form that a button sends; the address then says what is shown.
#[component]
pub fn AuditFilterForm(asked: AuditQuery) -> impl IntoView {
    let chosen = asked.action.clone();
    let options = entities()
        .into_iter()
        .map(|entity| {
            let word = entity.replace('_', " ");
            view! {
                <option value=entity selected=entity == chosen>
                    {word}
                </option>
            }
        })
        .collect_view();
    let exact = asked.action.contains('.').then(|| asked.action.clone());
    view! {
        <form method="get" class="audit-filter" role="search">
            <input class="input" type="search" name="search" value=asked.search placeholder="Name, id or address" aria-label="Search"/>
            <select class="input" name="action" aria-label="What it was done to">
                <option value="">"Everything"</option>
                {exact.map(|action| {
                    let word = action.clone();
                    view! { <option value=action selected=true>{word}</option> }
                })}
                {options}
            </select>
            <label class="span">
                <span class="soft small">"From"</span>
                <input class="input" type="date" name="from" value=asked.from/>
            </label>
            <label class="span">
                <span class="soft small">"to"</span>
                <input class="input" type="date" name="to" value=asked.to/>
            </label>
            {(!asked.actor.is_empty()).then(|| view! { <input type="hidden" name="actor" value=asked.actor/> })}
            <button class="button">"Show"</button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_asked_and_no_more() {
        assert_eq!(query(&AuditQuery::default(), None, Some(1)), "?");
        let asked = AuditQuery { search: "a&b ä".into(), from: "2026-03-01".into(), ..AuditQuery::default() };
        assert_eq!(query(&asked, None, Some(2)), "?from=2026-03-01&search=a%26b%20%C3%A4&page=2");
        let export = query(&asked, Some(&OrgId("org_1".into())), None);
        assert_eq!(export, "?organizationId=org_1&fromDate=2026-03-01&search=a%26b%20%C3%A4");
    }

    #[test]
    fn every_entity_is_offered_once() {
        let mut all = entities();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "actions of one entity stand together");
    }
}
