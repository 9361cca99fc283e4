//! Ocriva turns documents into data: a file comes in, the fields that a template asks for come out,
//! with evidence, and are pushed on.
//!
//! Floors, from the ground up; each imports only from those below it (`src/tests/architecture.rs` checks it).

// 0: the words of the trade, for both targets; the clock
#[cfg(feature = "ssr")]
pub mod clock;
pub mod domain;
pub mod error;

// 1: what everything stands on
#[cfg(feature = "ssr")]
pub mod access;
#[cfg(feature = "ssr")]
pub mod clients;
#[cfg(feature = "ssr")]
pub mod config;
#[cfg(feature = "ssr")]
pub mod db;
#[cfg(feature = "ssr")]
#[path = "../migrations/migrations.rs"]
pub mod migrations;
#[cfg(feature = "ssr")]
pub mod runtime;

// 2: what the product is for
#[cfg(feature = "ssr")]
pub mod mail;
#[cfg(feature = "ssr")]
pub mod pipeline;
#[cfg(feature = "ssr")]
pub mod workspace;

// 3: the ways in
pub mod web;

// 4: the screens, for both targets
pub mod ui;

// 5: assembled and started
#[cfg(feature = "ssr")]
pub mod boot;
// what is tried from outside
#[cfg(feature = "fuzzing")]
pub mod fuzzing;

/// Brings the page that the server rendered to life.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(ui::app::App);
}
