//! What was tried on the result, and how it came out.

use super::lit::{Lit, Pane};
use crate::{
    domain::evidence::Check,
    ui::components::{Glyph, Icon},
};
use leptos::prelude::*;

/// Failed checks first; pointing at one lights the first field it looked at.
#[component]
pub fn Checks(checks: Vec<Check>) -> impl IntoView {
    let (passed, failed): (Vec<_>, Vec<_>) = checks.into_iter().partition(|check| check.passed);
    (!passed.is_empty() || !failed.is_empty()).then(|| {
        view! {
            <section class="checks" aria-label="Checks">
                <h3>"Checks"</h3>
                <ul>{failed.into_iter().chain(passed).map(line).collect_view()}</ul>
            </section>
        }
    })
}

fn line(check: Check) -> impl IntoView {
    let lit = expect_context::<Lit>();
    let path = check.paths.first().cloned().unwrap_or_default();
    let (class, glyph, word) =
        if check.passed { ("good", Glyph::Check, "passed: ") } else { ("failed", Glyph::Failed, "failed: ") };
    view! {
        <li
            class=class
            data-rule=check.rule
            on:mouseenter=move |_| lit.point(&path, Pane::Fields)
            on:mouseleave=move |_| lit.leave()
        >
            <Icon glyph/>
            <span>
                <span class="unseen">{word}</span>
                {check.message}
            </span>
        </li>
    }
}
