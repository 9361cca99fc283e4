//! When a document could not be read: what happened, what was kept, what to do.

use crate::{
    domain::processing::{Processing, ProcessingStatus},
    ui::components::{Note, Tone},
};
use leptos::prelude::*;

#[component]
pub fn Failure(processing: Processing) -> impl IntoView {
    let tone = if processing.status == ProcessingStatus::Failed { Tone::Failed } else { Tone::Plain };
    let sentence = processing.error_message.unwrap_or_else(|| {
        match processing.status {
            ProcessingStatus::Cancelled => "This run was cancelled. The file is kept; process it again at any time.",
            ProcessingStatus::RetentionExpired => "The file was removed when its retention time was over.",
            _ => "This document could not be read. The file is kept; process it again, or upload a better copy.",
        }
        .to_owned()
    });
    view! {
        <div data-testid="failure">
            <Note tone>
                <p>{sentence}</p>
                {processing.error_code.map(|code| view! { <p class="small soft">"Code " <code>{code}</code></p> })}
            </Note>
        </div>
    }
}
