//! What an entry changed: each field before and after.

use leptos::prelude::*;
use serde_json::Value;

#[component]
pub fn Changes(change: Value) -> impl IntoView {
    let fields = change.as_object().cloned().unwrap_or_default();
    if fields.is_empty() {
        return ().into_any();
    }
    let rows = fields.into_iter().map(|(name, both)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="before">{said(&both["before"])}</td>
                <td class="after">{said(&both["after"])}</td>
            </tr>
        }
    });
    view! {
        <div class="changes" tabindex="0" role="group" aria-label="Changes">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Field"</th>
                        <th scope="col">"Before"</th>
                        <th scope="col">"After"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A value as a person reads it.
fn said(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::String(text) if text.is_empty() => "—".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) if all.iter().all(|one| !one.is_object() && !one.is_array()) => {
            all.iter().map(said).collect::<Vec<_>>().join(", ")
        }
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
