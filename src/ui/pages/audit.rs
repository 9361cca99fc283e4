//! The audit trail of the organization: who did what, when and from where.

mod change;
mod filter;
mod rows;

use self::{
    filter::{AuditFilterForm, query, wanted},
    rows::Rows,
};
use crate::{
    ui::components::{Empty, Glyph, Icon, PageError, PageHeader, Pager},
    web::server_fns::audit::{AuditPage, AuditQuery, list_audit},
};
use leptos::prelude::*;

#[component]
pub fn AuditTrailPage() -> AnyView {
    let wanted = wanted();
    let page = Resource::new(move || wanted.get(), list_audit);
    view! {
        <PageHeader
            title="Audit trail"
            text="Everything that was changed in this organization, and by whom. It can be added to and nothing else: every entry carries the fingerprint of the one before it."
        />
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let asked = wanted.get_untracked();
                match page.await {
                    Ok(page) => view! { <Trail page asked/> }.into_any(),
                    Err(error) => view! { <PageError error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Trail(page: AuditPage, asked: AuditQuery) -> impl IntoView {
    let AuditPage { organization, entries } = page;
    let export = format!("/audit/export{}", query(&asked, Some(&organization), None));
    let (page, limit, total) = (entries.page, entries.limit, entries.total);
    let pages = asked.clone();
    view! {
        <div class="audit-bar">
            <AuditFilterForm asked/>
            <a class="button" href=export download="">
                <Icon glyph=Glyph::Download/>
                "CSV"
            </a>
        </div>
        {if entries.data.is_empty() {
            view! {
                <Empty glyph=Glyph::Search title="Nothing like this" text="No entry is like this. Widen the span, or take the filter away.">
                    <a class="button" href="?">
                        "Show everything"
                    </a>
                </Empty>
            }
                .into_any()
        } else {
            view! { <Rows entries=entries.data/> }.into_any()
        }}
        <Pager page limit total href=move |page| query(&pages, None, Some(page))/>
    }
}
