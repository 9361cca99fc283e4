//! The entries: a line each, opened for what was changed and from where.

use super::change::Changes;
use crate::{
    domain::audit::{ActorKind, AuditEntry},
    ui::components::{Glyph, Icon, When},
};
use leptos::prelude::*;

#[component]
pub fn Rows(entries: Vec<AuditEntry>) -> impl IntoView {
    view! {
        <section class="card audit" aria-label="Entries" data-testid="audit">
            <div class="entry captions" aria-hidden="true">
                <span>"Who"</span>
                <span>"Did"</span>
                <span>"To"</span>
                <span>"When"</span>
            </div>
            {entries.into_iter().map(row).collect_view()}
        </section>
    }
}

fn row(entry: AuditEntry) -> impl IntoView {
    let glyph = match entry.actor.kind {
        ActorKind::Person => Glyph::Person,
        ActorKind::Token => Glyph::Key,
        ActorKind::System => Glyph::Engine,
        ActorKind::Link => Glyph::External,
    };
    let whose = entry.actor.id.clone().map(|id| format!("?actor={id}"));
    let label = if entry.entity.label.is_empty() { entry.entity.id.clone() } else { entry.entity.label.clone() };
    view! {
        <details data-action=entry.action.clone()>
            <summary class="entry">
                <span class="who">
                    <Icon glyph/>
                    {entry.actor.name}
                </span>
                <span>
                    <code>{entry.action.clone()}</code>
                </span>
                <span class="what">{label}</span>
                <span class="soft small">
                    <When at=entry.created_at/>
                </span>
            </summary>
            <div class="more">
                <Changes change=entry.change/>
                <dl class="facts small">
                    <dt>"Entity"</dt>
                    <dd>
                        {entry.entity.kind} " " <code>{entry.entity.id}</code>
                    </dd>
                    {entry.ip.map(|ip| view! { <dt>"Address"</dt><dd><code>{ip}</code></dd> })}
                    {entry.user_agent.map(|agent| view! { <dt>"Program"</dt><dd>{agent}</dd> })}
                    <dt>"Entry"</dt>
                    <dd>
                        {entry.sequence} " " <code>{entry.id.to_string()}</code>
                    </dd>
                    <dt>"Fingerprint"</dt>
                    <dd>
                        <code class="hash">{entry.hash}</code>
                    </dd>
                </dl>
                {whose.map(|href| view! { <a class="small" href=href>"All that they did"</a> })}
            </div>
        </details>
    }
}
