//! One document: the pages beside what was read from them.

mod activity;
mod boxes;
mod checks;
mod download;
mod edit;
mod failure;
mod fields;
mod head;
mod json;
mod keys;
mod label;
mod line_items;
mod lit;
mod progress;
mod reveal;
mod sheet;
mod summary;
mod toolbar;
mod tree;
mod viewer;

use self::{edit::Editing, lit::Lit, sheet::Sheet, toolbar::Zoom, viewer::Viewer};
use crate::{
    domain::{document::DocumentDetail, id::DocumentId},
    ui::{
        components::{PageError, fresh},
        live::Live,
        place::param,
    },
    web::server_fns::documents::{ProcessDocument, get_document},
};
use leptos::prelude::*;
use serde_json::Value;

#[component]
pub fn DocumentPage() -> AnyView {
    provide_context(Zoom::new());
    let document = param("document");
    let detail = Resource::new(move || document.get(), |document| get_document(DocumentId(document)));
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match detail.await {
                    Ok(detail) => fresh(detail.document.id.to_string(), move || {
                        view! { <Desk detail=detail.clone()/> }.into_any()
                    })
                    .into_any(),
                    Err(error) => view! { <PageError error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

/// The two panes; what changes later changes in place.
#[component]
fn Desk(detail: DocumentDetail) -> impl IntoView {
    provide_context(Lit::new());
    let first = detail.clone();
    let now = RwSignal::new(detail);
    let again = ServerAction::<ProcessDocument>::new();
    let editing = Editing::new(Signal::derive(move || now.with(|detail| detail.processing.id.clone())));
    provide_context(editing);
    keep_fresh(now, again, editing);

    let boxes = Memo::new(move |_| now.with(|detail| boxes::boxes(&detail.processing.fields)));
    let nodes = Memo::new(move |_| {
        now.with(|detail| {
            tree::tree(detail.processing.result.as_ref().unwrap_or(&Value::Null), &detail.processing.fields)
        })
    });
    let doubtful = Memo::new(move |_| nodes.with(|nodes| summary::doubtful(nodes)));
    let address = |id: &DocumentId| format!("/app/{}/documents/{id}", first.document.project_id);
    keys::listen(first.previous.as_ref().map(address), first.next.as_ref().map(address), doubtful);
    view! {
        <div class="document-desk">
            <Viewer detail=first boxes/>
            <Sheet detail=now nodes doubtful again/>
        </div>
    }
}

/// Asks for the document again whenever something happened to it.
fn keep_fresh(now: RwSignal<DocumentDetail>, again: ServerAction<ProcessDocument>, editing: Editing) {
    let id = now.with_untracked(|detail| detail.document.id.clone());
    let live = expect_context::<Live>();
    let version = {
        let id = id.clone();
        Memo::new(move |_| live.document(&id))
    };
    let refresh = Action::new(move |(): &()| get_document(id.clone()));
    Effect::new(move || {
        if let Some(Ok(detail)) = refresh.value().get() {
            now.set(detail);
        }
    });
    Effect::new(move |before: Option<u64>| {
        let version = version.get();
        // What happened between the answer of the server and the first listening was heard by nobody.
        let unheard = before.is_none() && now.with_untracked(|detail| !detail.processing.status.is_final());
        if unheard || before.is_some_and(|before| before != version) {
            refresh.dispatch(());
        }
        version
    });
    Effect::new(move || {
        if again.version().get() + editing.saved() > 0 {
            refresh.dispatch(());
        }
    });
}
