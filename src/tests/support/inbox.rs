//! What people find in their mail: read from the outbox, as soon as it is there.

use super::TestApp;
use ocriva::db::queries::mails;
use std::{fs, path::Path, time::Duration};
use tokio::time::timeout;

/// Longer than anything here takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A mail as its reader sees it.
#[derive(Clone, Debug)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    /// The part without markup.
    pub text: String,
    /// All of it, as it travels.
    pub raw: String,
}

impl TestApp {
    /// Waits until every mail has left, and gives those to `address`, oldest first.
    pub async fn mails_to(&self, address: &str) -> Vec<Letter> {
        let mut let_go = self.runtime.mailer.let_go();
        let left = async {
            while mails::pending(&self.runtime.db).await.unwrap() > 0 {
                let_go.changed().await.unwrap();
            }
        };
        timeout(PATIENCE, left).await.expect("mails wait for ever");
        outbox(&self.runtime.config.outbox()).into_iter().filter(|letter| letter.to == address).collect()
    }

    /// The newest mail to `address` whose subject has this in it.
    pub async fn mail_to(&self, address: &str, subject: &str) -> Letter {
        let mut all = self.mails_to(address).await;
        let subjects: Vec<_> = all.iter().map(|letter| letter.subject.clone()).collect();
        let newest = all.iter().rposition(|letter| letter.subject.contains(subject));
        all.swap_remove(newest.unwrap_or_else(|| panic!("no `{subject}` to {address}: {subjects:?}")))
    }
}

impl Letter {
    /// The address that it leads to: path and query.
    pub fn path(&self) -> String {
        let line = self.text.lines().find(|line| line.starts_with("http")).expect("a link");
        let rest = line.split_once("://").unwrap().1;
        rest[rest.find('/').unwrap()..].to_owned()
    }

    /// The token in its link.
    pub fn token(&self) -> String {
        self.path().split_once("token=").expect("a token").1.to_owned()
    }

    fn read(raw: String) -> Self {
        let head = raw.split("\r\n\r\n").next().unwrap();
        let header = |name: &str| {
            let line = head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.trim().to_owned()
        };
        let part = raw.split("Content-Type: text/plain").nth(1).unwrap();
        let (about, body) = part.split_once("\r\n\r\n").unwrap();
        let body = body.split("\r\n--").next().unwrap();
        let text = if about.contains("quoted-printable") { unquoted(body) } else { body.to_owned() };
        assert!(!about.contains("base64"), "nothing here reads base64: {raw}");
        Self { to: header("To:"), subject: header("Subject:"), text: text.replace("\r\n", "\n"), raw }
    }
}

/// Every mail that a server without SMTP wrote, oldest first.
fn outbox(folder: &Path) -> Vec<Letter> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
    files.sort();
    files.iter().map(|file| Letter::read(fs::read_to_string(file).unwrap())).collect()
}

/// Quoted-printable (RFC 2045) without its quotes.
fn unquoted(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        match (first, after.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok())) {
            (b'=', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}
