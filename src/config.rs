//! The running server's configuration: `Leptos.toml`, then the environment.

mod forwarded;
mod line;
mod load;
pub mod login;
mod mail;
pub mod providers;
mod secret;
mod storage;

pub use forwarded::ForwardedHeader;
pub use line::Line;
pub use load::ConfigError;
pub use mail::Mail;
pub use secret::Secret;
pub use storage::{Bucket, BucketKind, Storage, StoragePlace};

use serde::Deserialize;
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// Everything that can be set; one field per table of `Leptos.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Read by `leptos_config`; kept here so that no other key passes unseen.
    package: toml::Value,
    pub server: Server,
    pub database: Database,
    pub storage: Storage,
    pub upload: Upload,
    pub extraction: Extraction,
    pub providers: providers::Providers,
    pub queue: Queue,
    pub webhooks: Webhooks,
    pub line: Line,
    pub limits: Limits,
    pub live: Live,
    pub mail: Mail,
    pub login: login::Logins,
    /// What the keys of organizations are sealed with; from the environment alone.
    #[serde(skip)]
    pub secret: Option<Secret>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Server {
    pub data: PathBuf,
    public_url: String,
    access_minutes: i64,
    /// Without a visit.
    pub session_days: i64,
    /// In all.
    pub session_max_days: i64,
    /// At once.
    pub max_connections: usize,
    header_seconds: u64,
    body_seconds: u64,
    slow_seconds: u64,
    /// A second.
    pub slowest_bytes: u64,
    /// Networks in CIDR notation.
    pub trusted_proxies: Vec<ipnet::IpNet>,
    pub forwarded_header: ForwardedHeader,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Database {
    url: String,
    pub max_connections: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Upload {
    /// Bytes.
    pub max_bytes: u64,
    /// Bytes.
    pub memory_bytes: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Extraction {
    pub models: PathBuf,
    pub max_pages: u32,
    pub max_megapixels: u32,
    timeout_seconds: u64,
    reader: String,
    /// Memory of one reader process.
    pub reader_megabytes: u64,
    reader_idle_seconds: u64,
    answer_seconds: u64,
    second_model: String,
    /// Networks in CIDR notation.
    pub provider_allow: Vec<ipnet::IpNet>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Queue {
    /// Does a server work as well?
    pub workers: bool,
    concurrency: usize,
    per_organization: usize,
    pub deliveries: usize,
    lease_seconds: u64,
    pub max_attempts: i32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Webhooks {
    pub attempts: i32,
    timeout_seconds: u64,
    /// Days that deliveries stay in the log.
    pub keep_days: i64,
    /// Networks in CIDR notation.
    pub allow: Vec<ipnet::IpNet>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Live {
    /// Such as `https://erp.example`.
    pub origins: Vec<String>,
}

/// Requests a minute; 0 for any number.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    pub enabled: bool,
    pub auth: u32,
    pub writes: u32,
    pub reads: u32,
    /// For each LINE bot.
    pub line: u32,
}

impl Config {
    /// The address to serve on.
    ///
    /// # Errors
    /// Names the setting when it is not `host:port`.
    pub fn address(&self) -> Result<SocketAddr, ConfigError> {
        let text = self.leptos("site-addr");
        text.parse()
            .map_err(|_| ConfigError::new("OCRIVA_ADDR", format!("`{text}` is not an address such as 127.0.0.1:3000")))
    }

    /// Where people reach the server; without a slash at the end.
    #[must_use]
    pub fn public_url(&self) -> String {
        match self.server.public_url.trim_end_matches('/') {
            "" => format!("http://{}", self.leptos("site-addr")),
            url => url.to_owned(),
        }
    }

    /// Is it reached by https?
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.public_url().starts_with("https://")
    }

    #[must_use]
    pub fn database_url(&self) -> String {
        match self.database.url.as_str() {
            "" => format!("sqlite://{}?mode=rwc", self.server.data.join("ocriva.db").display()),
            url => url.to_owned(),
        }
    }

    /// Where mails are kept that nobody sends.
    #[must_use]
    pub fn outbox(&self) -> PathBuf {
        self.server.data.join("outbox")
    }

    /// Where uploaded files are kept.
    ///
    /// # Errors
    /// When the setting is not an address of a folder or a bucket.
    pub fn storage_place(&self) -> Result<StoragePlace, ConfigError> {
        self.storage.place(&self.server.data)
    }

    /// What Leptos wants to know.
    #[must_use]
    pub fn leptos_options(&self, address: SocketAddr) -> leptos::config::LeptosOptions {
        leptos::config::LeptosOptions::builder()
            .output_name(self.leptos("output-name"))
            .site_root(self.leptos("site-root"))
            .site_pkg_dir(self.leptos("site-pkg-dir"))
            .site_addr(address)
            .build()
    }

    fn leptos(&self, key: &str) -> &str {
        self.package.get("metadata").and_then(|metadata| metadata.get("leptos")?.get(key)?.as_str()).unwrap_or_default()
    }
}

impl Server {
    /// How long a request may rely on what the last renewal found, in minutes.
    #[must_use]
    pub fn access_minutes(&self) -> i64 {
        self.access_minutes.max(1)
    }

    /// Longest wait for the head of a request.
    #[must_use]
    pub fn header_timeout(&self) -> Duration {
        Duration::from_secs(self.header_seconds)
    }

    /// Longest wait for the whole body of a request.
    #[must_use]
    pub fn body_timeout(&self) -> Duration {
        Duration::from_secs(self.body_seconds)
    }

    /// How long a body may be too slow.
    #[must_use]
    pub fn slow_window(&self) -> Duration {
        Duration::from_secs(self.slow_seconds)
    }
}

impl Extraction {
    #[must_use]
    pub fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds)
    }

    /// The program that reads files in processes of its own, if it is not this one.
    #[must_use]
    pub fn reader(&self) -> Option<PathBuf> {
        Some(PathBuf::from(&self.reader)).filter(|program| !program.as_os_str().is_empty())
    }

    /// How long a reader process without work stays.
    #[must_use]
    pub fn reader_idle(&self) -> Duration {
        Duration::from_secs(self.reader_idle_seconds)
    }

    /// Longest wait for one answer of a provider.
    #[must_use]
    pub fn answer_timeout(&self) -> Duration {
        Duration::from_secs(self.answer_seconds)
    }

    /// `provider/model` that every provider's answer is held against.
    #[must_use]
    pub fn second_model(&self) -> Option<&str> {
        Some(self.second_model.as_str()).filter(|name| !name.is_empty())
    }
}

impl Queue {
    /// Documents worked on at once. Two for each core: while some wait for the recognition of pictures or for a
    /// provider, others are read.
    #[must_use]
    pub fn concurrency(&self) -> usize {
        match self.concurrency {
            0 => 2 * std::thread::available_parallelism().map_or(1, usize::from),
            set => set,
        }
    }

    /// Documents of one organization that are read at once, over all processes.
    #[must_use]
    pub fn per_organization(&self) -> usize {
        match self.per_organization {
            0 => usize::MAX,
            set => set,
        }
    }

    #[must_use]
    pub fn lease(&self) -> Duration {
        Duration::from_secs(self.lease_seconds)
    }
}

impl Webhooks {
    #[must_use]
    pub fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds)
    }
}
