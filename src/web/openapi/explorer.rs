//! `/api/openapi.json` and, for people, `/api/docs`: the document as a page to read and to try.

use crate::{error::AppError, web::state::AppState};
use axum::{
    Router,
    extract::Path,
    http::header,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use serde_json::Value;
use std::sync::Arc;
use utoipa_swagger_ui::{Config, serve};

/// Where the document is.
pub const DOCUMENT: &str = "/api/openapi.json";
/// Where the page is.
pub const PAGE: &str = "/api/docs/";

/// The page sets styles from its script; it has no script within itself.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub fn routes(document: &Value) -> Router<AppState> {
    let text: Arc<str> = document.to_string().into();
    let config =
        Config::from(DOCUMENT).persist_authorization(false).try_it_out_enabled(true).filter(true).validator_url("none");
    let config = Arc::new(config);
    let file = move |name: &str| page(name, config.clone());
    let first = file.clone();
    Router::new()
        .route(DOCUMENT, get(async move || ([(header::CONTENT_TYPE, "application/json")], text.to_string())))
        .route(PAGE.trim_end_matches('/'), get(async || Redirect::permanent(PAGE)))
        .route(PAGE, get(async move || first("index.html")))
        .route("/api/docs/{file}", get(async move |Path(name): Path<String>| file(&name)))
}

/// A file of Swagger UI, which is in this program.
fn page(name: &str, config: Arc<Config<'static>>) -> Result<Response, AppError> {
    let file = serve(name, config).map_err(|error| {
        tracing::error!(%error, name, "a file of the API’s page cannot be had");
        AppError::internal()
    })?;
    let file = file.ok_or_else(|| AppError::not_found("address"))?;
    let headers = [(header::CONTENT_TYPE, file.content_type.as_str()), (header::CONTENT_SECURITY_POLICY, POLICY)];
    Ok((headers, file.bytes.into_owned()).into_response())
}
