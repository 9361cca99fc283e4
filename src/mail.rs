//! Mails: written in the transaction of what causes them, sent by the workers, tried again until they are taken.

mod letter;
pub mod letters;
pub mod sender;

pub use letter::Letter;

use crate::{
    config::Secret,
    db::{
        Tx,
        queries::mails::{self, NewMail},
    },
    domain::id::{MailId, OrgId},
    error::AppError,
    runtime::Runtime,
};

/// Puts a letter into the queue; it is sent if `tx` is committed. Ring `runtime.wake` after that.
///
/// What it says is sealed in the database and forgotten as soon as it left: links in letters open accounts.
///
/// # Errors
/// When the database does not answer.
pub async fn enqueue(runtime: &Runtime, tx: &Tx, organization: Option<&OrgId>, letter: Letter) -> Result<(), AppError> {
    let mail = letter.write(&runtime.config.public_url());
    let id: MailId = runtime.clock.id(MailId::PREFIX);
    let content = serde_json::to_string(&mail).map_err(|error| {
        tracing::error!(%error, "a mail could not be written");
        AppError::internal()
    })?;
    let new = NewMail {
        id: &id,
        organization,
        recipient: &mail.to,
        subject: &mail.subject,
        sealed: runtime.vault.seal(&Secret::new(content), id.as_str()),
        now: runtime.clock.now(),
    };
    Ok(mails::enqueue(tx, new).await?)
}
