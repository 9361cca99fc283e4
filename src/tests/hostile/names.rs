//! Names and paths that are made to lead somewhere else.

use crate::support::{Backend, TestApp, raw, sample};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_leads_no_file_anywhere() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    let token = ann.token_text(&["documents:write", "documents:read"]).await.0;
    for (name, kept) in [
        ("../../../etc/passwd", "passwd"),
        (r"..\\..\\windows\\a.pdf", "a.pdf"),
        ("/etc/passwd", "passwd"),
        ("C:/a/b.pdf", "b.pdf"),
        ("..", "document.pdf"),
        ("x.html", "x.html"),
        ("%2e%2e%2fx.pdf", "%2e%2e%2fx.pdf"),
    ] {
        let upload = raw::upload(&token, &[raw::file_part(name, &sample("invoice.pdf"))]);
        let answer = raw::ask(app.address, &upload).await;
        assert_eq!(raw::status(&answer), 201, "{name}: {answer}");
        let made = raw::json(&answer);
        assert_eq!(made["fileName"], kept, "{name}");
        let id = made["id"].as_str().unwrap();
        let file = ann.client.get(&format!("/documents/{id}/file")).await;
        assert!(file.header("content-disposition").starts_with("attachment; filename*=UTF-8''"), "{name}");
        assert_eq!(file.header("content-type"), "application/pdf", "what it is, not what it is called");
        let key = format!("{}/{id}", ann.organization);
        assert!(app.runtime.storage.get(&key).await.is_ok(), "it lies where its id says");
    }
    assert!(!app.runtime.config.server.data.join("passwd").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_path_leads_out_of_the_site() {
    let app = TestApp::start(Backend::Sqlite).await;
    for path in [
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/Cargo.toml",
        "/pkg/../../../Cargo.toml",
        "/pkg/..%5c..%5cCargo.toml",
        "/.git/HEAD",
        "/.env",
        "/Leptos.toml",
        "/secret",
        "/pkg",
        "/pkg/",
        "/samples/",
        "//etc/passwd",
        "/pkg/%00",
    ] {
        let answer = raw::ask(
            app.address,
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", app.address).as_bytes(),
        )
        .await;
        assert_eq!(raw::status(&answer), 404, "{path}: {answer}");
        for leak in ["root:", "[package]", "ref: ", "<li>"] {
            assert!(!answer.contains(leak), "{path}: {answer}");
        }
    }
}
