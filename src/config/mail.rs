//! `[mail]`: who mails come from, and who takes them.

use super::Secret;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mail {
    /// `Name <address>`, or nothing.
    pub from: String,
    /// Days that it is kept who was sent which mail.
    pub keep_days: i64,
    /// With the password; from the environment alone.
    #[serde(skip)]
    pub smtp_url: Option<Secret>,
}
