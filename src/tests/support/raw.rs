//! Requests byte by byte, as no well-behaved client sends them.

use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Longer than any answer takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
pub const BOUNDARY: &str = "x-boundary-x";

/// The head of an upload, without its end: `Content-Length` or `Transfer-Encoding` is for the caller to say.
pub fn upload_head(token: &str) -> String {
    format!(
        "POST /upload HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
    )
}

/// A part with a file of this name, as it is.
pub fn file_part(name: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/pdf\r\n\r\n"
    );
    [head.as_bytes(), bytes, b"\r\n"].concat()
}

/// A whole upload of these parts.
pub fn upload(token: &str, parts: &[Vec<u8>]) -> Vec<u8> {
    let body = [parts.concat(), format!("--{BOUNDARY}--\r\n").into_bytes()].concat();
    let head = format!("{}Content-Length: {}\r\n\r\n", upload_head(token), body.len());
    [head.into_bytes(), body].concat()
}

/// Sends it all while it listens, and gives what was answered when the other side hangs up.
pub async fn ask(address: SocketAddr, request: &[u8]) -> String {
    answer_to(TcpStream::connect(address).await.unwrap(), async |mut out| {
        // Whoever is refused early cannot send it all.
        let _ = out.write_all(request).await;
        out
    })
    .await
}

/// What is answered while `send` sends.
pub async fn answer_to<F>(stream: TcpStream, send: F) -> String
where
    F: AsyncFnOnce(tokio::net::tcp::OwnedWriteHalf) -> tokio::net::tcp::OwnedWriteHalf,
{
    let (mut from, out) = stream.into_split();
    let listen = async {
        let mut heard = Vec::new();
        let mut piece = [0; 4096];
        // A reset ends it as well; what came before counts.
        while let Ok(length @ 1..) = from.read(&mut piece).await {
            heard.extend_from_slice(&piece[..length]);
        }
        String::from_utf8_lossy(&heard).into_owned()
    };
    // The half for writing stays open until the answer has come.
    let both = async {
        let mut listen = std::pin::pin!(listen);
        tokio::select! {
            heard = &mut listen => heard,
            _out = send(out) => listen.await,
        }
    };
    timeout(PATIENCE, both).await.expect("nobody answered and nobody hung up")
}

/// The status of an answer.
pub fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
}

/// The JSON of an answer.
pub fn json(answer: &str) -> serde_json::Value {
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let (start, end) = (body.find('{').unwrap_or(0), body.rfind('}').map_or(0, |end| end + 1));
    serde_json::from_str(&body[start..end]).unwrap_or_else(|error| panic!("{error}: {answer}"))
}
