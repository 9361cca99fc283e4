//! Who is at the other end of the request that is being answered: its address and its program.

use std::net::IpAddr;

tokio::task_local! {
    static REMOTE: Remote;
}

/// Workers, sweeps and the command line have none: then both are missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remote {
    pub address: Option<IpAddr>,
    /// What it says of itself; shortened.
    pub user_agent: Option<String>,
}

impl Remote {
    /// Of the request in whose task this is called.
    #[must_use]
    pub fn here() -> Self {
        REMOTE.try_with(Clone::clone).unwrap_or_default()
    }

    /// Answers a request that came from here.
    pub async fn asks<T>(self, answer: impl Future<Output = T>) -> T {
        REMOTE.scope(self, answer).await
    }
}
