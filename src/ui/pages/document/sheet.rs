//! The right pane: what the document is, what was read from it, and what can be done.

use super::{
    activity::ActivityList,
    checks::Checks,
    download::Download,
    failure::Failure,
    fields::FieldList,
    head::Head,
    json::JsonView,
    lit::{Lit, Pane},
    progress::Progress,
    reveal,
    summary::Summary,
    tree::Node,
};
use crate::{
    domain::{
        document::{DocumentDetail, DocumentStatus},
        processing::ProcessingStatus,
    },
    ui::components::{ErrorNote, Glyph, Icon, Tab, Tabs},
    web::server_fns::documents::ProcessDocument,
};
use leptos::{html::Div, prelude::*};
use leptos_router::hooks::use_query_map;

/// The tabs by key and word; the first is open when the address names none.
const TABS: [(&str, &str); 3] = [("fields", "Fields"), ("json", "JSON"), ("activity", "Activity")];

#[component]
pub fn Sheet(
    detail: RwSignal<DocumentDetail>,
    nodes: Memo<Vec<Node>>,
    doubtful: Memo<Vec<String>>,
    again: ServerAction<ProcessDocument>,
) -> impl IntoView {
    let lit = expect_context::<Lit>();
    let body = NodeRef::<Div>::new();
    Effect::new(move || {
        if let (Some(path), Some(body)) = (lit.path_for(Pane::Fields), body.get_untracked()) {
            reveal::element(&body, &format!("[data-field=\"{path}\"]"));
        }
    });
    let query = use_query_map();
    let open = Memo::new(move |_| query.with(|query| tab(query.get_str("tab")).to_owned()));
    let address =
        detail.with_untracked(|detail| format!("/app/{}/documents/{}", detail.document.project_id, detail.document.id));
    let tabs = TABS
        .iter()
        .map(|(key, word)| {
            let href = if *key == TABS[0].0 { address.clone() } else { format!("{address}?tab={key}") };
            Tab { key, word, href }
        })
        .collect();
    let content = move || match open.get().as_str() {
        "json" => view! { <JsonView processing=detail.get().processing/> }.into_any(),
        "activity" => view! { <ActivityList activity=detail.get().activity/> }.into_any(),
        _ => reading(detail, nodes, doubtful),
    };
    view! {
        <section class="sheet" aria-label="What was read">
            <Head detail/>
            <Tabs label="Views of the result" tabs current=open/>
            <div class="sheet-body" node_ref=body>
                {move || again.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
                {content}
            </div>
            <Actions detail again/>
        </section>
    }
}

fn reading(detail: RwSignal<DocumentDetail>, nodes: Memo<Vec<Node>>, doubtful: Memo<Vec<String>>) -> AnyView {
    let processing = detail.get().processing;
    match processing.status {
        ProcessingStatus::Pending | ProcessingStatus::InProgress => {
            view! { <Progress status=processing.status position=processing.queue_position/> }.into_any()
        }
        ProcessingStatus::Completed => view! {
            <Summary nodes doubtful confidence=processing.confidence/>
            <FieldList nodes=nodes.get()/>
            <Checks checks=processing.checks/>
        }
        .into_any(),
        _ => view! {
            <Failure processing=processing.clone()/>
            {(processing.result.is_some()).then(|| view! { <FieldList nodes=nodes.get()/> })}
        }
        .into_any(),
    }
}

#[component]
fn Actions(detail: RwSignal<DocumentDetail>, again: ServerAction<ProcessDocument>) -> impl IntoView {
    let (document, has_file) = detail.with_untracked(|detail| {
        (detail.document.id.clone(), detail.document.status != DocumentStatus::RetentionExpired)
    });
    let busy = move || again.pending().get() || detail.with(|detail| !detail.processing.status.is_final());
    let failed = move || detail.with(|detail| detail.processing.status == ProcessingStatus::Failed);
    view! {
        <div class="sheet-actions">
            {has_file
                .then(|| {
                    view! {
                        <ActionForm action=again>
                            <input type="hidden" name="document" value=document.to_string()/>
                            <button class="button" class:primary=failed disabled=busy>
                                <Icon glyph=Glyph::Refresh/>
                                "Process again"
                            </button>
                        </ActionForm>
                    }
                })}
            <Download detail/>
        </div>
    }
}

fn tab(asked: Option<&str>) -> &'static str {
    TABS.iter().map(|(key, _)| *key).find(|key| Some(*key) == asked).unwrap_or(TABS[0].0)
}
