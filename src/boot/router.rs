//! Every way in, in one list.

use crate::{
    domain::batch::MAX_FILES,
    runtime::Runtime,
    ui::{app::App, shell::shell},
    web::{
        browser, csrf, fallback, forms, headers, identify, live,
        login::elsewhere,
        pace,
        rest::{
            api_tokens, audit, auth, batches, documents, exports, health, organizations, processing_history, projects,
            provider_keys, sessions, templates, upload, webhooks,
        },
        room, server_fn_status,
        session_store::DbSessions,
        socket_io,
        state::AppState,
    },
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{delete, get, post, put},
};
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};
use tower_sessions::{
    Expiry, SessionManagerLayer,
    cookie::{SameSite, time::Duration},
};

/// Room for the other parts of an upload form, in bytes.
const FORM_SLACK: usize = 1024 * 1024;
/// Requests other than uploads, in bytes.
const MAX_BODY: usize = 2 * 1024 * 1024;

/// The whole application.
pub fn router(state: AppState) -> Router {
    let runtime = state.runtime.clone();
    let context = {
        let runtime = runtime.clone();
        move || {
            provide_context(runtime.clone());
            headers::provide_nonce();
        }
    };
    let leptos = state.leptos.clone();
    let screens = Router::new()
        .leptos_routes_with_context(&state, generate_route_list(App), context, move || shell(leptos.clone()));
    let screens = screens.layer(middleware::from_fn(server_fn_status::correct));
    let know = || middleware::from_fn_with_state(runtime.clone(), browser::know);
    let upload_limit = DefaultBodyLimit::max(runtime.config.upload.max_bytes as usize + FORM_SLACK);
    let batch_bytes = runtime.config.upload.max_bytes as usize * MAX_FILES;
    let batch_limit = DefaultBodyLimit::max(batch_bytes + FORM_SLACK);
    let api = api()
        .route("/upload", post(upload::create).layer(upload_limit))
        .route("/upload/batch", post(upload::create_batch).layer(batch_limit));

    Router::new()
        // The API stands at the root, as the reference has it, and under /v1.
        .merge(api.clone())
        .nest("/v1", api)
        .merge(screens)
        .route("/auth/login/{provider}", get(elsewhere::start))
        .route("/auth/login/{provider}/callback", get(elsewhere::callback))
        .route("/ws", get(live::socket))
        .route("/app/{project}/upload", post(forms::upload).layer(batch_limit))
        .route_layer(know())
        .fallback(fallback::file_or_not_found)
        .method_not_allowed_fallback(fallback::wrong_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn(room::account))
        .layer(middleware::from_fn_with_state(runtime.clone(), pace::keep))
        .layer(middleware::from_fn(csrf::guard))
        // Has its own look at where a request comes from.
        .merge(socket_io::routes(&runtime).route_layer(know()))
        .layer(access_sessions(&runtime))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(fallback::panicked))
        .layer(middleware::from_fn_with_state(runtime.clone(), headers::protect))
        .layer(middleware::from_fn_with_state(runtime, identify::request))
        .with_state(state)
}

fn api() -> Router<AppState> {
    Router::new()
        .route("/auth/register", post(auth::register))
        .route("/auth/login", post(auth::log_in))
        .route("/auth/logout", post(auth::log_out))
        .route("/auth/me", get(auth::me))
        .route("/auth/refresh", post(auth::refresh))
        .route("/auth/sessions", get(sessions::list).delete(sessions::end_all))
        .route("/auth/sessions/{id}", delete(sessions::end))
        .route("/organizations", get(organizations::list).post(organizations::create))
        .route("/organizations/{id}/provider-keys", get(provider_keys::list))
        .route("/organizations/{id}/provider-keys/{provider}", put(provider_keys::put).delete(provider_keys::delete))
        .route("/projects", get(projects::list).post(projects::create))
        .route("/templates", get(templates::list).post(templates::create))
        .route("/templates/{id}", get(templates::get).patch(templates::update).delete(templates::delete))
        .route("/documents/{id}", get(documents::get))
        .route("/documents/{id}/file", get(documents::file))
        .route("/documents/{id}/pages/{number}", get(documents::page))
        .route("/documents/{id}/processings", post(documents::process))
        .route("/batches", get(batches::list))
        .route("/batches/{id}", get(batches::get))
        .route("/batches/{id}/export", get(batches::export))
        .route("/batches/{id}/cancellation", post(batches::cancel))
        .route("/processing-history", get(processing_history::list))
        .route("/processing-history/export", get(exports::many))
        .route("/processing-history/{id}/export", get(exports::one))
        .route("/processing-history/{id}", get(processing_history::get))
        .route(
            "/processing-history/{id}/corrections",
            get(processing_history::corrections).post(processing_history::correct),
        )
        .route("/processing-history/{id}/cancellation", post(processing_history::cancel))
        .route("/webhooks", get(webhooks::list).post(webhooks::create))
        .route("/webhooks/{id}", get(webhooks::get).patch(webhooks::update).delete(webhooks::delete))
        .route("/webhooks/{id}/secret", post(webhooks::rotate))
        .route("/webhooks/{id}/test", post(webhooks::test))
        .route("/webhooks/{id}/recover", post(webhooks::recover))
        .route("/webhooks/{id}/deliveries", get(webhooks::deliveries))
        .route("/webhooks/{id}/deliveries/{delivery}", get(webhooks::delivery))
        .route("/webhooks/{id}/deliveries/{delivery}/resend", post(webhooks::resend))
        .route("/api-tokens", get(api_tokens::list).post(api_tokens::create))
        .route("/api-tokens/{id}", get(api_tokens::get).delete(api_tokens::revoke))
        .route("/audit", get(audit::list))
        .route("/audit/export", get(audit::export))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
}

/// Cookies are `Secure` where the product is reached by https.
fn access_sessions(runtime: &Runtime) -> SessionManagerLayer<DbSessions> {
    let (secure, minutes) = (runtime.config.is_secure(), runtime.config.server.access_minutes());
    SessionManagerLayer::new(DbSessions { db: runtime.db.clone(), clock: runtime.clock.clone(), minutes })
        .with_name(if secure { "__Host-ocriva" } else { "ocriva" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(Duration::minutes(minutes)))
}
