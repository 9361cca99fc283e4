//! Name, state and the facts of a document.

use super::label::{bytes, duration};
use crate::{
    domain::document::DocumentDetail,
    ui::components::{StatusBadge, When},
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn Head(detail: RwSignal<DocumentDetail>) -> impl IntoView {
    let document = detail.with_untracked(|detail| detail.document.clone());
    let status = Memo::new(move |_| detail.with(|detail| detail.processing.status));
    let time = move || detail.with(|detail| detail.processing.processing_time.map(duration));
    let template = move || {
        detail.with(|detail| {
            let address = format!("/app/{}/templates/{}", detail.document.project_id, detail.processing.template_id);
            (address, format!("{} v{}", detail.template_name, detail.processing.template_version))
        })
    };
    let pages = match document.pages {
        1 => "1 page".to_owned(),
        count => format!("{count} pages"),
    };
    let size = bytes(document.file_size);
    let original = document.duplicate_of.map(|earlier| {
        let address = format!("/app/{}/documents/{earlier}", document.project_id);
        view! { " · same file as " <a href=address>"an earlier one"</a> }
    });
    let batch = document.batch_id.map(|batch| {
        let address = format!("/app/{}/batches/{batch}", document.project_id);
        view! { " · in " <a href=address>"a batch"</a> }
    });
    view! {
        <header class="sheet-head">
            <Title text=document.file_name.clone()/>
            <div class="title">
                <h1 title=document.file_name.clone()>{document.file_name.clone()}</h1>
                <StatusBadge status/>
                <span class="soft small figure">{time}</span>
            </div>
            <p class="faint small">
                {move || {
                    let (href, name) = template();
                    view! { <a href=href>{name}</a> }
                }}
                {format!(" · {pages} · {size} · ")}
                <When at=document.created_at/>
                {original}
                {batch}
            </p>
        </header>
    }
}
