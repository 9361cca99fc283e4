//! The batches of a project: how far each is.

use crate::{
    domain::{batch::Batch, list::Paged},
    error::AppError,
    ui::{
        components::{BatchBadge, BatchBar, Empty, Glyph, PageError, PageHeader, Pager, Table, When},
        live::{Live, gathered},
        place::{section, use_project},
    },
    web::server_fns::batches::list_batches,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn BatchesPage() -> AnyView {
    let project = use_project();
    let query = use_query_map();
    let page = Memo::new(move |_| query.with(|query| query.get_str("page").and_then(|page| page.parse().ok())));
    let live = expect_context::<Live>();
    let version = gathered(Memo::new(move |_| live.project()));
    let batches = Resource::new(
        move || (project.get(), page.get(), version.get()),
        |(project, page, _)| async move {
            let project = project.ok_or_else(|| AppError::not_found("project"))?;
            list_batches(project, page).await
        },
    );
    let documents = move || project.get().map(|project| section(&project, "documents")).unwrap_or_default();
    view! {
        <PageHeader title="Batches" text="Files that came in together, and leave together."/>
        <Transition fallback=|| view! { <div class="skeleton tall"></div> }>
            {move || Suspend::new(async move {
                match batches.await {
                    Ok(batches) if batches.total == 0 => nothing_yet(documents()),
                    Ok(batches) => list(batches),
                    Err(error) => view! { <PageError error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

fn nothing_yet(documents: String) -> AnyView {
    view! {
        <Empty
            glyph=Glyph::Batch
            title="No batches yet"
            text="Drop several files at once, up to 50, or send them to /upload/batch: they become a batch with one progress, one webhook at the end and one export."
        >
            <a class="button primary" href=documents>
                "Drop files"
            </a>
        </Empty>
    }
    .into_any()
}

fn list(batches: Paged<Batch>) -> AnyView {
    let Paged { data, page, limit, total, .. } = batches;
    view! {
        <div data-testid="batches">
            <Table
                columns=&[("Name", ""), ("Status", "tight"), ("Files", ""), ("When", "tight")]
                label="Batches"
            >
                {data.into_iter().map(|batch| view! { <Row batch/> }).collect_view()}
            </Table>
        </div>
        <Pager page limit total href=|page| format!("?page={page}")/>
    }
    .into_any()
}

#[component]
fn Row(batch: Batch) -> AnyView {
    let live = expect_context::<Live>();
    let href = format!("{}/{}", section(&batch.project_id, "batches"), batch.id);
    let (status, counts) = (batch.status, batch.counts);
    let heard = Memo::new(move |_| live.heard_batch(&batch.id).filter(|heard| heard.counts.ended() > counts.ended()));
    let status = Signal::derive(move || heard.get().map_or(status, |heard| heard.status));
    let counts = Signal::derive(move || heard.get().map_or(counts, |heard| heard.counts));
    let refused = match batch.refused.len() {
        0 => None,
        1 => Some("1 file was not taken".to_owned()),
        count => Some(format!("{count} files were not taken")),
    };
    view! {
        <tr>
            <td class="head">
                <div class="two-lines">
                    <a class="whole" href=href>
                        {batch.name}
                    </a>
                    {refused.map(|refused| view! { <p class="faint small">{refused}</p> })}
                </div>
            </td>
            <td class="tight">
                <BatchBadge status/>
            </td>
            <td>
                <BatchBar counts/>
            </td>
            <td class="tight soft">
                <When at=batch.created_at/>
            </td>
        </tr>
    }
    .into_any()
}
