//! What a service works with: configuration, database, outside world, clock, ids and the news of progress.

pub mod crash;
mod in_hand;
mod line_key;
pub mod live;
pub mod pattern;
mod presence;
pub mod relay;
mod remote;
mod rounds;
mod signer;
mod vault;
mod wake;

pub use in_hand::{InHand, Turn};
pub use line_key::LineKey;
pub use live::{Access, Live};
pub use presence::Presence;
pub use remote::Remote;
pub use rounds::{Round, Rounds};
pub use signer::Signer;
pub use vault::Vault;
pub use wake::Wake;

use crate::{
    clients::{line::LineClient, mail::Mailer, oidc::Oidc, readers::Readers, storage::Storage, webhook::WebhookClient},
    clock::Clock,
    config::Config,
    db::Db,
};
use std::{ops::Deref, sync::Arc};
use tokio::sync::Semaphore;

/// Every request holds some of it: one count, however many parts there are. One per process.
#[derive(Clone)]
pub struct Runtime(Arc<Parts>);

impl Deref for Runtime {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl From<Parts> for Runtime {
    fn from(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

/// What a [`Runtime`] is made of.
#[derive(Clone)]
pub struct Parts {
    pub config: Arc<Config>,
    pub db: Db,
    pub storage: Storage,
    pub http: WebhookClient,
    pub line: LineClient,
    pub mailer: Mailer,
    pub oidc: Oidc,
    pub clock: Clock,
    pub vault: Vault,
    pub signer: Signer,
    pub in_hand: InHand,
    pub presence: Presence,
    pub wake: Wake,
    pub live: Live,
    /// Who opens the files of strangers.
    pub readers: Readers,
    /// Kilobytes of uploaded files that may be in memory beside those that are.
    pub room: Arc<Semaphore>,
    /// Files of medium size that may stay in memory while they come, beside those that do.
    pub spare: Arc<Semaphore>,
    /// Pages are laid out by so many at once as there are cores.
    pub drawing: Arc<Semaphore>,
}
