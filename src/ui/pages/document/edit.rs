//! Correcting in place: one value at a time, saved by Enter, left by Escape.

use crate::{
    domain::id::ProcessingId,
    ui::components::{Glyph, Icon},
    web::server_fns::documents::CorrectField,
};
use leptos::{ev::KeyboardEvent, html::Input, prelude::*};

/// Which value is being edited, and the way to save it.
#[derive(Clone, Copy)]
pub struct Editing {
    path: RwSignal<Option<String>>,
    save: ServerAction<CorrectField>,
    saved: RwSignal<usize>,
    processing: Signal<ProcessingId>,
}

impl Editing {
    #[must_use]
    pub fn new(processing: Signal<ProcessingId>) -> Self {
        let (path, save, saved) = (RwSignal::new(None), ServerAction::<CorrectField>::new(), RwSignal::new(0));
        Effect::new(move || {
            if matches!(save.value().get(), Some(Ok(()))) {
                path.set(None);
                saved.update(|saved| *saved += 1);
            }
        });
        Self { path, save, saved, processing }
    }

    /// Opens the value at `path`; what was typed elsewhere and not saved is left.
    pub fn open(self, path: &str) {
        self.save.clear();
        self.path.set(Some(path.to_owned()));
    }

    pub fn close(self) {
        self.path.set(None);
    }

    #[must_use]
    pub fn is(self, path: &str) -> bool {
        self.path.with(|open| open.as_deref() == Some(path))
    }

    /// Takes an entry out of a list: `lineItems[2]`.
    pub fn remove(self, path: String) {
        self.save.dispatch(CorrectField { processing: self.processing.get_untracked(), path, value: String::new() });
    }

    /// Grows with every value that was saved; a refused one keeps what was typed.
    #[must_use]
    pub fn saved(self) -> usize {
        self.saved.get()
    }

    /// What the last save was refused with.
    fn refusal(self) -> Option<String> {
        self.save.value().with(|answer| Some(answer.as_ref()?.as_ref().err()?.message.clone()))
    }
}

/// The form in the place of the value.
#[component]
pub fn Editor(path: String, #[prop(into)] value: String, #[prop(into)] label: String) -> impl IntoView {
    let editing = expect_context::<Editing>();
    let input = NodeRef::<Input>::new();
    Effect::new(move || {
        if let Some(input) = input.get() {
            // Both can only fail for elements that are not on the page.
            let _ = input.focus();
            input.select();
        }
    });
    let leave = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            editing.close();
        }
    };
    let refusal =
        move || editing.refusal().map(|message| view! { <p class="refusal small" role="alert">{message}</p> });
    view! {
        <div class="editor" on:keydown=leave on:click=|event| event.stop_propagation()>
            <ActionForm action=editing.save>
                <input type="hidden" name="processing" value=move || editing.processing.get().to_string()/>
                <input type="hidden" name="path" value=path/>
                <input class="input" name="value" value=value aria-label=label autocomplete="off" node_ref=input/>
                <button class="button primary" disabled=editing.save.pending()>"Save"</button>
                <button type="button" class="button quiet icon-only" aria-label="Cancel" on:click=move |_| editing.close()>
                    <Icon glyph=Glyph::Close/>
                </button>
            </ActionForm>
            {refusal}
        </div>
    }
}

/// The pencil that opens the editor.
#[component]
pub fn EditButton(path: String, #[prop(into)] label: String) -> impl IntoView {
    let editing = expect_context::<Editing>();
    let open = move |event: leptos::ev::MouseEvent| {
        event.stop_propagation();
        editing.open(&path);
    };
    view! {
        <button
            type="button"
            class="button quiet icon-only pencil needs-script"
            aria-label=format!("Correct {label}")
            title="Correct (e)"
            on:click=open
        >
            <Icon glyph=Glyph::Pencil/>
        </button>
    }
}
