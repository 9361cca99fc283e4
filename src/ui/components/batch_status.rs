//! How a batch goes: its state in a word, and its files as a bar.

use super::{
    badge::{Badge, Tone},
    icon::Glyph,
};
use crate::domain::batch::{BatchStatus, Counts};
use leptos::prelude::*;

/// Follows its signal.
#[component]
pub fn BatchBadge(#[prop(into)] status: Signal<BatchStatus>) -> impl IntoView {
    move || {
        let status = status.get();
        let (tone, glyph, text) = match status {
            BatchStatus::Processing => (Tone::Working, Glyph::Spinner, "Processing"),
            BatchStatus::Completed => (Tone::Good, Glyph::Check, "Completed"),
            BatchStatus::Partial => (Tone::Doubtful, Glyph::Warning, "Partial"),
        };
        view! { <span data-status=status.as_str()><Badge tone glyph text/></span> }
    }
}

/// One part for each way in which a file can end, and the same in words.
#[component]
pub fn BatchBar(#[prop(into)] counts: Signal<Counts>) -> impl IntoView {
    let parts = move || {
        let Counts { completed_files, failed_files, cancelled_files, .. } = counts.get();
        let mut start = 0;
        [("good", completed_files), ("failed", failed_files), ("cancelled", cancelled_files)]
            .map(|(class, width)| {
                start += width;
                view! { <rect class=class x=start - width width=width height="1"></rect> }
            })
            .into_iter()
            .collect_view()
    };
    let view_box = move || format!("0 0 {} 1", counts.with(|counts| counts.total_files.max(1)));
    view! {
        <span class="batch-bar">
            <svg
                viewBox=view_box
                preserveAspectRatio="none"
                role="progressbar"
                aria-label="Files that have ended"
                aria-valuemin="0"
                aria-valuemax=move || counts.get().total_files
                aria-valuenow=move || counts.get().ended()
            >
                {parts}
            </svg>
            <span class="small soft figure">{move || spoken(counts.get())}</span>
        </span>
    }
}

/// `45 of 47, 2 failed`
fn spoken(counts: Counts) -> String {
    let mut text = format!("{} of {}", counts.ended(), counts.total_files);
    for (count, word) in [(counts.failed_files, "failed"), (counts.cancelled_files, "cancelled")] {
        if count > 0 {
            text = format!("{text}, {count} {word}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_went_wrong_is_named() {
        let counts = Counts { total_files: 47, completed_files: 44, failed_files: 0, cancelled_files: 0 };
        assert_eq!(spoken(counts), "44 of 47");
        assert_eq!(spoken(Counts { failed_files: 2, cancelled_files: 1, ..counts }), "47 of 47, 2 failed, 1 cancelled");
    }
}
