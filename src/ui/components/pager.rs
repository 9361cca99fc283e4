//! Paging: where in the list we are, and the way to its neighbours.

use super::icon::{Glyph, Icon};
use crate::domain::list::counted;
use leptos::prelude::*;

/// `51–100 of 240` with links; `href` makes the address of a page.
#[component]
pub fn Pager<F>(page: u64, limit: u64, total: u64, href: F) -> impl IntoView
where
    F: Fn(u64) -> String,
{
    let pages = total.div_ceil(limit.max(1)).max(1);
    let first = (page - 1) * limit + 1;
    let last = (page * limit).min(total);
    let step = |to: Option<u64>, glyph, word: &'static str| match to {
        Some(to) => view! { <a class="button icon-only" href=href(to) aria-label=word><Icon glyph/></a> }.into_any(),
        None => view! { <span class="button icon-only" aria-disabled="true"><Icon glyph/></span> }.into_any(),
    };
    (total > 0).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                <span>{format!("{first}–{last} of {}", counted(total))}</span>
                {(pages > 1)
                    .then(|| {
                        view! {
                            <span class="row">
                                {step((page > 1).then(|| page - 1), Glyph::ChevronLeft, "Previous page")}
                                {step((page < pages).then_some(page + 1), Glyph::ChevronRight, "Next page")}
                            </span>
                        }
                    })}
            </nav>
        }
    })
}
