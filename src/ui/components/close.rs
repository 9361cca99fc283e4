//! Closing a dialog from the page, when its work is done.

use leptos::{prelude::*, wasm_bindgen::JsCast};
use web_sys::{HtmlElement, HtmlFormElement};

/// Closes the dialog `id` and empties its form for the next time; only in the browser.
pub fn close_dialog(id: &str) {
    let Some(dialog) = document().get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let form = dialog.query_selector("form").ok().flatten();
    if let Some(form) = form.and_then(|found| found.dyn_into::<HtmlFormElement>().ok()) {
        form.reset();
    }
    // It may be closed already.
    let _ = dialog.hide_popover();
}
