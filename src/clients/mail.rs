//! Mails leave by SMTP; on a server without, each becomes a file in the outbox and its link a line in the log.

use crate::{
    config::{self, ConfigError, Secret},
    domain::{id::MailId, time::Timestamp},
};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, MultiPart},
    transport::smtp::response::{Category, Severity},
};
use serde::{Deserialize, Serialize};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};
use tokio::{sync::watch, task::spawn_blocking, time::timeout};

/// Over connecting, greeting and handing over.
const DEADLINE: Duration = Duration::from_secs(60);
/// Who writes, on a server that sends nothing.
const NOBODY: &str = "Ocriva <ocriva@localhost>";

/// What one person is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// An address without a name.
    pub to: String,
    pub subject: String,
    pub text: String,
    /// The same, set out.
    pub html: String,
    /// The one address that it is about.
    pub link: Option<String>,
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    way: Way,
    from: Mailbox,
    let_go: Arc<watch::Sender<u64>>,
}

#[derive(Clone)]
enum Way {
    Smtp { server: String, transport: AsyncSmtpTransport<Tokio1Executor> },
    Folder(PathBuf),
}

/// Why a mail did not leave.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct MailError {
    /// Trying again is of no use.
    pub is_final: bool,
    reason: String,
}

impl Mailer {
    /// By SMTP where a server is set, else into `outbox`.
    ///
    /// # Errors
    /// Names the setting that cannot be used.
    pub fn new(config: &config::Mail, outbox: PathBuf) -> Result<Self, ConfigError> {
        let way = match &config.smtp_url {
            Some(url) => smtp(url)?,
            None => Way::Folder(outbox),
        };
        let from = match (config.from.as_str(), &way) {
            ("", Way::Folder(_)) => NOBODY,
            ("", Way::Smtp { .. }) => {
                let reason = "say who mails come from, such as `Ocriva <ocriva@example.com>`";
                return Err(ConfigError::new("OCRIVA_MAIL_FROM", reason));
            }
            (from, _) => from,
        };
        let from = from.parse().map_err(|error| ConfigError::new("OCRIVA_MAIL_FROM", format!("`{from}`: {error}")))?;
        Ok(Self { way, from, let_go: Arc::new(watch::Sender::new(0)) })
    }

    /// Where mails go, in a few words.
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.way {
            Way::Smtp { server, .. } => format!("by {server}, from {}", self.from.email),
            Way::Folder(folder) => format!("kept in {}: set OCRIVA_SMTP_URL to send", folder.display()),
        }
    }

    /// Does it reach people?
    #[must_use]
    pub fn sends(&self) -> bool {
        matches!(self.way, Way::Smtp { .. })
    }

    /// Hands a mail over. Under the same id it is the same mail: a server may know it again.
    ///
    /// # Errors
    /// When nobody takes it.
    pub async fn send(&self, id: &MailId, mail: &Mail, at: Timestamp) -> Result<(), MailError> {
        let message = self.message(id, mail, at)?;
        match &self.way {
            Way::Smtp { transport, .. } => match timeout(DEADLINE, transport.send(message)).await {
                Ok(sent) => sent.map(drop).map_err(|error| refused(&error)),
                Err(_) => Err(MailError { is_final: false, reason: "the mail server took too long".to_owned() }),
            },
            Way::Folder(folder) => {
                let (folder, name) = (folder.clone(), format!("{id}.eml"));
                let kept = spawn_blocking(move || keep(&folder, &name, &message.formatted())).await;
                kept.map_err(std::io::Error::other).flatten().map_err(|error| MailError {
                    is_final: false,
                    reason: format!("the outbox cannot be written: {error}"),
                })?;
                let link = mail.link.as_deref().unwrap_or_default();
                tracing::info!(to = mail.to, subject = mail.subject, link, "a mail is in the outbox");
                Ok(())
            }
        }
    }

    /// Call it when a mail left and that was written down.
    pub fn note(&self) {
        self.let_go.send_modify(|count| *count += 1);
    }

    /// Counts the mails that left: for who waits for one.
    #[must_use]
    pub fn let_go(&self) -> watch::Receiver<u64> {
        self.let_go.subscribe()
    }

    fn message(&self, id: &MailId, mail: &Mail, at: Timestamp) -> Result<Message, MailError> {
        let wrong = |reason: String| MailError { is_final: true, reason };
        let to: Address = mail.to.parse().map_err(|error| wrong(format!("the address cannot be used: {error}")))?;
        let written = UNIX_EPOCH + Duration::from_millis(u64::try_from(at.0).unwrap_or_default());
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(one_line(&mail.subject))
            .date(written)
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|error| wrong(error.to_string()))
    }
}

