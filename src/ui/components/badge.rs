//! States as a shape and a word.

use super::icon::{Glyph, Icon};
use crate::domain::processing::ProcessingStatus;
use leptos::prelude::*;

/// One of the signals, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Good,
    Working,
    Doubtful,
    Failed,
}

impl Tone {
    /// The class that carries its colours.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Good => "good",
            Self::Working => "working",
            Self::Doubtful => "doubtful",
            Self::Failed => "failed",
        }
    }
}

/// A state in a word with its shape.
#[component]
pub fn Badge(#[prop(optional)] tone: Tone, glyph: Glyph, #[prop(into)] text: String) -> impl IntoView {
    view! {
        <span class=format!("badge {}", tone.class())>
            <Icon glyph/>
            {text}
        </span>
    }
}

/// How a run goes; follows its signal.
#[component]
pub fn StatusBadge(#[prop(into)] status: Signal<ProcessingStatus>) -> impl IntoView {
    move || {
        let status = status.get();
        let (tone, glyph, text) = face(status);
        view! { <span data-status=status.as_str()><Badge tone glyph text/></span> }
    }
}

/// Signal, shape and word of a state.
#[must_use]
pub fn face(status: ProcessingStatus) -> (Tone, Glyph, &'static str) {
    match status {
        ProcessingStatus::Pending => (Tone::Plain, Glyph::Waiting, "Waiting"),
        ProcessingStatus::InProgress => (Tone::Working, Glyph::Spinner, "Reading"),
        ProcessingStatus::Completed => (Tone::Good, Glyph::Check, "Completed"),
        ProcessingStatus::Failed => (Tone::Failed, Glyph::Failed, "Failed"),
        ProcessingStatus::Cancelled => (Tone::Plain, Glyph::Cancelled, "Cancelled"),
        ProcessingStatus::RetentionExpired => (Tone::Plain, Glyph::Trash, "File removed"),
    }
}
