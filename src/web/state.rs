//! What every handler can reach.

use crate::runtime::Runtime;
use axum::extract::FromRef;
use leptos::config::LeptosOptions;

#[derive(Clone, FromRef)]
pub struct AppState {
    pub runtime: Runtime,
    pub leptos: LeptosOptions,
}
