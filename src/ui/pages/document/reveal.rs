//! Brings a place into view by scrolling its own pane and nothing else.

use leptos::{wasm_bindgen::JsCast, web_sys::HtmlElement};

/// Pixels from the edge at which a place counts as out of view.
const EDGE: i32 = 12;

/// Scrolls `pane` so that `top..bottom`, in its own coordinates, is in the middle, unless it is in view already.
pub fn vertically(pane: &HtmlElement, top: i32, bottom: i32) {
    if top - EDGE < pane.scroll_top() || bottom + EDGE > pane.scroll_top() + pane.client_height() {
        pane.set_scroll_top(i32::midpoint(top, bottom) - pane.client_height() / 2);
    }
}

/// As [`vertically`], sideways.
pub fn horizontally(pane: &HtmlElement, left: i32, right: i32) {
    if left - EDGE < pane.scroll_left() || right + EDGE > pane.scroll_left() + pane.client_width() {
        pane.set_scroll_left(i32::midpoint(left, right) - pane.client_width() / 2);
    }
}

/// Scrolls `pane`, which must be positioned, to the element that `selector` finds in it.
pub fn element(pane: &HtmlElement, selector: &str) {
    let found = pane.query_selector(selector).ok().flatten();
    let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else { return };
    let top = offset(&found, pane);
    vertically(pane, top, top + found.offset_height());
}

/// Distance of the top of `element` from the top of what `pane` holds.
fn offset(element: &HtmlElement, pane: &HtmlElement) -> i32 {
    let parent = element.offset_parent().and_then(|parent| parent.dyn_into::<HtmlElement>().ok());
    element.offset_top()
        + match parent {
            Some(parent) if &parent != pane => offset(&parent, pane),
            _ => 0,
        }
}
