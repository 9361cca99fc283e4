//! Dialogs: native popovers, so they open, close and give the focus back without script.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// A dialog; whatever carries `popovertarget=id` opens it, Escape or a click beside it closes it.
#[component]
pub fn Dialog(id: &'static str, #[prop(into)] title: String, children: Children) -> impl IntoView {
    let heading = format!("{id}-title");
    view! {
        <div class="dialog" id=id popover="auto" role="dialog" aria-labelledby=heading>
            <header>
                <h2 id=heading.clone()>{title}</h2>
                <button
                    type="button"
                    class="button quiet icon-only"
                    popovertarget=id
                    popovertargetaction="hide"
                    aria-label="Close"
                >
                    <Icon glyph=Glyph::Close/>
                </button>
            </header>
            <div class="body">{children()}</div>
        </div>
    }
}

/// The button that opens the dialog `opens`.
#[component]
pub fn DialogButton(
    opens: &'static str,
    #[prop(default = "button")] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <button type="button" class=class popovertarget=opens>
            {children()}
        </button>
    }
}
