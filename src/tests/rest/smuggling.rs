//! Requests that a proxy and a server could cut apart in different places.

use crate::support::{Backend, TestApp, raw};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_with_two_ends_is_refused() {
    let app = TestApp::start(Backend::Sqlite).await;
    let hidden = "0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
    for head in [
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: 5",
        "Transfer-Encoding: xchunked\r\nContent-Length: 5",
        "Transfer-Encoding : chunked\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: +5",
        "Content-Length: -1",
        "X-A: a\r\n b",
        "X-A: a\0b",
    ] {
        let request =
            format!("POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{head}\r\n\r\n{hidden}");
        let answer = raw::ask(app.address, request.as_bytes()).await;
        assert_eq!(raw::status(&answer), 400, "{head}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "nothing behind it is heard: {head}: {answer}");
    }
}
