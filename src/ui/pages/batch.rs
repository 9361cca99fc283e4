//! One batch: how far it is, each of its files, and the way to all results at once.

mod cancellation;
mod files;
mod refused;

use self::{cancellation::Cancellation, files::FileTable, refused::Refused};
use crate::{
    domain::{
        batch::BatchDetail,
        export::ExportFormat,
        id::{BatchId, ProjectId},
    },
    ui::{
        components::{BatchBadge, BatchBar, Glyph, Menu, MenuFile, PageError, When, fresh},
        live::{Live, gathered},
        place::{param, section},
    },
    web::server_fns::batches::{CancelBatch, get_batch},
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn BatchPage() -> AnyView {
    let (project, batch) = (param("project"), param("batch"));
    let detail = Resource::new(move || batch.get(), |batch| get_batch(BatchId(batch)));
    let all = move || section(&ProjectId(project.get()), "batches");
    view! {
        <Transition fallback=|| view! { <div class="skeleton tall"></div> }>
            {move || Suspend::new(async move {
                match detail.await {
                    Ok(detail) => fresh(detail.batch.id.to_string(), move || {
                        view! { <Desk detail=detail.clone()/> }.into_any()
                    })
                    .into_any(),
                    Err(error) => view! {
                        <PageError error/>
                        <p>
                            <a href=all()>"All batches"</a>
                        </p>
                    }
                    .into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

/// What changes later changes in place: the menu stays open, the page stays where it was scrolled to.
#[component]
fn Desk(detail: BatchDetail) -> impl IntoView {
    let batch = detail.batch.clone();
    let template = format!("{}/{}", section(&batch.project_id, "templates"), batch.template_id);
    let template_name = detail.template_name.clone();
    let now = RwSignal::new(detail);
    let cancel = ServerAction::<CancelBatch>::new();
    keep_fresh(now, cancel);
    let live = expect_context::<Live>();
    let id = batch.id.clone();
    let state = Memo::new(move |_| {
        let (counts, status) = now.with(|detail| (detail.batch.counts, detail.batch.status));
        let newer = live.heard_batch(&id).filter(|heard| heard.counts.ended() > counts.ended());
        newer.map_or((counts, status), |heard| (heard.counts, heard.status))
    });
    let counts = Signal::derive(move || state.get().0);
    let status = Signal::derive(move || state.get().1);
    let stoppable = batch.id.clone();
    let is_open = Memo::new(move |_| !status.get().is_final());
    view! {
        <Title text=batch.name.clone()/>
        <div class="page-header">
            <div>
                <h1>{batch.name.clone()}</h1>
                <p>
                    <a href=template>{template_name}</a>
                    " · "
                    <When at=batch.created_at/>
                </p>
            </div>
            <div class="actions">
                <Show when=move || is_open.get()>
                    <Cancellation batch=stoppable.clone() cancel/>
                </Show>
                <Export batch=batch.id.clone()/>
            </div>
        </div>
        <div class="batch-progress" data-testid="batch-progress">
            <BatchBadge status/>
            <BatchBar counts/>
        </div>
        <Refused files=batch.refused.clone()/>
        <FileTable detail=now/>
    }
}

/// Asks for the batch again when something happened to it, or may have.
fn keep_fresh(now: RwSignal<BatchDetail>, cancel: ServerAction<CancelBatch>) {
    let id = now.with_untracked(|detail| detail.batch.id.clone());
    let live = expect_context::<Live>();
    let version = {
        let id = id.clone();
        gathered(Memo::new(move |_| live.batch(&id)))
    };
    let refresh = Action::new(move |(): &()| get_batch(id.clone()));
    Effect::new(move || {
        if let Some(Ok(detail)) = refresh.value().get() {
            now.set(detail);
        }
    });
    Effect::new(move |before: Option<u64>| {
        let version = version.get() + cancel.version().get() as u64;
        // What happened between the answer of the server and the first listening was heard by nobody.
        let unheard = before.is_none() && now.with_untracked(|detail| !detail.batch.status.is_final());
        if unheard || before.is_some_and(|before| before != version) {
            refresh.dispatch(());
        }
        version
    });
}

/// All results as one file, also of a batch that is not through.
#[component]
fn Export(batch: BatchId) -> impl IntoView {
    let href = move |format: ExportFormat, rows: &'static str| {
        format!("/batches/{batch}/export?format={}{rows}", format.as_str())
    };
    view! {
        <Menu id="menu-export" label="Export" glyph=Glyph::Download>
            <MenuFile href=href(ExportFormat::Csv, "") label="CSV" hint="a row per document"/>
            <MenuFile href=href(ExportFormat::Csv, "&rows=items") label="CSV, line items" hint="a row each"/>
            <MenuFile href=href(ExportFormat::Xlsx, "") label="Excel"/>
            <MenuFile href=href(ExportFormat::Json, "") label="JSON"/>
        </Menu>
    }
}
