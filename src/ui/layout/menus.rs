//! Menus are native popovers; the only script they need is to close when the page changes under them.

use leptos::{prelude::*, wasm_bindgen::JsCast};
use leptos_router::hooks::use_location;
use web_sys::HtmlElement;

/// Closes every open menu when the address changes.
pub fn close_on_navigation() {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        if before.is_some_and(|before| before != path) {
            close_all();
        }
        path
    });
}

fn close_all() {
    let Ok(open) = document().query_selector_all("[popover]:popover-open") else { return };
    for index in 0..open.length() {
        if let Some(menu) = open.get(index).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
            // It may have closed together with the one around it.
            let _ = menu.hide_popover();
        }
    }
}
