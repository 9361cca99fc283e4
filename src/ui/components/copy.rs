//! Copying: a button that puts a text on the clipboard, and code with such a button.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;
use std::time::Duration;

/// How long the button says that it worked.
const THANKS: Duration = Duration::from_secs(2);

/// Puts `text` on the clipboard; not shown without script.
#[component]
pub fn CopyButton(#[prop(into)] text: Signal<String>, #[prop(default = "Copy")] label: &'static str) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        // The browser may refuse; then the text is still there to be selected by hand.
        let _ = window().navigator().clipboard().write_text(&text.get_untracked());
        copied.set(true);
        set_timeout(move || copied.set(false), THANKS);
    };
    view! {
        <button type="button" class="button needs-script" on:click=copy>
            {move || {
                let (glyph, word) = if copied.get() { (Glyph::Check, "Copied") } else { (Glyph::Copy, label) };
                view! {
                    <Icon glyph/>
                    <span aria-live="polite">{word}</span>
                }
            }}
        </button>
    }
}

/// Code to look at and take along.
#[component]
pub fn CodeBlock(#[prop(into)] code: Signal<String>) -> impl IntoView {
    view! {
        <div class="code">
            <pre tabindex="0">
                <code>{code}</code>
            </pre>
            <CopyButton text=code/>
        </div>
    }
}
