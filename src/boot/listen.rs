//! The gate: takes connections within limits, and lets them end in peace when the server stops.

use crate::config;
use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{
    Request,
    body::Incoming,
    server::conn::http1,
    service::{Service as _, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{io::ErrorKind, net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Longest head of a request; browsers and proxies stay below 16 KB.
const MAX_HEAD: usize = 64 * 1024;
/// Piece by piece a body is read.
const BUFFER: usize = 128 * 1024;
/// Requests that are being answered when the server stops get so long.
const GRACE: Duration = Duration::from_secs(15);
/// Wait when no connection can be had: too many files are open, perhaps.
const RECOVERY: Duration = Duration::from_secs(1);

/// Serves until `stop`, and then until everybody who was asking is answered.
pub async fn serve(listener: TcpListener, app: Router, settings: config::Server, stop: CancellationToken) {
    let room = Arc::new(Semaphore::new(settings.max_connections));
    let open = TaskTracker::new();
    let accept = async {
        loop {
            let permit = room.clone().acquire_owned().await.expect("the semaphore is never closed");
            let (socket, peer) = next(&listener).await;
            let connection = connection(socket, peer, app.clone(), settings.header_timeout(), stop.clone());
            open.spawn(async move {
                connection.await;
                drop(permit);
            });
        }
    };
    tokio::select! { () = accept => {}, () = stop.cancelled() => {} }
    drop(listener);
    open.close();
    if timeout(GRACE, open.wait()).await.is_err() {
        tracing::warn!(left = open.len(), "requests were cut off");
    }
}

/// The next connection; what goes wrong is the peer's, or passes.
async fn next(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(taken) => return taken,
            Err(error) => match error.kind() {
                ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset => {}
                _ => {
                    tracing::error!(%error, "no connection can be taken");
                    sleep(RECOVERY).await;
                }
            },
        }
    }
}

/// One connection to its end, or to the end of the answer that is on its way when the server stops.
async fn connection(
    socket: TcpStream,
    peer: SocketAddr,
    app: Router,
    header_timeout: Duration,
    stop: CancellationToken,
) {
    let _ = socket.set_nodelay(true);
    let app = TowerToHyperService::new(app);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        app.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .max_header_size(MAX_HEAD)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(socket), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "a connection broke");
    }
}
