//! The left pane: the pages as they are, with the boxes on them.

use super::{
    boxes::{Boxes, FieldBox},
    lit::{Lit, Pane},
    reveal,
    toolbar::{Toolbar, Zoom},
};
use crate::{
    domain::document::{Document, DocumentDetail, DocumentStatus},
    ui::components::{Empty, Glyph},
};
use leptos::{html::Div, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

/// Pixels asked for: sharp at 100 % on a dense screen.
const WIDTH: u32 = 1200;
/// Pixels asked for when the page is enlarged.
const WIDTH_ENLARGED: u32 = 2000;

/// Pages, toolbar and the way to the neighbours.
#[component]
pub fn Viewer(detail: DocumentDetail, boxes: Memo<Vec<FieldBox>>) -> impl IntoView {
    let lit = expect_context::<Lit>();
    let pane = NodeRef::<Div>::new();
    let current = RwSignal::new(1_u32);
    let document = StoredValue::new(detail.document.clone());
    let pages = u32::try_from(detail.document.pages).unwrap_or(0);

    Effect::new(move || {
        let Some(path) = lit.path_for(Pane::Page) else { return };
        let found = boxes.with_untracked(|all| all.iter().find(|one| one.path == path).cloned());
        if let (Some(pane), Some(found)) = (pane.get_untracked(), found) {
            bring_into_view(&pane, &found);
        }
    });

    view! {
        <section class="viewer" aria-label="Pages">
            <Toolbar detail current pages/>
            <div
                class="pages"
                node_ref=pane
                tabindex="0"
                role="group"
                aria-label="Page images"
                on:scroll=move |_| {
                    if let Some(pane) = pane.get_untracked() {
                        current.set(page_in_view(&pane, pages));
                    }
                }
            >
                {if shows_pages(&document.get_value(), pages) {
                    (1..=pages)
                        .map(|number| view! { <Page document number boxes/> })
                        .collect_view()
                        .into_any()
                } else {
                    nothing_to_show(&document.get_value())
                }}
            </div>
        </section>
    }
}

#[component]
fn Page(document: StoredValue<Document>, number: u32, boxes: Memo<Vec<FieldBox>>) -> impl IntoView {
    let zoom = expect_context::<Zoom>();
    let broken = RwSignal::new(false);
    let source = move || {
        let width = if zoom.is_enlarged() { WIDTH_ENLARGED } else { WIDTH };
        document.with_value(|document| format!("/documents/{}/pages/{number}?width={width}", document.id))
    };
    let loading = if number > 2 { "lazy" } else { "eager" };
    view! {
        <figure class="page" class:broken=broken data-page=number data-zoom=move || zoom.percent()>
            <img
                src=source
                alt=document.with_value(|document| format!("Page {number} of {}", document.file_name))
                data-testid="page-image"
                loading=loading
                on:error=move |_| broken.set(true)
                on:load=move |_| broken.set(false)
            />
            <Boxes number boxes/>
            <figcaption class="no-image">"The image of this page could not be loaded."</figcaption>
        </figure>
    }
}

fn shows_pages(document: &Document, pages: u32) -> bool {
    pages > 0 && document.status != DocumentStatus::RetentionExpired
}

fn nothing_to_show(document: &Document) -> AnyView {
    if document.status == DocumentStatus::RetentionExpired {
        view! {
            <Empty
                glyph=Glyph::Trash
                title="The file was removed"
                text="The retention time of this project is over. What was read from the file is kept."
            />
        }
        .into_any()
    } else {
        view! {
            <Empty
                glyph=Glyph::Documents
                title="No page to show"
                text="The pages of this file could not be drawn. The file itself can be downloaded as it was sent."
            />
        }
        .into_any()
    }
}

fn page_element(pane: &HtmlElement, number: u32) -> Option<HtmlElement> {
    pane.query_selector(&format!("[data-page='{number}']")).ok()??.dyn_into().ok()
}

/// The page under the upper third of the pane.
fn page_in_view(pane: &HtmlElement, pages: u32) -> u32 {
    let line = pane.scroll_top() + pane.client_height() / 3;
    (1..=pages)
        .rev()
        .find(|number| page_element(pane, *number).is_some_and(|page| page.offset_top() <= line))
        .unwrap_or(1)
}

/// Scrolls the pane, and only the pane, until the box is in it.
fn bring_into_view(pane: &HtmlElement, found: &FieldBox) {
    let Some(page) = page_element(pane, found.page) else { return };
    let at = |start: i32, fraction: f32, size: i32| start + (f64::from(fraction) * f64::from(size)) as i32;
    let top = at(page.offset_top(), found.bbox.y, page.offset_height());
    reveal::vertically(pane, top, at(page.offset_top(), found.bbox.bottom(), page.offset_height()));
    let left = at(page.offset_left(), found.bbox.x, page.offset_width());
    reveal::horizontally(pane, left, at(page.offset_left(), found.bbox.right(), page.offset_width()));
}
