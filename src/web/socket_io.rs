//! `/socket.io`: the same conversation for clients that speak Socket.IO, over WebSocket or long polling.
//!
//! `io(url, { auth: { token } })`, or a cookie; then `emit("subscribe", { project }, answer)`, `unsubscribe` and
//! `resume`. Every event comes twice: as `event`, and under its own name such as `processing.changed`.

pub(crate) mod line;

use crate::{
    error::AppError,
    runtime::{Remote, Runtime},
    web::live::{Credential, Watcher, carry, origin},
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, Method, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use line::Line;
use serde::Deserialize;
use socketioxide::{
    SocketIo,
    extract::{SocketRef, TryData},
    handler::ConnectHandler,
};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Bytes of one message or one polling request.
const LONGEST_MESSAGE: usize = 64 * 1024;
/// Packets that may wait for a client, two for each event: beyond them it is too slow.
const LONGEST_QUEUE: usize = 4096;
/// Who has not joined the namespace by then is let go.
const LONGEST_UNKNOWN: Duration = Duration::from_secs(10);

/// What a client hands in when it connects.
#[derive(Deserialize)]
struct Auth {
    token: String,
}

/// The routes of Socket.IO, with a look at where each request comes from.
pub fn routes<S: Clone + Send + Sync + 'static>(runtime: &Runtime) -> Router<S> {
    let (service, io) = SocketIo::builder()
        .max_payload(LONGEST_MESSAGE as u64)
        .ws_max_message_size(LONGEST_MESSAGE)
        .ws_max_frame_size(LONGEST_MESSAGE)
        .max_buffer_size(LONGEST_QUEUE)
        .connect_timeout(LONGEST_UNKNOWN)
        .build_svc();
    let (admitting, talking) = (runtime.clone(), runtime.clone());
    let admit = async move |socket: SocketRef, auth: TryData<Auth>| admit(&admitting, &socket, auth.0.ok()).await;
    let talk = async move |socket: SocketRef, io: SocketIo| Box::pin(talk(talking, socket, io)).await;
    io.ns("/", talk.with(admit));
    Router::new()
        .route_service("/socket.io", service.clone())
        .route_service("/socket.io/", service)
        .layer(cors(runtime))
        .layer(middleware::from_fn_with_state(runtime.clone(), check_origin))
}

/// Before the namespace opens: who is this? What is refused here reaches the client as `connect_error`.
async fn admit(runtime: &Runtime, socket: &SocketRef, auth: Option<Auth>) -> Result<(), AppError> {
    let shown = auth.map(|auth| Credential::token(&auth.token, socket.req_parts()));
    let credential = shown.or_else(|| Credential::of(socket.req_parts())).ok_or_else(AppError::unauthorized)?;
    credential.caller(runtime).await?;
    // A client may speak as soon as the namespace is open, so somebody must be listening before that.
    socket.extensions.insert((credential, line::listen(socket)));
    Ok(())
}

async fn talk(runtime: Runtime, socket: SocketRef, io: SocketIo) {
    let Some((credential, ears)) = socket.extensions.remove::<(Credential, line::Ears)>() else { return };
    let address = socket.req_parts().extensions.get::<Remote>().and_then(|remote| remote.address);
    let mut watcher = Watcher::new(runtime.clone(), address);
    let line = Line::new(socket, io, ears);
    // Between the two looks the token may have been revoked; then the conversation ends by itself.
    let _ = watcher.admit(credential).await;
    carry(runtime, watcher, line, Vec::new()).await;
}

async fn check_origin(State(runtime): State<Runtime>, request: Request, next: Next) -> Response {
    match origin::check(&runtime.config, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// Polling from the pages of sites that the operator named: their browsers ask for leave first.
fn cors(runtime: &Runtime) -> CorsLayer {
    let listed = runtime.config.live.origins.clone();
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(move |page, _| {
            page.to_str().is_ok_and(|page| origin::is_listed(page, &listed))
        }))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE, header::AUTHORIZATION, HeaderName::from_static("x-api-key")])
}
