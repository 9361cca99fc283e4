//! Files beside a template that guide its reading.

use crate::{
    domain::{reference::ReferenceFile, template::Template, text::megabytes},
    ui::components::{Card, ErrorNote, Note, Table, Tone, When},
    web::server_fns::templates::RemoveReferenceFile,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The list, and a plain form that brings one more: it needs no script.
#[component]
pub fn References(template: Template) -> impl IntoView {
    let remove = ServerAction::<RemoveReferenceFile>::new();
    let query = use_query_map();
    let refused = move || query.with(|query| query.get("referenceError"));
    let has_some = !template.reference_files.is_empty();
    let is_full = template.reference_files.len() >= ReferenceFile::MOST;
    let target = format!("/app/{}/templates/{}/reference-files", template.project_id, template.id);
    let id = template.id.to_string();
    let rows = template.reference_files.into_iter().map(|file| line(file, id.clone(), remove)).collect_view();
    view! {
        <div class="references">
            <Card title="Reference files">
                {move || refused().map(|message| view! { <Note tone=Tone::Failed>{message}</Note> })}
                {move || remove.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
                <p class="soft">
                    "Lists and notes that guide the reading, such as your vendors or account codes. A CSV column named like a field says how the values of that field are written."
                </p>
                {has_some
                    .then(|| {
                        view! {
                            <Table columns=&[("Name", ""), ("Size", "num tight"), ("Added", "tight"), ("", "tight")] label="Reference files">
                                {rows}
                            </Table>
                        }
                    })}
                {(!is_full)
                    .then(|| {
                        view! {
                            <form class="import" method="post" enctype="multipart/form-data" action=target>
                                <input
                                    class="input"
                                    type="file"
                                    name="file"
                                    accept=".csv,.tsv,.txt,.json,.md,text/csv,text/plain,application/json,text/markdown"
                                    required
                                    aria-label="Reference file"
                                />
                                <button class="button">"Add"</button>
                                <span class="faint small">
                                    {format!(
                                        "CSV, JSON, Markdown or text, at most {} and {} files.",
                                        megabytes(ReferenceFile::MAX_BYTES as u64),
                                        ReferenceFile::MOST,
                                    )}
                                </span>
                            </form>
                        }
                    })}
            </Card>
        </div>
    }
}

fn line(file: ReferenceFile, template: String, remove: ServerAction<RemoveReferenceFile>) -> impl IntoView {
    let address = format!("/templates/{template}/reference-files/{}", file.id);
    let label = format!("Remove {}", file.name);
    view! {
        <tr>
            <td class="head">
                <a href=address rel="external" download="">
                    {file.name}
                </a>
            </td>
            <td class="num tight soft" data-label="Size">{megabytes(file.file_size.unsigned_abs())}</td>
            <td class="tight soft" data-label="Added">
                <When at=file.created_at/>
            </td>
            <td class="tight">
                <ActionForm action=remove>
                    <input type="hidden" name="template" value=template/>
                    <input type="hidden" name="file" value=file.id.to_string()/>
                    <button class="button quiet small" aria-label=label disabled=move || remove.pending().get()>
                        "Remove"
                    </button>
                </ActionForm>
            </td>
        </tr>
    }
}
