//! Taking a bot away, after a question.

use crate::{
    domain::line::LineChannel,
    ui::components::{Dialog, DialogButton, ErrorNote},
    web::server_fns::line::DeleteLine,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn Removal(channel: LineChannel, delete: ServerAction<DeleteLine>) -> impl IntoView {
    view! {
        <DialogButton opens="delete-line" class="button danger">
            "Remove"
        </DialogButton>
        <Dialog id="delete-line" title="Remove the bot?">
            <p class="soft">
                "Nothing more is taken from its chat, and what waits to be fetched or answered is dropped. Documents that it brought stay. Its keys are forgotten; to connect it again you need them anew."
            </p>
            {move || delete.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
            <ActionForm action=delete>
                <input type="hidden" name="channel" value=channel.id.to_string()/>
                <button class="button danger" disabled=move || delete.pending().get()>
                    "Remove bot"
                </button>
            </ActionForm>
        </Dialog>
    }
}
