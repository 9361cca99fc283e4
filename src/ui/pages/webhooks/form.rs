//! The fields of an endpoint, for a new one and for a change.

use crate::{
    domain::{
        event::EventType,
        webhook::{MAX_ATTEMPTS, PayloadStyle},
        webhook_form::WebhookForm,
    },
    ui::components::{SelectField, TextArea, TextField},
};
use leptos::prelude::*;

/// `error` says what was wrong with a field.
#[component]
pub fn WebhookFields<E>(form: WebhookForm, error: E) -> impl IntoView
where
    E: Fn(&'static str) -> Signal<Option<String>>,
{
    let styles = [
        (PayloadStyle::Standard, "Standard: envelope and payload"),
        (PayloadStyle::Flat, "Flat: the older shape, fields beside the event"),
    ];
    let styles = styles.map(|(style, word)| (style.as_str().to_owned(), word.to_owned()));
    let more: Vec<(String, String)> = (1..=MAX_ATTEMPTS).map(|n| (n.to_string(), attempts_word(n))).collect();
    let open = !form.headers.is_empty() || !form.description.is_empty();
    let attempts = form.attempts.unwrap_or(DEFAULT_ATTEMPTS).to_string();
    view! {
        <TextField
            label="Name"
            name="form[name]"
            value=form.name
            placeholder="Accounting system"
            required=true
            error=error("name")
        />
        <TextField
            label="Address"
            name="form[url]"
            kind="url"
            value=form.url
            placeholder="https://example.com/hooks/ocriva"
            hint="Answers with a 2xx status within 15 seconds."
            required=true
            error=error("url")
        />
        <Events chosen=form.events/>
        <details class="options" open=open>
            <summary>"More options"</summary>
            <div class="form">
                <TextField
                    label="Description"
                    name="form[description]"
                    value=form.description
                    placeholder="Who looks after it, and what it does"
                    error=error("description")
                />
                <TextArea
                    label="Headers"
                    name="form[headers]"
                    value=form.headers
                    placeholder="Authorization: Bearer …"
                    hint="One a line, sent with every request. Values are kept sealed and shown to nobody."
                    error=error("headers")
                />
                <SelectField
                    label="Payload"
                    name="form[payload_style]"
                    options=styles.to_vec()
                    value=form.payload_style.as_str()
                />
                <SelectField
                    label="Attempts"
                    name="form[attempts]"
                    options=more
                    value=attempts
                    hint="After 10 s, 1 min, 6 min, 36 min, 3.6 h, then every 6 h."
                    error=error("attempts")
                />
            </div>
        </details>
    }
}

/// What a new endpoint begins with.
const DEFAULT_ATTEMPTS: i32 = 3;

fn attempts_word(n: i32) -> String {
    match n {
        1 => "1, never again".to_owned(),
        MAX_ATTEMPTS => format!("{n}, over about 28 hours"),
        n => n.to_string(),
    }
}

#[component]
fn Events(chosen: Vec<EventType>) -> impl IntoView {
    view! {
        <fieldset class="field">
            <legend class="label">"Events"</legend>
            {EventType::ALL
                .iter()
                .map(|event| {
                    let about = match event {
                        EventType::DocumentUploaded => "a file was accepted",
                        EventType::DocumentProcessed => "its fields are there",
                        EventType::DocumentFailed => "it could not be read",
                        EventType::BatchUploaded => "all its files were accepted",
                        EventType::BatchCompleted => "its last file was done",
                        EventType::TemplateCreated => "a template was made",
                        EventType::TemplateUpdated => "a template was changed",
                        EventType::TemplateDeleted => "a template was removed",
                    };
                    view! {
                        <label class="check">
                            <input
                                type="checkbox"
                                name="form[events][]"
                                value=event.as_str()
                                checked=chosen.contains(event)
                            />
                            <span>
                                <code>{event.as_str()}</code>
                                <span class="faint small">" " {about}</span>
                            </span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}
