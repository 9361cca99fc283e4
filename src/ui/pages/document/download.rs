//! What can be taken along: the result in its forms, the pages as text, the original.

use crate::{
    domain::{
        document::{Document, DocumentDetail, DocumentStatus},
        export::ExportFormat,
        id::ProcessingId,
    },
    ui::components::{Glyph, Menu, MenuFile},
};
use leptos::prelude::*;
use serde_json::Value;

/// A run that has a result.
#[derive(Clone, PartialEq)]
struct Ready {
    run: ProcessingId,
    has_items: bool,
    /// A file of data has no pages to print.
    has_pages: bool,
}

#[component]
pub fn Download(detail: RwSignal<DocumentDetail>) -> impl IntoView {
    let original = detail.with_untracked(|detail| original(&detail.document));
    let ready = Memo::new(move |_| detail.with(ready));
    move || {
        let (ready, original) = (ready.get(), original.clone());
        (ready.is_some() || original.is_some()).then(|| {
            view! {
                <Menu id="menu-download" label="Download" glyph=Glyph::Download>
                    {ready.map(|ready| files(&ready))}
                    {original.map(|href| view! { <MenuFile href label="Original file"/> })}
                </Menu>
            }
        })
    }
}

fn original(document: &Document) -> Option<String> {
    let is_there = document.status != DocumentStatus::RetentionExpired;
    is_there.then(|| format!("/documents/{}/file", document.id))
}

fn ready(detail: &DocumentDetail) -> Option<Ready> {
    let result = detail.processing.result.as_ref()?;
    Some(Ready {
        run: detail.processing.id.clone(),
        has_items: has_items(result),
        has_pages: detail.processing.mime_type != "application/xml",
    })
}

/// Does a list of line items stand anywhere in it?
fn has_items(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.values().any(has_items),
        Value::Array(items) => items.iter().any(Value::is_object),
        _ => false,
    }
}

fn files(ready: &Ready) -> impl IntoView + use<> {
    let href = |format: ExportFormat| address(&ready.run, format);
    let items = format!("{}&rows=items", href(ExportFormat::Csv));
    view! {
        <p class="title">"Data"</p>
        <MenuFile href=href(ExportFormat::Json) label="JSON"/>
        <MenuFile href=href(ExportFormat::Csv) label="CSV"/>
        {ready.has_items.then(|| view! { <MenuFile href=items label="CSV, line items" hint="a row each"/> })}
        <MenuFile href=href(ExportFormat::Xlsx) label="Excel"/>
        <MenuFile href=href(ExportFormat::Xml) label="XML"/>
        <hr/>
        <p class="title">"Pages"</p>
        <MenuFile href=href(ExportFormat::Text) label="Text"/>
        <MenuFile href=href(ExportFormat::Html) label="HTML"/>
        <MenuFile href=href(ExportFormat::Docx) label="Word"/>
        {ready.has_pages.then(|| view! { <MenuFile href=href(ExportFormat::Pdf) label="Searchable PDF"/> })}
        <hr/>
    }
}

/// Where a run is had as a file.
pub fn address(run: &ProcessingId, format: ExportFormat) -> String {
    format!("/processing-history/{run}/export?format={}", format.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn line_items_are_found_wherever_they_stand() {
        assert!(has_items(&json!({ "a": 1, "order": { "lines": [{ "amount": 1 }] } })));
        assert!(!has_items(&json!({ "a": 1, "tags": ["x"], "lines": [] })));
    }
}
