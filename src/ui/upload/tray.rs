//! The tray: every file of this visit with its progress, in the corner of every page.

use super::{State, Upload, Uploads};
use crate::ui::{
    components::{Glyph, Icon, StatusBadge},
    live::Live,
    place::section,
};
use leptos::prelude::*;

/// Shown while there is something in it.
#[component]
pub fn Tray() -> impl IntoView {
    let uploads = expect_context::<Uploads>();
    let is_empty = Memo::new(move |_| uploads.list.with(Vec::is_empty));
    view! {
        <Show when=move || !is_empty.get()>
            <section class="tray" data-testid="upload-tray" aria-label="Uploads">
                <header>
                    <h2 aria-live="polite">{move || summary(&uploads.list.get())}</h2>
                    {move || uploads.batch.get().map(|href| view! { <a class="batch" href=href>"View batch"</a> })}
                    <button
                        type="button"
                        class="button quiet icon-only"
                        aria-label="Clear finished uploads"
                        on:click=move |_| uploads.clear()
                    >
                        <Icon glyph=Glyph::Close/>
                    </button>
                </header>
                <ul>
                    <For each=move || uploads.list.get() key=|upload| upload.id let(upload)>
                        <li>
                            <Line upload/>
                        </li>
                    </For>
                </ul>
            </section>
        </Show>
    }
}

fn summary(list: &[Upload]) -> String {
    let count = |is: fn(&State) -> bool| list.iter().filter(|upload| upload.state.with(is)).count();
    let on_the_way = count(|state| matches!(state, State::Waiting | State::Sending(_)));
    let refused = count(|state| matches!(state, State::Refused(_)));
    match (on_the_way, refused) {
        (0, 0) => format!("{} sent", list.len()),
        (0, _) => format!("{} sent, {refused} refused", list.len() - refused),
        (some, _) => format!("Sending {} of {}", list.len() - some + 1, list.len()),
    }
}

/// One file: its name, and a bar, a link or the reason.
#[component]
fn Line(upload: Upload) -> impl IntoView {
    let live = expect_context::<Live>();
    let Upload { name, state, .. } = upload;
    let end = move || match state.get() {
        State::Waiting => view! { <span class="faint small">"Waiting"</span> }.into_any(),
        State::Sending(percent) => view! {
            <progress max="100" value=percent.to_string() aria-label="Sent"></progress>
            <span class="faint small figure">{format!("{percent} %")}</span>
        }
        .into_any(),
        State::Accepted(accepted) => {
            let href = format!("{}/{}", section(&accepted.project_id, "documents"), accepted.id);
            let id = accepted.id.clone();
            let status = Memo::new(move |_| live.heard(&id).map(|heard| heard.status));
            view! {
                {move || status.get().map(|status| view! { <StatusBadge status=Signal::stored(status)/> })}
                <a href=href>"Open"</a>
            }
            .into_any()
        }
        State::Refused(reason) => view! {
            <span class="reason">
                <Icon glyph=Glyph::Failed/>
                {reason}
            </span>
        }
        .into_any(),
    };
    view! {
        <span class="name" title=name.clone()>{name.clone()}</span>
        {end}
    }
}
