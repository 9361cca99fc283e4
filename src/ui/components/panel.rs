//! Panels: page headers, cards, and what stands where nothing is yet.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// The title of a page with its actions on the right; also the title of the window.
#[component]
pub fn PageHeader(
    #[prop(into)] title: String,
    #[prop(optional, into)] text: String,
    /// The actions.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <leptos_meta::Title text=title.clone()/>
        <div class="page-header">
            <div>
                <h1>{title}</h1>
                {(!text.is_empty()).then(|| view! { <p>{text}</p> })}
            </div>
            {children.map(|actions| view! { <div class="actions">{actions()}</div> })}
        </div>
    }
}

/// A bordered section, with a heading if it has a title.
#[component]
pub fn Card(#[prop(optional, into)] title: String, children: Children) -> impl IntoView {
    view! {
        <section class="card">
            {(!title.is_empty()).then(|| view! { <header><h2>{title}</h2></header> })}
            <div class="body">{children()}</div>
        </section>
    }
}

/// Where nothing is yet: what this will hold and one next step.
#[component]
pub fn Empty(
    glyph: Glyph,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    /// The action.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon glyph/>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|actions| view! { <div class="actions">{actions()}</div> })}
        </div>
    }
}
