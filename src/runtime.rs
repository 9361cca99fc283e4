//! What a service works with: configuration, database, outside world, clock, ids and the news of progress.

pub mod crash;
mod in_hand;
mod line_key;
pub mod live;
pub mod pattern;
pub mod relay;
mod remote;
mod rounds;
mod signer;
mod vault;
mod wake;

pub use in_hand::{InHand, Turn};
pub use line_key::LineKey;
pub use live::{Access, Live};
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
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Cheap to clone; one per process.
#[derive(Clone)]
pub struct Runtime {
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
    pub wake: Wake,
    pub live: Live,
    /// Who opens the files of strangers.
    pub readers: Readers,
    /// Kilobytes of uploaded files that may be in memory beside those that are.
    pub room: Arc<Semaphore>,
    /// Pages are laid out by so many at once as there are cores.
    pub drawing: Arc<Semaphore>,
}
