//! The keyboard: `j`/`k` or arrows to the neighbours, `+`/`−`/`0` for the zoom, `n` to the next doubtful field, `e`
//! to correct the lit one.

use super::{
    edit::Editing,
    lit::{Lit, Pane},
    toolbar::Zoom,
};
use leptos::{
    ev::{KeyboardEvent, keydown},
    leptos_dom::helpers::window_event_listener,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::Element,
};
use leptos_router::hooks::use_navigate;

/// Where keys are text, or move something of their own.
const TYPING: &str = "input, textarea, select, [contenteditable], [popover]:popover-open";
/// Where arrow keys scroll.
const SCROLLING: &str = ".pages, .lines-box, pre, .tabs";

/// Listens for as long as the document is open; `doubtful` are the paths that ask for a look.
pub fn listen(previous: Option<String>, next: Option<String>, doubtful: Memo<Vec<String>>) {
    let (zoom, lit, editing) = (expect_context::<Zoom>(), expect_context::<Lit>(), expect_context::<Editing>());
    let navigate = use_navigate();
    Effect::new(move || {
        let (previous, next, navigate) = (previous.clone(), next.clone(), navigate.clone());
        let go = move |to: &Option<String>| {
            if let Some(to) = to {
                navigate(to, leptos_router::NavigateOptions::default());
            }
        };
        let listener = window_event_listener(keydown, move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() || is_within(&event, TYPING) {
                return;
            }
            let arrows = !is_within(&event, SCROLLING);
            match event.key().as_str() {
                "j" => go(&next),
                "k" => go(&previous),
                "ArrowRight" if arrows => go(&next),
                "ArrowLeft" if arrows => go(&previous),
                "+" | "=" => zoom.larger(),
                "-" => zoom.smaller(),
                "0" => zoom.fit(),
                "n" => choose_next(lit, &doubtful.get_untracked()),
                "e" => {
                    if let Some(path) = untrack(move || lit.path()) {
                        // Or the letter lands in the field that it opens.
                        event.prevent_default();
                        editing.open(&path);
                    }
                }
                "Escape" => lit.clear(),
                _ => {}
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// Lights the field after the lit one, from the beginning when it was the last.
pub fn choose_next(lit: Lit, paths: &[String]) {
    let at = untrack(move || lit.path()).and_then(|path| paths.iter().position(|one| *one == path));
    let next = at.map_or(0, |at| (at + 1) % paths.len());
    if let Some(path) = paths.get(next) {
        lit.choose(path, Pane::Keys);
    }
}

fn is_within(event: &KeyboardEvent, selector: &str) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}
