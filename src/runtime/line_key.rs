//! The keys of a LINE bot at rest: sealed to their bot, opened to check who knocks and to ask.

use super::Vault;
use crate::{config::Secret, domain::id::LineChannelId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKey {
    /// LINE signs with it.
    ChannelSecret,
    /// We show it to LINE.
    AccessToken,
}

impl LineKey {
    #[must_use]
    pub fn seal(self, vault: &Vault, channel: &LineChannelId, key: &Secret) -> String {
        vault.seal(key, &self.place(channel))
    }

    /// None when the server's secret is not the one that it was sealed with.
    #[must_use]
    pub fn open(self, vault: &Vault, channel: &LineChannelId, sealed: &str) -> Option<Secret> {
        vault.open(sealed, &self.place(channel))
    }

    fn place(self, channel: &LineChannelId) -> String {
        let name = match self {
            Self::ChannelSecret => "secret",
            Self::AccessToken => "token",
        };
        format!("line_channels/{channel}/{name}")
    }
}
