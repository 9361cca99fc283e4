//! The door of a LINE bot: who signs with its secret is LINE, and may bring what was sent to it.

use super::{ProjectScope, Receives};
use crate::{
    db::{Db, queries::line_channels},
    domain::id::LineChannelId,
    error::{AppError, Kind},
    runtime::{LineKey, Vault},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use ring::hmac::{self, HMAC_SHA256};

/// A door at which LINE stands.
pub struct LineDoor {
    pub scope: ProjectScope<Receives>,
    /// A bot that is switched off hears and takes nothing.
    pub is_open: bool,
}

impl LineDoor {
    /// Opens to the signature of the raw `body`: HMAC-SHA-256 under the channel secret, in base64
    /// (<https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/>).
    ///
    /// # Errors
    /// 401, the same for a wrong signature and for a bot that is not there.
    pub async fn open(
        db: &Db,
        vault: &Vault,
        id: &LineChannelId,
        body: &[u8],
        signature: &str,
    ) -> Result<Self, AppError> {
        let door = line_channels::door(db, id).await?;
        let secret = door.as_ref().and_then(|door| {
            let secret = LineKey::ChannelSecret.open(vault, id, &door.sealed_secret);
            if secret.is_none() {
                tracing::warn!(channel = %id, "its channel secret was sealed with another OCRIVA_SECRET");
            }
            secret
        });
        // Where there is none, the same work is done under one that nobody has.
        let key = secret.map_or_else(|| rand::random::<[u8; 32]>().to_vec(), |secret| secret.expose().into());
        let signature = BASE64_STANDARD.decode(signature).unwrap_or_default();
        let is_signed = hmac::verify(&hmac::Key::new(HMAC_SHA256, &key), body, &signature).is_ok();
        let door = door.filter(|_| is_signed).ok_or_else(refused)?;
        Ok(Self { scope: ProjectScope::of_door(door.organization, door.project), is_open: door.is_open })
    }
}

fn refused() -> AppError {
    let message = "This request is not signed by LINE for this address, so nothing was taken. Check the webhook URL \
                   in LINE's console, and the channel secret in Ocriva.";
    AppError::new(Kind::Unauthorized, "wrong_signature", message)
}
