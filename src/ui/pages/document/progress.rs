//! While a document is waiting or being read: where it is, and room for what is coming.

use crate::{
    domain::processing::ProcessingStatus,
    ui::components::{Glyph, Icon},
};
use leptos::prelude::*;

/// Lines that hold the place of the fields.
const PLACES: usize = 8;

#[component]
pub fn Progress(status: ProcessingStatus, #[prop(optional_no_strip)] position: Option<i64>) -> impl IntoView {
    let reading = status == ProcessingStatus::InProgress;
    let step = |state: &'static str, glyph, text: &'static str| {
        view! {
            <li class=state aria-current=(state == "now").then_some("step")>
                <Icon glyph/>
                {text}
            </li>
        }
    };
    view! {
        <div class="progress" data-testid="progress">
            <ol>
                {step("done", Glyph::Check, "Received, safe on disk")}
                {if reading {
                    step("done", Glyph::Check, "Taken from the queue")
                } else {
                    step("now", Glyph::Waiting, "Waiting for its turn")
                }}
                {if reading {
                    step("now", Glyph::Spinner, "Reading the pages and finding the fields")
                } else {
                    step("next", Glyph::Documents, "Reading the pages and finding the fields")
                }}
            </ol>
            <p class="soft small" aria-live="polite">
                {match position.filter(|_| !reading) {
                    Some(1) => "The document is the next one to be read.".to_owned(),
                    Some(place) => format!("The document is number {place} of those that wait to be read."),
                    None if reading => "The document is being read.".to_owned(),
                    None => "The document is waiting to be read.".to_owned(),
                }}
                <span class="needs-script">" The fields appear here by themselves."</span>
                <span class="without-script">" Load this page again to see the fields."</span>
            </p>
            <div class="places" aria-hidden="true">
                {(0..PLACES)
                    .map(|_| {
                        view! {
                            <div>
                                <span class="skeleton"></span>
                                <span class="skeleton"></span>
                                <span class="skeleton"></span>
                            </div>
                        }
                    })
                    .collect_view()}
            </div>
        </div>
    }
}
