//! The one way out by HTTP: posts within a deadline, reads no more than asked, follows nothing, and goes where a
//! tenant points only past the guard.

use super::address::AddressGuard;
use reqwest::{
    Client, ClientBuilder, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{HeaderMap, HeaderValue},
    redirect::Policy,
};
use std::{net::SocketAddr, sync::Arc, time::Duration};

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct HttpClient {
    client: Client,
    guard: Option<Arc<AddressGuard>>,
}

/// What to send and how much to put up with.
pub struct Post<'a> {
    pub url: &'a str,
    pub headers: &'a [(&'static str, String)],
    /// JSON.
    pub body: Vec<u8>,
    /// Over connect, headers and body together.
    pub deadline: Duration,
    /// Bytes of the answer that are read; the rest is left unread.
    pub most: usize,
}

/// What came back.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub end: BodyEnd,
}

/// Where the body ends.
#[derive(Debug, PartialEq, Eq)]
pub enum BodyEnd {
    /// It is all there.
    Whole,
    /// There was more than asked for.
    Cut,
    /// The connection broke, for this reason.
    Broken(String),
}

/// Why nothing came back.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// Nothing was sent: the address is none of those that may be asked.
    #[error("{0}")]
    Refused(String),
    #[error("{0}")]
    Failed(String),
    #[error("no complete answer within {} s", .0.as_secs())]
    TimedOut(Duration),
}

impl HttpClient {
    /// For addresses that the operator chose: anywhere, by the proxy of the machine if it has one.
    ///
    /// # Errors
    /// When the TLS set-up of the machine cannot be read.
    pub fn open() -> Result<Self, reqwest::Error> {
        Ok(Self { client: plain().build()?, guard: None })
    }

    /// For addresses that a tenant chose.
    ///
    /// # Errors
    /// When the TLS set-up of the machine cannot be read.
    pub fn guarded(guard: AddressGuard) -> Result<Self, reqwest::Error> {
        let guard = Arc::new(guard);
        let client = plain().no_proxy().dns_resolver(GuardedResolver { guard: guard.clone() }).build()?;
        Ok(Self { client, guard: Some(guard) })
    }

    /// # Errors
    /// When there was no answer; any status is one.
    pub async fn post(&self, post: Post<'_>) -> Result<Response, HttpError> {
        let mut request = self.client.post(self.vet(post.url)?).header("content-type", "application/json");
        for (name, value) in post.headers {
            let mut value = HeaderValue::from_str(value)
                .map_err(|_| HttpError::Refused(format!("the header `{name}` has characters that cannot be sent")))?;
            value.set_sensitive(true);
            request = request.header(*name, value);
        }
        let exchange = async {
            let mut response =
                request.body(post.body).send().await.map_err(|error| HttpError::Failed(explain(&error)))?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let (mut body, mut end) = (Vec::new(), BodyEnd::Whole);
            loop {
                match response.chunk().await {
                    Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                    Ok(None) => break,
                    Err(error) => {
                        end = BodyEnd::Broken(explain(&error));
                        break;
                    }
                }
                if body.len() > post.most {
                    body.truncate(post.most);
                    end = BodyEnd::Cut;
                    break;
                }
            }
            Ok(Response { status, headers, body, end })
        };
        tokio::time::timeout(post.deadline, exchange).await.unwrap_or(Err(HttpError::TimedOut(post.deadline)))
    }

    /// An address written as a number never reaches the resolver: it is judged here.
    fn vet(&self, url: &str) -> Result<Url, HttpError> {
        let url =
            Url::parse(url).map_err(|error| HttpError::Refused(format!("the address cannot be read: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(HttpError::Refused("only http and https are supported".into()));
        }
        let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        match (&self.guard, host.parse()) {
            (Some(guard), Ok(address)) if !guard.permits(address) => Err(HttpError::Refused(REFUSED.into())),
            _ => Ok(url),
        }
    }
}

const REFUSED: &str = "the address is in a private or reserved network, where nothing is sent";

fn plain() -> ClientBuilder {
    Client::builder().redirect(Policy::none()).user_agent(concat!("Ocriva/", env!("CARGO_PKG_VERSION")))
}

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
