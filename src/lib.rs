//! Ocriva turns documents into data: a file comes in, the fields that a template asks for come out,
//! with evidence, and are pushed on.
//!
//! Floors, from the ground up; each imports only from those below it (`src/tests/architecture.rs` checks it).

// 0: the words of the trade, for both targets
pub mod domain;
pub mod error;

// 3: the ways in
pub mod web;

// 2: what the product is for
#[cfg(feature = "ssr")]
pub mod pipeline;

// 4: the screens, for both targets
pub mod ui;

/// Brings the page that the server rendered to life.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(ui::app::App);
}
