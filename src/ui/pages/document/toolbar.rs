//! Above the pages: the neighbours in the list, the page in view, the zoom.

use crate::{
    domain::{document::DocumentDetail, id::DocumentId, list::counted},
    ui::components::{Glyph, Icon},
};
use leptos::prelude::*;

/// The steps of the zoom, in percent of the pane's width.
const STEPS: [u16; 7] = [50, 75, 100, 125, 150, 200, 300];
/// Fits the width of the pane.
const FIT: usize = 2;

/// How large the pages are; kept from document to document.
#[derive(Clone, Copy)]
pub struct Zoom(RwSignal<usize>);

impl Zoom {
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(FIT))
    }

    #[must_use]
    pub fn percent(self) -> u16 {
        STEPS[self.0.get()]
    }

    #[must_use]
    pub fn is_enlarged(self) -> bool {
        self.0.get() > FIT + 1
    }

    pub fn larger(self) {
        self.0.update(|step| *step = (*step + 1).min(STEPS.len() - 1));
    }

    pub fn smaller(self) {
        self.0.update(|step| *step = step.saturating_sub(1));
    }

    pub fn fit(self) {
        self.0.set(FIT);
    }
}

impl Default for Zoom {
    fn default() -> Self {
        Self::new()
    }
}

#[component]
pub fn Toolbar(detail: DocumentDetail, current: RwSignal<u32>, pages: u32) -> impl IntoView {
    let zoom = expect_context::<Zoom>();
    let href = {
        let project = detail.document.project_id.clone();
        move |document: &DocumentId| format!("/app/{project}/documents/{document}")
    };
    view! {
        <div class="toolbar">
            <nav class="neighbours" aria-label="Documents">
                <Neighbour href=detail.previous.as_ref().map(&href) glyph=Glyph::ChevronLeft word="Newer document (k)"/>
                <span class="figure">{format!("{} of {}", counted(detail.position.into()), counted(detail.total.into()))}</span>
                <Neighbour href=detail.next.as_ref().map(&href) glyph=Glyph::ChevronRight word="Older document (j)"/>
            </nav>
            {(pages > 0)
                .then(|| view! { <span class="figure soft">"page " {move || current.get()} "/" {pages}</span> })}
            <div class="zoom needs-script" role="group" aria-label="Zoom">
                <button type="button" class="button quiet icon-only" aria-label="Smaller (−)" on:click=move |_| zoom.smaller()>
                    "−"
                </button>
                <button type="button" class="button quiet figure" title="Fit the width (0)" on:click=move |_| zoom.fit()>
                    {move || zoom.percent()}
                    " %"
                </button>
                <button type="button" class="button quiet icon-only" aria-label="Larger (+)" on:click=move |_| zoom.larger()>
                    "+"
                </button>
            </div>
        </div>
    }
}

#[component]
fn Neighbour(href: Option<String>, glyph: Glyph, word: &'static str) -> impl IntoView {
    match href {
        Some(href) => view! {
            <a class="button quiet icon-only" href=href aria-label=word title=word>
                <Icon glyph/>
            </a>
        }
        .into_any(),
        None => view! {
            <span class="button quiet icon-only" aria-disabled="true">
                <Icon glyph/>
            </span>
        }
        .into_any(),
    }
}
