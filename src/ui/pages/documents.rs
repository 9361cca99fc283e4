//! The documents of a project: what came in, how each is doing, and the place to drop more.

mod filter;
mod list;

use crate::{
    domain::{list::Paged, processing::ProcessingRow, template::Template},
    error::AppError,
    ui::{
        components::{ErrorNote, Glyph, Icon, Note, PageError, PageHeader, Pager, Tone},
        live::{Live, gathered},
        place::use_project,
        upload::{DropZone, Uploads},
    },
    web::server_fns::{
        documents::{TrySample, list_documents},
        templates::list_templates,
    },
};
use filter::{Export, Filter, StatusFilter};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;
use list::DocumentTable;

#[component]
pub fn DocumentsPage() -> AnyView {
    let project = use_project();
    let filter = Filter::in_address();
    let live = expect_context::<Live>();
    let version = gathered(Memo::new(move |_| live.project()));
    let rows = Resource::new(
        move || (project.get(), filter.get(), version.get()),
        |(project, filter, _)| async move {
            let project = project.ok_or_else(|| AppError::not_found("project"))?;
            list_documents(project, Some(filter.page), filter.status).await
        },
    );
    let templates = Resource::new(
        move || project.get(),
        |project| async move {
            let project = project.ok_or_else(|| AppError::not_found("project"))?;
            list_templates(project).await
        },
    );
    view! {
        <PageHeader title="Documents">
            <Export project filter/>
        </PageHeader>
        <FormRefusal/>
        <Transition fallback=|| view! { <div class="skeleton tall"></div> }>
            {move || Suspend::new(async move {
                let filter = filter.get();
                match (rows.await, templates.await) {
                    (Ok(rows), Ok(templates)) => view! { <Desk rows templates filter/> }.into_any(),
                    (Err(error), _) | (_, Err(error)) => view! { <PageError error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

/// What the plain upload form was refused for; it comes back in the address.
#[component]
fn FormRefusal() -> impl IntoView {
    let query = use_query_map();
    move || {
        let reason = query.with(|query| query.get("uploadError"));
        reason.map(|reason| {
            view! {
                <div class="refusal">
                    <Note tone=Tone::Failed>{reason}</Note>
                </div>
            }
        })
    }
}

/// The drop zone, and below it what has come in.
#[component]
fn Desk(rows: Paged<ProcessingRow>, templates: Vec<Template>, filter: Filter) -> AnyView {
    let project = use_project().get_untracked().unwrap_or_else(|| String::new().into());
    let is_new = rows.total == 0 && filter.status.is_none();
    expect_context::<Uploads>().follows.set(is_new);
    if is_new {
        let sample = ServerAction::<TrySample>::new();
        return view! {
            <div class="first-drop">
                <DropZone project=project.clone() templates large=true/>
                <ActionForm action=sample>
                    <input type="hidden" name="project" value=project.0/>
                    <p class="soft">
                        "Nothing at hand? " <button class="link">"Try a sample invoice"</button>
                        " and watch the fields appear beside the page."
                    </p>
                </ActionForm>
                {move || sample.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
            </div>
        }
        .into_any();
    }
    let Paged { data, page, limit, total, .. } = rows;
    view! {
        <DropZone project templates/>
        <StatusFilter status=filter.status/>
        {if data.is_empty() {
            view! {
                <p class="none soft">
                    <Icon glyph=Glyph::Search/>
                    "No document is in this state. "
                    <a href="?">"Show all"</a>
                </p>
            }
                .into_any()
        } else {
            view! { <DocumentTable rows=data/> }.into_any()
        }}
        <Pager page limit total href=move |page| filter.on_page(page).query()/>
    }
    .into_any()
}
