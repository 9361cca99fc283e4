//! The log: what happened stands in it, secrets do not.

use crate::support::{Client, program, raw};
use serde_json::json;
use std::{
    fs::File,
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};
use tempfile::TempDir;

/// A server of its own that writes its log into a file.
struct Logged {
    child: Child,
    base: String,
    folder: TempDir,
}

impl Logged {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = File::create(folder.path().join("log")).unwrap();
        let settings = [("RUST_LOG", "ocriva=debug,tower_http=debug,info")];
        let mut program = program("serve", folder.path(), &settings);
        let mut child = program.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, base: line.split_whitespace().last().unwrap().to_owned(), folder }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_in_the_log_of_a_whole_session() {
    let server = Logged::start();
    let (ann, visitor) = (Client::new(server.base.clone()), Client::new(server.base.clone()));
    let person = json!({ "email": "ann@example.com", "password": "correct horse sesame", "name": "Ann" });
    let made = ann.post("/auth/register", person).await.expect(201);
    let (project, organization) =
        (made["project"]["id"].as_str().unwrap(), made["organization"]["id"].as_str().unwrap());
    visitor
        .post("/auth/login", json!({ "email": "ann@example.com", "password": "wrong horse sesame" }))
        .await
        .expect(401);
    let new = json!({ "currentPassword": "correct horse sesame", "newPassword": "another horse sesame" });
    ann.call("PUT", "/auth/password", new).await.expect(204);
    let token = json!({ "projectId": project, "name": "t", "permissions": ["documents:read"] });
    let token = ann.post("/api-tokens", token).await.expect(201)["token"].as_str().unwrap().to_owned();
    let api = ann.with_token(&token);
    api.get("/documents").await.expect(200);
    api.get(&format!("/api-tokens?projectId={project}")).await.expect(403);
    let cookies = ann.cookie().unwrap();
    ann.get(&format!("/auth/invitations/{}", "L".repeat(43))).await.expect(404);
    ann.page(&format!("/invitations/{}", "L".repeat(43))).await;
    ann.page(&format!("/reset?token={}", "R".repeat(43))).await;
    let webhook = json!({ "projectId": project, "name": "w", "url": "http://127.0.0.1:1/in", "events": ["document.failed"],
                          "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "headers": { "X-Key": "open sesame" } });
    let webhook = ann.post("/webhooks", webhook).await.expect(201);
    ann.post(&format!("/webhooks/{}/test", webhook["id"].as_str().unwrap()), json!({})).await.expect(202);
    let key = json!({ "key": "sk-0123456789abcdef" });
    ann.call("PUT", &format!("/organizations/{organization}/provider-keys/openai"), key).await.expect(200);
    ann.post("/auth/logout", json!({})).await.expect(204);

    let log = server.log();
    let mut secrets = vec![
        "sesame".to_owned(),
        token.clone(),
        token[..20].to_owned(),
        "MfKQ9r8GKYqr".into(),
        "sk-0123456789".into(),
        "LLLLLL".into(),
        "RRRRRR".into(),
    ];
    secrets.extend(
        cookies
            .split("; ")
            .filter_map(|pair| Some(pair.split_once('=')?.1.to_owned()))
            .filter(|value| value.len() > 12),
    );
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert!(line.is_none(), "{secret} in {line:?}");
    }
    // What happened does stand there.
    for said in
        ["registered", "a password was wrong", "a password was changed", "refused", "status=403", "from=127.0.0.1"]
    {
        assert!(log.contains(said), "{said} in {log}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_of_the_log_cannot_be_made_up() {
    let server = Logged::start();
    let address = server.base.strip_prefix("http://").unwrap().parse().unwrap();
    let forged = "2026-01-01T00:00:00Z  INFO forged";
    for path in [format!("/auth/me?{}", "%0A").replace('?', "%0A") + "x", "/auth/me".to_owned()] {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: x\r\nX-Request-Id: a%0A{forged}\r\nUser-Agent: \u{1b}[31m{forged}\r\nX-Forwarded-For: {forged}\r\nConnection: close\r\n\r\n"
        );
        raw::ask(address, request.as_bytes()).await;
    }
    let client = Client::new(server.base.clone());
    let person = json!({ "email": format!("a\n{forged}@example.com"), "password": "x", "name": forged });
    client.post("/auth/register", person).await.expect(400);
    client.post("/auth/login", json!({ "email": format!("\n{forged}"), "password": "x" })).await.expect(401);
    let log = server.log();
    assert!(!log.lines().any(|line| line.starts_with("2026-01-01")) && !log.contains('\u{1b}'), "{log}");
}
