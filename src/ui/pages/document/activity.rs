//! Every step with its time: uploaded, queued, started, completed, each webhook delivery.

use super::label::duration;
use crate::{
    domain::document::Activity,
    ui::components::{Glyph, Icon, When},
};
use leptos::prelude::*;

#[component]
pub fn ActivityList(activity: Vec<Activity>) -> impl IntoView {
    let before: Vec<_> = std::iter::once(None).chain(activity.iter().map(|one| Some(one.at))).collect();
    let lines = activity
        .into_iter()
        .zip(before)
        .map(|(step, before)| {
            let since = before.map(|before| step.at.millis_since(before)).filter(|millis| *millis > 0);
            let glyph = if step.ok { glyph(&step.kind) } else { Glyph::Failed };
            view! {
                <li class:failed=!step.ok data-kind=step.kind>
                    <span class="mark">
                        <Icon glyph/>
                    </span>
                    <div>
                        <p>{(!step.ok).then(|| view! { <span class="unseen">"failed: "</span> })} {step.text}</p>
                        <p class="faint small">
                            <When at=step.at/>
                            {since.map(|millis| format!(" · {} later", duration(millis)))}
                        </p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="activity" data-testid="activity">{lines}</ol> }
}

fn glyph(kind: &str) -> Glyph {
    match kind.split_once('.') {
        Some(("document", _)) => Glyph::Upload,
        Some(("webhook" | "delivery", _)) => Glyph::Webhook,
        Some((_, "completed" | "processed")) => Glyph::Check,
        Some((_, "queued" | "created" | "pending")) => Glyph::Waiting,
        _ => Glyph::Refresh,
    }
}
