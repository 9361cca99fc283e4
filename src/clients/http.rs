//! Posts to addresses that a tenant chose: guarded, within a deadline, reading little.

use super::address::AddressGuard;
use reqwest::{
    Client, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};
use std::{net::SocketAddr, sync::Arc, time::Duration};

/// What is read of an answer, in bytes; the rest is left unread.
const MAX_ANSWER: usize = 64 * 1024;
/// What is kept of an answer for the log, in bytes.
const KEPT_ANSWER: usize = 1024;

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct WebhookClient {
    client: Client,
    guard: Arc<AddressGuard>,
    timeout: Duration,
}

/// What came back.
#[derive(Debug, Default)]
pub struct Answer {
    /// HTTP status; none when there was no answer.
    pub status: Option<u16>,
    /// Why there was none, or why it could not be read.
    pub error: Option<String>,
    /// Its first bytes.
    pub body: Option<String>,
}

impl WebhookClient {
    /// # Errors
    /// When the TLS set-up of the machine cannot be read.
    pub fn new(guard: AddressGuard, timeout: Duration) -> Result<Self, reqwest::Error> {
        let guard = Arc::new(guard);
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .dns_resolver(GuardedResolver { guard: guard.clone() })
            .user_agent(concat!("Ocriva/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, guard, timeout })
    }

    /// One POST of `body`; never an `Err`: whatever happens is for the delivery log.
    pub async fn post(&self, url: &str, headers: &[(&'static str, String)], body: Vec<u8>) -> Answer {
        let url = match self.vet(url) {
            Ok(url) => url,
            Err(error) => return Answer { error: Some(error), ..Answer::default() },
        };
        let mut request = self.client.post(url).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let exchange = async {
            let mut response = match request.body(body).send().await {
                Ok(response) => response,
                Err(error) => return Answer { error: Some(explain(&error)), ..Answer::default() },
            };
            let mut answer = Answer { status: Some(response.status().as_u16()), ..Answer::default() };
            let mut read = Vec::new();
            while read.len() < MAX_ANSWER {
                match response.chunk().await {
                    Ok(Some(chunk)) => read.extend_from_slice(&chunk),
                    Ok(None) => break,
                    Err(error) => {
                        answer.error = Some(explain(&error));
                        break;
                    }
                }
            }
            read.truncate(KEPT_ANSWER);
            // PostgreSQL keeps no NUL in a text.
            answer.body =
                Some(String::from_utf8_lossy(&read).replace('\0', "\u{fffd}")).filter(|text| !text.is_empty());
            answer
        };
        tokio::time::timeout(self.timeout, exchange).await.unwrap_or_else(|_| Answer {
            error: Some(format!("no complete answer within {} s", self.timeout.as_secs())),
            ..Answer::default()
        })
    }

    /// An address written as a number never reaches the resolver: it is judged here.
    fn vet(&self, url: &str) -> Result<Url, String> {
        let url = Url::parse(url).map_err(|error| format!("the address cannot be read: {error}"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("only http and https are supported".into());
        }
        let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        match host.parse() {
            Ok(address) if !self.guard.permits(address) => Err(REFUSED.into()),
            _ => Ok(url),
        }
    }
}

const REFUSED: &str = "the address is in a private or reserved network, where webhooks are not sent";

/// Resolves once; connects only to what it vetted, and refuses a name with any forbidden address.
struct GuardedResolver {
    guard: Arc<AddressGuard>,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.guard.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.iter().any(|address| !guard.permits(address.ip())) {
                return Err(REFUSED.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// The innermost cause: the outer ones only say that something failed.
fn explain(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
