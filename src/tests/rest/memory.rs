//! The real process under bodies that never end: it refuses them, and does not grow.

use crate::support::{Client, Process, raw};
use serde_json::json;
use std::net::SocketAddr;
use tokio::{io::AsyncWriteExt, net::TcpStream};

const MEGABYTE: usize = 1024 * 1024;
/// What each of the senders tries to send, ten times as much as a file may have.
const ENDLESS: usize = 200 * MEGABYTE;
const SENDERS: usize = 4;
/// What may come on top in megabytes, of which most is not the bodies: stacks, buffers of sockets, the allocator's own.
const GROWTH: u64 = 48;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endless_body_is_cut_off_and_takes_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::serve(folder.path(), &[]);
    let client = Client::new(process.base.clone());
    let person = json!({ "email": "ann@example.com", "password": "correct horse", "name": "Ann" });
    let made = client.post("/auth/register", person).await.expect(201);
    let body = json!({ "projectId": made["project"]["id"], "name": "raw", "permissions": ["documents:write"] });
    let token = client.post("/api-tokens", body).await.expect(201)["token"].as_str().unwrap().to_owned();
    let address: SocketAddr = process.base.trim_start_matches("http://").parse().unwrap();

    let before = process.peak_memory();
    let endless = || async {
        let stream = TcpStream::connect(address).await.unwrap();
        raw::answer_to(stream, async |mut out| {
            let head = format!("{}Transfer-Encoding: chunked\r\n\r\n", raw::upload_head(&token));
            let part = raw::file_part("endless.pdf", b"%PDF-1.7");
            let mut sent = out.write_all(head.as_bytes()).await;
            let mut piece = [format!("{:x}\r\n", part.len()).into_bytes(), part, b"\r\n".to_vec()].concat();
            for _ in 0..ENDLESS / MEGABYTE {
                sent = match sent {
                    Ok(()) => out.write_all(&piece).await,
                    Err(_) => break,
                };
                piece = [format!("{MEGABYTE:x}\r\n").as_bytes(), &vec![b'x'; MEGABYTE], b"\r\n"].concat();
            }
            out
        })
        .await
    };
    for answer in futures::future::join_all((0..SENDERS).map(|_| endless())).await {
        assert_eq!(raw::status(&answer), 413, "{answer}");
        assert_eq!(raw::json(&answer)["code"], "file_too_large");
    }
    let grown = process.peak_memory().saturating_sub(before);
    assert!(grown < GROWTH, "it grew by {grown} MB");
    client.get("/health/ready").await.expect(200);
}
