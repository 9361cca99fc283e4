//! The files of a batch in the order in which they came; states change in their rows as the server tells of them.

use crate::{
    domain::{
        batch::{BatchDetail, BatchFile},
        id::ProjectId,
    },
    ui::{
        components::{Confidence, FileMark, StatusBadge, Table},
        live::Live,
        place::section,
    },
};
use leptos::prelude::*;

const COLUMNS: [(&str, &str); 4] = [("Name", ""), ("Status", "tight"), ("Confidence", "tight"), ("Pages", "num tight")];

#[component]
pub fn FileTable(detail: RwSignal<BatchDetail>) -> impl IntoView {
    let project = detail.with_untracked(|detail| detail.batch.project_id.clone());
    let rows = move || {
        let files = detail.with(|detail| detail.files.clone());
        files.into_iter().map(|file| view! { <Row project=project.clone() file/> }).collect_view()
    };
    view! {
        <div data-testid="batch-files">
            <Table columns=&COLUMNS label="Files of the batch">
                {rows}
            </Table>
        </div>
    }
}

#[component]
fn Row(project: ProjectId, file: BatchFile) -> AnyView {
    let live = expect_context::<Live>();
    let href = format!("{}/{}", section(&project, "documents"), file.document_id);
    let (fetched, sure) = (file.status, file.confidence);
    let heard = Memo::new(move |_| live.heard(&file.document_id));
    let status = Signal::derive(move || heard.with(|heard| heard.as_ref().map_or(fetched, |heard| heard.status)));
    let confidence = move || heard.with(|heard| heard.as_ref().map_or(sure, |heard| heard.confidence));
    view! {
        <tr>
            <td class="head">
                <span class="document">
                    <FileMark mime_type=file.mime_type/>
                    <span>
                        <a class="whole" href=href>{file.file_name}</a>
                        {file.error_message.map(|reason| view! { <span class="reason small">{reason}</span> })}
                    </span>
                </span>
            </td>
            <td class="tight">
                <StatusBadge status/>
            </td>
            <td class="tight">{move || confidence().map(|value| view! { <Confidence value/> })}</td>
            <td class="num tight soft aside">{file.pages}</td>
        </tr>
    }
    .into_any()
}
