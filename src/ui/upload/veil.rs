//! The whole page as a drop target: a veil while files hover, and files pasted anywhere.

use super::{Uploads, files};
use crate::ui::{
    components::{Glyph, Icon},
    place::use_project,
};
use leptos::{
    ev::{self, DragEvent},
    prelude::*,
};

/// Listens on the window as long as the frame stands.
#[component]
pub fn Veil() -> impl IntoView {
    let uploads = expect_context::<Uploads>();
    let project = use_project();
    let hovering = RwSignal::new(false);
    Effect::new(move || {
        let accepts = move |event: &DragEvent| {
            project.with_untracked(Option::is_some)
                && event.data_transfer().is_some_and(|transfer| files::carries_files(&transfer))
        };
        let over = window_event_listener(ev::dragover, move |event| {
            if accepts(&event) {
                event.prevent_default();
                hovering.set(true);
            }
        });
        // Leaving an element for another one inside the window has a related target; leaving the window has none.
        let leave = window_event_listener(ev::dragleave, move |event| {
            if event.related_target().is_none() {
                hovering.set(false);
            }
        });
        let drop = window_event_listener(ev::drop, move |event| {
            hovering.set(false);
            if accepts(&event) {
                event.prevent_default();
                uploads.take(files::of_list(event.data_transfer().and_then(|transfer| transfer.files())));
            }
        });
        let paste = window_event_listener(ev::paste, move |event| {
            let pasted = files::of_list(event.clipboard_data().and_then(|transfer| transfer.files()));
            if !pasted.is_empty() {
                event.prevent_default();
                uploads.take(pasted);
            }
        });
        on_cleanup(move || {
            over.remove();
            leave.remove();
            drop.remove();
            paste.remove();
        });
    });
    view! {
        <div class="veil" hidden=move || !hovering.get()>
            <div>
                <Icon glyph=Glyph::Upload/>
                "Drop to upload"
            </div>
        </div>
    }
}
