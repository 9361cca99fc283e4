//! Bodies and heads that are sent to do harm: slow, endless, in pieces, with names that mislead.

use crate::support::{Backend, Tenant, TestApp, raw, sample};
use image::{ImageFormat, Rgb, RgbImage};
use ocriva::pipeline::ingest::Incoming;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{io::Cursor, time::Duration};
use tokio::{io::AsyncWriteExt, net::TcpStream, time::timeout};

async fn token(ann: &Tenant) -> String {
    let body = json!({ "projectId": ann.project, "name": "raw", "permissions": ["documents:write"] });
    ann.client.post("/api-tokens", body).await.expect(201)["token"].as_str().unwrap().to_owned()
}

async fn started(file: &str) -> (TestApp, Tenant, String) {
    let app = TestApp::start_tuned(Backend::Sqlite, file).await;
    let ann = app.register("ann").await;
    let token = token(&ann).await;
    (app, ann, token)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_drips_ends_with_408() {
    let (app, ann, token) = started("[server]\nslow-seconds = 1\n").await;
    let upload = format!("{}Content-Length: 100000\r\n\r\n", raw::upload_head(&token));
    let log_in =
        "POST /auth/login HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
    for head in [upload.as_str(), log_in] {
        let stream = TcpStream::connect(app.address).await.unwrap();
        let answer = raw::answer_to(stream, async |mut out| {
            out.write_all(head.as_bytes()).await.unwrap();
            while out.write_all(b"{").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            out
        });
        let answer = answer.await;
        assert_eq!(raw::status(&answer), 408, "{answer}");
        assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
        let problem = raw::json(&answer);
        assert_eq!(problem["code"], "too_slow");
        assert!(problem["requestId"].is_string());
    }
    // Who sends at a common pace is not disturbed.
    ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_has_an_end_however_fast_it_comes() {
    let (app, _, token) = started("[server]\nbody-seconds = 1\nslowest-bytes = 0\n").await;
    let stream = TcpStream::connect(app.address).await.unwrap();
    let answer = raw::answer_to(stream, async |mut out| {
        let head = format!("{}Transfer-Encoding: chunked\r\n\r\n", raw::upload_head(&token));
        out.write_all(head.as_bytes()).await.unwrap();
        while out.write_all(b"1\r\nx\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        out
    });
    assert_eq!(raw::status(&answer.await), 408);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_of_many_parts_or_long_headings_is_refused() {
    let (app, _, token) = started("").await;
    let part = |head: &str, text: &str| {
        format!("--{}\r\nContent-Disposition: form-data; name=\"{head}\"\r\n\r\n{text}\r\n", raw::BOUNDARY).into_bytes()
    };
    let many: Vec<Vec<u8>> = (0..10_000).map(|n| part(&format!("p{n}"), "x")).collect();
    let long = "x".repeat(3 * 1024 * 1024);
    for (parts, says) in [
        (many, "more than 100 parts"),
        (vec![part(&long, "x")], "more than 1 MB"),
        (vec![part("metadata", &long)], "more than 1 MB"),
        (vec![format!("--{}\r\n", raw::BOUNDARY).into_bytes()], "could not be read"),
    ] {
        let answer = raw::ask(app.address, &raw::upload(&token, &parts)).await;
        assert_eq!(raw::status(&answer), 400, "{says}: {answer}");
        assert!(raw::json(&answer)["message"].as_str().unwrap().contains(says), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_is_a_name_and_nothing_else() {
    let (app, ann, token) = started("").await;
    let long = format!("{}.pdf", "n".repeat(300));
    for (name, kept) in [
        ("../../etc/passwd.pdf", "passwd.pdf".to_owned()),
        (r"..\..\boot.pdf", "boot.pdf".to_owned()),
        ("-rf.pdf", "rf.pdf".to_owned()),
        (".hidden.pdf", "hidden.pdf".to_owned()),
        ("in\u{202e}fdp.exe", "infdp.exe".to_owned()),
        ("%0d%0aSet-Cookie: a.pdf", "%0d%0aSet-Cookie: a.pdf".to_owned()),
        ("...", "document.pdf".to_owned()),
        (&long, format!("{}.pdf", "n".repeat(196))),
    ] {
        let request = raw::upload(&token, &[raw::file_part(name, &sample("invoice.pdf"))]);
        let answer = raw::ask(app.address, &request).await;
        assert_eq!(raw::status(&answer), 201, "{name}: {answer}");
        let made = raw::json(&answer);
        assert_eq!(made["fileName"], kept.as_str(), "{name}");
        let file = ann.client.get(&format!("/documents/{}/file", made["id"].as_str().unwrap())).await;
        assert_eq!(file.status, 200, "{name}");
        assert!(!file.headers.contains_key("set-cookie") && file.header("content-disposition").is_ascii(), "{name}");
    }
    // What no header may hold is refused, or cut off; it never gets through.
    for name in ["a\0b.pdf", "a\r\nSet-Cookie: b.pdf", "a\"; filename=\"../b.pdf"] {
        let request = raw::upload(&token, &[raw::file_part(name, &sample("invoice.pdf"))]);
        let answer = raw::ask(app.address, &request).await;
        match raw::status(&answer) {
            400 => assert!(raw::json(&answer)["message"].is_string() || raw::json(&answer)["message"].is_array()),
            201 => {
                let kept = raw::json(&answer)["fileName"].as_str().unwrap().to_owned();
                assert!(!kept.contains(['/', '\\', '\0', '\r', '\n']), "{kept}");
            }
            _ => panic!("{name:?}: {answer}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heads_have_limits_too() {
    let (app, ..) = started("[server]\nheader-seconds = 1\nmax-connections = 2\n").await;
    let line = |name: &str, value: &str| format!("{name}: {value}\r\n");
    let many: String = (0..500).map(|n| line(&format!("X-{n}"), "x")).collect();
    for headers in [many, line("X-Long", &"x".repeat(200_000))] {
        let answer =
            raw::ask(app.address, format!("GET /health/live HTTP/1.1\r\nHost: t\r\n{headers}\r\n").as_bytes()).await;
        assert_eq!(raw::status(&answer), 431, "{answer}");
    }
    let answer =
        raw::ask(app.address, format!("GET /{} HTTP/1.1\r\nHost: t\r\n\r\n", "a".repeat(200_000)).as_bytes()).await;
    assert!([414, 431].contains(&raw::status(&answer)), "{answer}");

    // Two who never finish their heads take all the places there are, for a second.
    let mut idle = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(app.address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost:").await.unwrap();
        idle.push(stream);
    }
    app.visitor().get("/health/live").await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_wait_for_room_in_memory() {
    let (app, ann, _) = started("[upload]\nmemory-bytes = 1048576\n").await;
    let all = app.runtime.room.available_permits() as u32;
    let taken = app.runtime.room.clone().acquire_many_owned(all).await.unwrap();
    let mut upload = std::pin::pin!(ann.upload("invoice.pdf", sample("invoice.pdf")));
    timeout(Duration::from_millis(300), &mut upload).await.err().expect("there is no room");
    drop(taken);
    upload.await.expect(201);
    assert_eq!(app.runtime.room.available_permits() as u32, all, "it was given back");

    let refused = ann.upload("large.pdf", vec![b'x'; 2 * 1024 * 1024]).await.expect(413);
    assert_eq!(refused["code"], "file_too_large");
    assert!(refused["message"].as_str().unwrap().contains("1 MB"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_larger_than_all_memory_is_taken_a_few_files_at_a_time() {
    let (app, ann, _) = started("[upload]\nmemory-bytes = 2097152\n").await;
    let all = app.runtime.room.available_permits();
    let files: Vec<_> = (0..6).map(|shade| ("scan.bmp", picture(shade))).collect();
    assert!(files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > 3 * 2_097_152);
    let taken = ann.upload_batch(&[], &files).await.expect(201);
    assert_eq!((taken["accepted"].as_array().unwrap().len(), &taken["refused"]), (6, &json!([])));
    assert_eq!(app.runtime.room.available_permits(), all, "it was given back");
}

/// 1.5 MB.
fn picture(shade: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = RgbImage::from_pixel(700, 720, Rgb([255, 255, shade]));
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Bmp).unwrap();
    bytes
}

#[tokio::test]
async fn what_comes_in_pieces_comes_out_whole_and_no_longer_than_wanted() {
    const SMALL: usize = 64 * 1024;
    const MEDIUM: usize = 1024 * 1024;
    const MOST: usize = 2 * MEDIUM;
    let (app, ..) = started("").await;
    let spare = &app.runtime.spare;
    let all = spare.available_permits();
    for size in [0, 1, SMALL, SMALL + 1, MEDIUM, MEDIUM + 1, MOST, 2 * MOST] {
        let bytes: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
        for free in [all, 0] {
            let _others = spare.try_acquire_many((all - free) as u32).unwrap();
            let mut file = Incoming::default();
            for piece in bytes.chunks(10_000) {
                file.take(&app.runtime, piece, MOST as u64).await.unwrap();
            }
            let kept = &bytes[..size.min(MOST + 1)];
            assert_eq!(file.length(), kept.len() as u64);
            let stays = free > 0 && (SMALL + 1..=MEDIUM).contains(&size);
            assert_eq!(free - spare.available_permits(), usize::from(stays), "{size} bytes");
            let loaded = file.load(&app.runtime).await.unwrap();
            assert!(loaded.bytes == kept, "{size} bytes, {free} free");
            assert_eq!(loaded.sha256, hex::encode(Sha256::digest(kept)));
        }
    }
    let folder = &app.runtime.config.server.data;
    let left = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    assert!(left.into_iter().all(|name| !name.starts_with(".tmp")), "nothing has a name in a folder");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_screen_says_how_large_a_file_may_be() {
    let (_app, ann, _) = started("[upload]\nmax-bytes = 3145728\n").await;
    let page = ann.client.page(&format!("/app/{}/documents", ann.project)).await;
    assert!(page.text().contains("up to 3 MB"));
    let refused = ann.upload("large.pdf", vec![b'x'; 3 * 1024 * 1024 + 1]).await.expect(413);
    assert_eq!(refused["code"], "file_too_large");
}
