//! Stopping a batch, after a question.

use crate::{
    domain::id::BatchId,
    ui::components::{Dialog, DialogButton, ErrorNote},
    web::server_fns::batches::CancelBatch,
};
use leptos::prelude::*;

#[component]
pub fn Cancellation(batch: BatchId, cancel: ServerAction<CancelBatch>) -> impl IntoView {
    view! {
        <DialogButton opens="cancel-batch">"Cancel"</DialogButton>
        <Dialog id="cancel-batch" title="Cancel what is waiting?">
            <p class="soft">
                "Files that nobody has begun to read are left out; those that are being read are finished. All files are kept and can be processed later."
            </p>
            {move || cancel.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
            <ActionForm action=cancel>
                <input type="hidden" name="batch" value=batch.to_string()/>
                <button class="button danger" disabled=move || cancel.pending().get()>
                    "Cancel the rest"
                </button>
            </ActionForm>
        </Dialog>
    }
}
