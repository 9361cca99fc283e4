//! Every way in, in one list.

use crate::{
    domain::batch::MAX_FILES,
    runtime::Runtime,
    ui::{app::App, shell::shell},
    web::{
        browser, csrf, fallback, forms, headers, identify,
        inbound::line as inbound_line,
        limits::{self, Limits},
        live,
        login::elsewhere,
        openapi::{self, Frame, explorer},
        pace,
        rest::{
            account, analytics, api_tokens, audit, auth, batches, documents, exports, health, invitations, line,
            members, organizations, processing_history, projects, provider_keys, reference_files, sessions,
            template_copies, template_versions, templates, upload, webhooks,
        },
        server_fn_status,
        session_store::DbSessions,
        socket_io,
        state::AppState,
    },
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, generate_route_list};
use serde_json::Value;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};
use tower_sessions::{
    Expiry, SessionManagerLayer,
    cookie::{SameSite, time::Duration},
};
use utoipa::OpenApi;
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt},
    routes,
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
    let limits = Limits::new(&runtime);
    let limited = || middleware::from_fn_with_state(limits.clone(), limits::keep);
    let know = || middleware::from_fn_with_state(runtime.clone(), browser::know);
    let upload_limit = DefaultBodyLimit::max(runtime.config.upload.max_bytes as usize + FORM_SLACK);
    let batch_bytes = runtime.config.upload.max_bytes as usize * MAX_FILES;
    let batch_limit = DefaultBodyLimit::max(batch_bytes + FORM_SLACK);
    let (api, read) = api(upload_limit, batch_limit).split_for_parts();
    let api = api.layer(limited());
    let explorer = explorer::routes(&openapi::complete(&read));

    Router::new()
        // The API stands at the root, as the reference has it, and under /v1.
        .merge(api.clone())
        .nest("/v1", api)
        .merge(explorer)
        .merge(screens.layer(limited()))
        .route("/auth/login/{provider}", get(elsewhere::start))
        .route("/auth/login/{provider}/callback", get(elsewhere::callback))
        .route("/ws", get(live::socket))
        .route("/app/{project}/upload", post(forms::upload).layer(batch_limit).layer(limited()))
        .route("/app/{project}/organization/logo", post(forms::logo))
        .route("/app/{project}/template-import", post(forms::import_template))
        .route("/app/{project}/templates/{template}/reference-files", post(forms::add_reference_file))
        .route_layer(know())
        .fallback(fallback::file_or_not_found)
        .method_not_allowed_fallback(fallback::wrong_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
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

/// The API, described by its own handlers: a route cannot be here without its documentation.
fn api(upload: DefaultBodyLimit, batch: DefaultBodyLimit) -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Frame::openapi())
        .routes(routes!(auth::register))
        .routes(routes!(auth::log_in))
        .routes(routes!(auth::log_out))
        .routes(routes!(auth::me, account::rename))
        .routes(routes!(account::send_verification))
        .routes(routes!(account::confirm_email))
        .routes(routes!(account::forget_password))
        .routes(routes!(account::reset_password))
        .routes(routes!(account::change_password))
        .routes(routes!(account::change_email))
        .routes(routes!(auth::refresh))
        .routes(routes!(sessions::list, sessions::end_all))
        .routes(routes!(sessions::end))
        .routes(routes!(organizations::list, organizations::create))
        .routes(routes!(organizations::get, organizations::update))
        .routes(routes!(organizations::logo, organizations::set_logo, organizations::remove_logo))
        .routes(routes!(organizations::transfer))
        .routes(routes!(organizations::schedule_deletion, organizations::cancel_deletion))
        .routes(routes!(members::list))
        .routes(routes!(members::set_role, members::remove))
        .routes(routes!(invitations::list, invitations::create))
        .routes(routes!(invitations::revoke))
        .routes(routes!(invitations::resend))
        .routes(routes!(invitations::summary))
        .routes(routes!(invitations::accept))
        .routes(routes!(provider_keys::list))
        .routes(routes!(provider_keys::put, provider_keys::delete))
        .routes(routes!(projects::list, projects::create))
        .routes(routes!(projects::get, projects::update, projects::delete))
        .routes(routes!(members::of_project))
        .routes(routes!(members::add_to_project, members::remove_from_project))
        .routes(routes!(templates::list, templates::create))
        .routes(routes!(templates::get, templates::update, templates::delete))
        .routes(routes!(template_copies::create))
        .routes(routes!(template_copies::export))
        .routes(routes!(template_versions::list))
        .routes(routes!(template_versions::get))
        .routes(routes!(template_versions::restore))
        .routes(routes!(reference_files::list, reference_files::create))
        .routes(routes!(reference_files::get, reference_files::delete))
        .routes(routes!(upload::create).layer(upload))
        .routes(routes!(upload::create_batch).layer(batch))
        .routes(routes!(documents::list))
        .routes(routes!(documents::get, documents::remove))
        .routes(routes!(documents::file))
        .routes(routes!(documents::page))
        .routes(routes!(documents::process))
        .routes(routes!(batches::list))
        .routes(routes!(batches::get))
        .routes(routes!(batches::export))
        .routes(routes!(batches::cancel))
        .routes(routes!(processing_history::list))
        .routes(routes!(processing_history::get))
        .routes(routes!(processing_history::corrections, processing_history::correct))
        .routes(routes!(processing_history::cancel))
        .routes(routes!(exports::many))
        .routes(routes!(exports::one))
        .routes(routes!(webhooks::list, webhooks::create))
        .routes(routes!(webhooks::get, webhooks::update, webhooks::delete))
        .routes(routes!(webhooks::rotate))
        .routes(routes!(webhooks::test))
        .routes(routes!(webhooks::recover))
        .routes(routes!(webhooks::deliveries))
        .routes(routes!(webhooks::delivery))
        .routes(routes!(webhooks::resend))
        .routes(routes!(line::list, line::create))
        .routes(routes!(line::get, line::update, line::delete))
        .routes(routes!(line::test))
        .routes(routes!(inbound_line::receive).layer(DefaultBodyLimit::max(inbound_line::MAX_BODY)))
        .routes(routes!(api_tokens::list, api_tokens::create))
        .routes(routes!(api_tokens::get, api_tokens::update, api_tokens::revoke))
        .routes(routes!(api_tokens::regenerate))
        .routes(routes!(audit::list))
        .routes(routes!(audit::export))
        .routes(routes!(analytics::of_project))
        .routes(routes!(analytics::credits))
        .routes(routes!(analytics::credit_use))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
}

/// The API as programs read it: OpenAPI 3.1.
#[must_use]
pub fn document() -> Value {
    let (_, read) = api(DefaultBodyLimit::disable(), DefaultBodyLimit::disable()).split_for_parts();
    openapi::complete(&read)
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
