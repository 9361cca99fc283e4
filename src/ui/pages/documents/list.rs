//! The table of documents; states change in their rows as the server tells of them.

use crate::{
    domain::processing::ProcessingRow,
    ui::{
        components::{Confidence, FileMark, Glyph, Icon, StatusBadge, Table, When},
        live::Live,
        place::section,
    },
};
use leptos::prelude::*;

const COLUMNS: [(&str, &str); 7] = [
    ("Name", ""),
    ("Status", "tight"),
    ("Confidence", "tight"),
    ("Template", ""),
    ("Pages", "num tight"),
    ("Uploaded by", ""),
    ("When", "tight"),
];

#[component]
pub fn DocumentTable(rows: Vec<ProcessingRow>) -> impl IntoView {
    view! {
        <div data-testid="documents">
            <Table columns=&COLUMNS label="Documents">
                {rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
            </Table>
        </div>
    }
}

#[component]
fn Row(row: ProcessingRow) -> AnyView {
    let live = expect_context::<Live>();
    let href = format!("{}/{}", section(&row.project_id, "documents"), row.document_id);
    let batch = row.batch_id.map(|batch| {
        let href = format!("{}/{batch}", section(&row.project_id, "batches"));
        view! {
            <a class="of-batch" href=href title="Its batch" aria-label="Its batch">
                <Icon glyph=Glyph::Batch/>
            </a>
        }
    });
    let (fetched, sure) = (row.status, row.confidence);
    let heard = Memo::new(move |_| live.heard(&row.document_id));
    let status = Signal::derive(move || heard.with(|heard| heard.as_ref().map_or(fetched, |heard| heard.status)));
    let confidence = move || heard.with(|heard| heard.as_ref().map_or(sure, |heard| heard.confidence));
    view! {
        <tr>
            <td class="head">
                <span class="document">
                    <FileMark mime_type=row.mime_type/>
                    <span>
                        <a class="whole" href=href>{row.file_name}</a>
                        {batch}
                        {row.error_message.map(|reason| view! { <span class="reason small">{reason}</span> })}
                    </span>
                </span>
            </td>
            <td class="tight">
                <StatusBadge status/>
            </td>
            <td class="tight">{move || confidence().map(|value| view! { <Confidence value/> })}</td>
            <td class="brief soft">{row.template_name}</td>
            <td class="num tight soft aside">{row.pages}</td>
            <td class="brief soft aside">{row.uploaded_by.unwrap_or_else(|| "API".to_owned())}</td>
            <td class="tight soft">
                <When at=row.created_at/>
            </td>
        </tr>
    }
    .into_any()
}
