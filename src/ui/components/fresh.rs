//! A part of a page that is made anew rather than changed in place.

use leptos::prelude::*;

/// Shows `view`, and throws the old elements away when the next one has another `key`.
///
/// Elements that are changed in place keep what a person did to them: a scrolled pane, a typed-in text area.
pub fn fresh(key: String, view: impl Fn() -> AnyView + Clone + Send + Sync + 'static) -> impl IntoView {
    view! { <For each=move || [key.clone()] key=String::clone children=move |_| view()/> }
}