/// Can mail be addressed to this?
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

/// A header has one line, whatever somebody is called.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn smtp(url: &Secret) -> Result<Way, ConfigError> {
    let unusable = |reason: String| ConfigError::new("OCRIVA_SMTP_URL", reason);
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose())
        .map_err(|error| unusable(format!("it is not such as smtps://user:password@mail.example:465: {error}")))?
        .timeout(Some(DEADLINE))
        .build();
    // All but who signs in there.
    let server = reqwest::Url::parse(url.expose()).ok().and_then(|url| url.host_str().map(str::to_owned));
    Ok(Way::Smtp { server: server.unwrap_or_default(), transport })
}

/// What the server says about the mail or its address is final; what it says about us may be put right.
fn refused(error: &lettre::transport::smtp::Error) -> MailError {
    let about_the_mail = |code: lettre::transport::smtp::response::Code| {
        code.severity == Severity::PermanentNegativeCompletion && code.category == Category::MailSystem
    };
    MailError { is_final: error.status().is_some_and(about_the_mail), reason: with_causes(error) }
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        if !said.contains(&text) {
            said = format!("{said}: {text}");
        }
        cause = inner.source();
    }
    said
}

/// Whole or not at all, and for its owner's eyes alone: the links in it open accounts.
fn keep(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(name)).map(drop).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailer() -> Mailer {
        let config = config::Mail { from: "Ocriva <o@example.com>".into(), keep_days: 30, smtp_url: None };
        Mailer::new(&config, PathBuf::from("/nowhere")).unwrap()
    }

    fn mail(to: &str, subject: &str) -> Mail {
        Mail { to: to.into(), subject: subject.into(), text: "Hello".into(), html: "<p>Hello".into(), link: None }
    }

    fn formatted(mail: &Mail) -> String {
        let message = mailer().message(&MailId("mail_1".into()), mail, Timestamp(1_774_958_400_000)).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn a_header_is_one_line_whatever_is_written_into_it() {
        let written = formatted(&mail("ann@example.com", "Join Acme\r\nBcc: everyone@example.com\r\n\r\nBuy this"));
        let head = written.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
        assert!(head.contains("Subject: Join Acme  Bcc: everyone@example.com"), "{head}");
        assert!(head.contains("Message-ID: <mail_1@example.com>"), "{head}");
        assert!(head.contains("Date: Tue, 31 Mar 2026 12:00:00 +0000"), "{head}");
        for hostile in ["ann@example.com\r\nBcc: b@example.com", "a@b.c, d@e.f", "", "ann", "Ann <ann@example.com>"] {
            let message = mailer().message(&MailId("mail_1".into()), &mail(hostile, "x"), Timestamp(0));
            assert!(message.is_err_and(|error| error.is_final), "{hostile}");
        }
    }

    #[test]
    fn letters_of_every_language_arrive() {
        let written = formatted(&mail("ann@example.com", "Grüße aus กรุงเทพ"));
        assert!(written.contains("Subject: =?utf-8?"), "{written}");
    }

    #[test]
    fn a_server_needs_a_sender_and_an_address() {
        let config =
            |from: &str, url: &str| config::Mail { from: from.into(), keep_days: 30, smtp_url: Some(Secret::new(url)) };
        let try_it = |from, url| Mailer::new(&config(from, url), PathBuf::new()).map(|mailer| mailer.describe());
        let _ = rustls::crypto::ring::default_provider().install_default();
        assert_eq!(try_it("a@b.co", "smtp://me:s3cret@mail.example:587").unwrap(), "by mail.example, from a@b.co");
        assert!(try_it("a@b.co", "smtps://me:s3cret@mail.example").is_ok());
        assert!(try_it("", "smtp://mail.example").unwrap_err().to_string().contains("OCRIVA_MAIL_FROM"));
        assert!(try_it("nobody", "smtp://mail.example").unwrap_err().to_string().contains("OCRIVA_MAIL_FROM"));
        let unusable = try_it("a@b.co", "http://me:s3cret@mail.example").unwrap_err().to_string();
        assert!(unusable.contains("OCRIVA_SMTP_URL") && !unusable.contains("s3cret"), "{unusable}");
    }
}
