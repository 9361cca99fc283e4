//! The one way out by HTTP: asks within a deadline, reads no more than asked, follows nothing, and goes where a
//! tenant points only past the guard.

use super::address::AddressGuard;
use reqwest::{
    Client, ClientBuilder, Method, RequestBuilder, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{HeaderMap, HeaderValue},
    redirect::Policy,
};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct HttpClient {
    client: Client,
    guard: Option<Arc<AddressGuard>>,
}

/// What to send and how much to put up with.
pub struct Post<'a> {
    pub url: &'a str,
    pub headers: &'a [(&'a str, String)],
    /// JSON.
    pub body: Vec<u8>,
    /// Over connect, headers and body together.
    pub deadline: Duration,
    /// Bytes of the answer that are read; the rest is left unread.
    pub most: usize,
}

/// A request as another library made it, and how much to put up with.
pub struct Exchange {
    pub method: Method,
    pub url: String,
    pub headers: HeaderMap,
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
        Self::resolved_by(guard, lookup)
    }

    fn resolved_by<F, L>(guard: Arc<AddressGuard>, lookup: F) -> Result<Self, reqwest::Error>
    where
        F: Fn(String) -> L + Send + Sync + 'static,
        L: Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'static,
    {
        let client = plain().no_proxy().dns_resolver(GuardedResolver { guard: guard.clone(), lookup }).build()?;
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
        Self::send(request.body(post.body), post.deadline, post.most).await
    }

    /// # Errors
    /// When there was no answer; any status is one.
    pub async fn exchange(&self, exchange: Exchange) -> Result<Response, HttpError> {
        let request = self.client.request(exchange.method, self.vet(&exchange.url)?).headers(exchange.headers);
        Self::send(request.body(exchange.body), exchange.deadline, exchange.most).await
    }

    async fn send(request: RequestBuilder, deadline: Duration, most: usize) -> Result<Response, HttpError> {
        let exchange = async {
            let mut response = request.send().await.map_err(|error| HttpError::Failed(explain(&error)))?;
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
                if body.len() > most {
                    body.truncate(most);
                    end = BodyEnd::Cut;
                    break;
                }
            }
            Ok(Response { status, headers, body, end })
        };
        tokio::time::timeout(deadline, exchange).await.unwrap_or(Err(HttpError::TimedOut(deadline)))
    }

    /// An address written as a number never reaches the resolver: it is judged here.
    pub(crate) fn vet(&self, url: &str) -> Result<Url, HttpError> {
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

/// The addresses of a name, as the machine knows them.
async fn lookup(name: String) -> io::Result<Vec<SocketAddr>> {
    Ok(tokio::net::lookup_host((name, 0)).await?.collect())
}

/// Resolves once; connects only to what it vetted, and refuses a name with any forbidden address.
struct GuardedResolver<F> {
    guard: Arc<AddressGuard>,
    lookup: F,
}

impl<F, L> Resolve for GuardedResolver<F>
where
    F: Fn(String) -> L + Send + Sync + 'static,
    L: Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'static,
{
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, looking) = (self.guard.clone(), (self.lookup)(name.as_str().to_owned()));
        Box::pin(async move {
            let found = looking.await?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use parking_lot::Mutex;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    fn guarded() -> HttpClient {
        let _ = rustls::crypto::ring::default_provider().install_default();
        HttpClient::guarded(AddressGuard::default()).unwrap()
    }

    /// In whichever way a private address is written, it is judged as what it is.
    #[test]
    fn numbers_in_every_spelling_are_judged() {
        let client = guarded();
        for url in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://017700000001/",
            "http://0177.0.0.1/",
            "http://0x7f000001/",
            "http://0x7f.0x0.0x0.0x1/",
            "http://127.0.0.1./",
            "http://%31%32%37.0.0.1/",
            "http://１２７.０.０.１/",
            "http://127。0。0。1/",
            "http://example.com@127.0.0.1/",
            "http://example.com:80@127.0.0.1:8080/",
            "http://127.0.0.1\\@example.com/",
            "http:127.0.0.1/",
            "http://0/",
            "http://[::1]/",
            "http://[::]/",
            "http://[0:0:0:0:0:0:0:1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[::127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[fe80::1]/",
            "http://[fd00::1]:8080/",
            "http://169.254.169.254/latest/meta-data/",
            "http://[fd00:ec2::254]/",
        ] {
            assert!(matches!(client.vet(url), Err(HttpError::Refused(_))), "{url}");
        }
        for url in ["", "example.com", "ftp://example.com/", "file:///etc/passwd", "gopher://127.0.0.1/", "http://"] {
            assert!(matches!(client.vet(url), Err(HttpError::Refused(_))), "{url}");
        }
        // The host is what stands behind the last @ before the path.
        assert_eq!(client.vet("http://127.0.0.1@example.com/").unwrap().host_str(), Some("example.com"));
        for url in ["https://93.184.216.34/", "https://[2606:4700:4700::1111]/", "https://example.com/127.0.0.1"] {
            assert!(client.vet(url).is_ok(), "{url}");
        }
    }

    async fn post(client: &HttpClient, url: &str) -> Result<Response, HttpError> {
        let post = Post { url, headers: &[], body: Vec::new(), deadline: Duration::from_secs(20), most: 100 };
        client.post(post).await
    }

    #[tokio::test]
    async fn names_of_this_machine_are_refused() {
        for url in ["http://localhost/", "http://LOCALHOST:8080/"] {
            let error = post(&guarded(), url).await.unwrap_err().to_string();
            assert_eq!(error, REFUSED, "{url}");
        }
    }

    /// A server on `address` that closes after each answer.
    async fn server(address: &str) -> SocketAddr {
        let listener = TcpListener::bind(address).await.unwrap();
        let at = listener.local_addr().unwrap();
        let serve = async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut asked = [0; 1024];
                let _ = stream.read(&mut asked).await;
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok").await;
            }
        };
        #[expect(clippy::disallowed_methods, reason = "it ends with the test")]
        tokio::spawn(serve);
        at
    }

    /// A client that resolves every name to these addresses, one list for each time that it asks.
    fn resolving(answers: &[&[&str]]) -> (HttpClient, Arc<Mutex<usize>>) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        // The one address that counts as public here.
        let guard = AddressGuard::new(vec!["127.0.0.1/32".parse().unwrap()]);
        let answers: Vec<Vec<SocketAddr>> = answers
            .iter()
            .map(|list| list.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), 0)).collect())
            .collect();
        let asked = Arc::new(Mutex::new(0));
        let count = asked.clone();
        let lookup = move |_| {
            let mut count = count.lock();
            let answer = answers[(*count).min(answers.len() - 1)].clone();
            *count += 1;
            std::future::ready(Ok(answer))
        };
        (HttpClient::resolved_by(Arc::new(guard), lookup).unwrap(), asked)
    }

    #[tokio::test]
    async fn a_name_that_moves_to_a_private_address_is_not_followed_there() {
        let port = server("127.0.0.1:0").await.port();
        let (client, asked) = resolving(&[&["127.0.0.1"], &["127.0.0.2"]]);
        let url = format!("http://rebinding.example:{port}/");
        assert_eq!(post(&client, &url).await.unwrap().status, 200);
        assert_eq!(*asked.lock(), 1, "what was vetted is what was connected to: nobody asks twice");
        assert_eq!(post(&client, &url).await.unwrap_err().to_string(), REFUSED);
        assert_eq!(*asked.lock(), 2);
    }

    #[tokio::test]
    async fn one_private_address_among_public_ones_refuses_the_name() {
        let port = server("127.0.0.1:0").await.port();
        for list in [["127.0.0.1", "10.0.0.1"], ["10.0.0.1", "127.0.0.1"], ["127.0.0.1", "::ffff:169.254.169.254"]] {
            let (client, _) = resolving(&[&list]);
            let error = post(&client, &format!("http://both.example:{port}/")).await.unwrap_err().to_string();
            assert_eq!(error, REFUSED, "{list:?}");
        }
    }
}
