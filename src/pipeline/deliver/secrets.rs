//! Secrets and header values at rest: sealed to their endpoint, opened to send.

use super::sign::Secrets;
use crate::{
    config::Secret,
    db::queries::webhooks::SealedWebhook,
    domain::{id::WebhookId, time::Timestamp, webhook::Headers},
    runtime::Vault,
};

/// What sealed secrets begin with; one without it is from before they were sealed.
const SEALED: &str = "sealed:";

pub(super) fn seal(vault: &Vault, webhook: &WebhookId, secret: &Secret) -> String {
    format!("{SEALED}{}", vault.seal(secret, &place(webhook)))
}

pub(super) fn seal_header(vault: &Vault, webhook: &WebhookId, name: &str, value: String) -> String {
    vault.seal(&Secret::new(value), &header_place(webhook, name))
}

/// Those that sign at this moment; none when the server's secret is not the one that they were sealed with.
pub(super) fn open(vault: &Vault, sealed: &SealedWebhook, now: Timestamp) -> Option<Secrets> {
    let id = &sealed.webhook.id;
    let valid = sealed.old_secrets.iter().filter(|old| old.until > now);
    Some(Secrets {
        newest: open_one(vault, id, &sealed.secret)?,
        old: valid.filter_map(|old| open_one(vault, id, &old.secret)).collect(),
    })
}

/// The headers of its own as they are sent; none when they cannot be opened.
pub(super) fn open_headers(vault: &Vault, sealed: &SealedWebhook) -> Option<Headers> {
    let open = |(name, value): (&String, &String)| {
        let value = vault.open(value, &header_place(&sealed.webhook.id, name))?;
        Some((name.clone(), value.expose().to_owned()))
    };
    sealed.headers.iter().map(open).collect()
}

fn open_one(vault: &Vault, webhook: &WebhookId, text: &str) -> Option<Secret> {
    match text.strip_prefix(SEALED) {
        Some(sealed) => vault.open(sealed, &place(webhook)),
        None => Some(Secret::new(text)),
    }
}

fn place(webhook: &WebhookId) -> String {
    format!("webhooks/{webhook}/secret")
}

fn header_place(webhook: &WebhookId, name: &str) -> String {
    format!("webhooks/{webhook}/headers/{name}")
}
