//! OpenID Connect: asks a provider who somebody is, and believes it only after every check.
//!
//! Authorization code flow with PKCE (S256), state and nonce. An ID token counts when its issuer, audience, nonce,
//! time and signature are right; keys are kept for an hour and fetched again when a token names one that is new.

mod verify;

use super::http::{BodyEnd, Exchange, HttpClient, HttpError};
use crate::{
    clock::Clock,
    config::login::{LoginProvider, Logins},
};
use openidconnect::{
    AuthType, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse as _,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, SubjectIdentifier, TokenResponse as _,
    core::{CoreClient, CoreClientAuthMethod, CoreProviderMetadata, CoreResponseType, CoreUserInfoClaims},
    http,
};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// Over one request to a provider.
const DEADLINE: Duration = Duration::from_secs(10);
/// Bytes of an answer; discovery documents, key sets and tokens are a few thousand.
const MOST: usize = 512 * 1024;
/// What a provider says of itself is believed for so long, in milliseconds.
const KEPT: i64 = 60 * 60 * 1000;
/// Keys are fetched again for a token with a new one at most this often, in milliseconds: tokens are anybody's to send.
const REFETCH: i64 = 30_000;

/// Cheap to clone; one per process.
#[derive(Clone)]
pub struct Oidc {
    providers: Arc<BTreeMap<String, Provider>>,
    http: HttpClient,
    clock: Clock,
}

struct Provider {
    settings: LoginProvider,
    /// With the moment when it was fetched.
    known: Mutex<Option<(i64, Arc<CoreProviderMetadata>)>>,
}

/// What only the browser that asked has: kept in its session, used once.
#[derive(Clone, Serialize, Deserialize)]
pub struct Attempt {
    pub state: String,
    nonce: String,
    verifier: String,
}

/// Somebody, by the word of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub issuer: String,
    pub subject: String,
    pub email: Option<String>,
    /// Does the provider vouch for the address?
    pub email_verified: bool,
    pub name: Option<String>,
}

/// Why nobody is known.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    #[error("there is no such provider, or it is not set up")]
    Unknown,
    /// It may work later.
    #[error("the provider cannot be reached: {0}")]
    Unreachable(String),
    /// What it said cannot be believed, or it did not accept what we said.
    #[error("{0}")]
    Refused(String),
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

impl Oidc {
    /// The providers that have what they need.
    ///
    /// # Errors
    /// When the TLS set-up of the machine cannot be read.
    pub fn new(logins: &Logins, clock: Clock) -> Result<Self, reqwest::Error> {
        let ready = logins.iter().filter(|(_, settings)| settings.is_ready());
        let providers = ready
            .map(|(name, settings)| (name.clone(), Provider { settings: settings.clone(), known: Mutex::default() }))
            .collect();
        Ok(Self { providers: Arc::new(providers), http: HttpClient::open()?, clock })
    }

    /// Name in addresses and name for people.
    pub fn providers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.providers.iter().map(|(id, provider)| (id.as_str(), provider.settings.name.as_str()))
    }

    /// Where to send a browser, and what to keep until it comes back to `redirect`.
    ///
    /// # Errors
    /// When there is no such provider, or it cannot be reached.
    pub async fn ask(&self, provider: &str, redirect: &str) -> Result<(String, Attempt), OidcError> {
        let provider = self.provider(provider)?;
        let metadata = self.metadata(provider, KEPT).await?;
        let client = provider.client(&metadata, redirect)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let mut request =
            client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random).set_pkce_challenge(challenge);
        // The library asks for `openid` itself.
        for scope in provider.settings.scopes.iter().filter(|scope| *scope != "openid") {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let (url, state, nonce) = request.url();
        let (state, nonce) = (state.into_secret(), nonce.secret().clone());
        Ok((url.to_string(), Attempt { state, nonce, verifier: verifier.into_secret() }))
    }

    /// Who came back with this code. `issuer` is what the answer says of itself (RFC 9207).
    ///
    /// # Errors
    /// When anything is not as it must be.
    pub async fn answer(
        &self,
        provider: &str,
        redirect: &str,
        attempt: Attempt,
        code: String,
        issuer: Option<&str>,
    ) -> Result<Person, OidcError> {
        let provider = self.provider(provider)?;
        if issuer.is_some_and(|issuer| issuer != provider.settings.issuer) {
            return Err(OidcError::Refused("the answer is another provider's".into()));
        }
        let metadata = self.metadata(provider, KEPT).await?;
        let client = provider.client(&metadata, redirect)?;
        let http = |request: HttpRequest| fetch(self.http.clone(), request);
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| OidcError::Refused(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier))
            .request_async(&http)
            .await
            .map_err(|error| match error {
                RequestTokenError::Request(error) => OidcError::Unreachable(error.to_string()),
                // What the provider says is its business; the log has it.
                other => OidcError::Refused(format!("the code was not accepted: {other}")),
            })?;
        let token = answer.id_token().ok_or_else(|| OidcError::Refused("there is no ID token".into()))?;
        let (nonce, access) = (Nonce::new(attempt.nonce), answer.access_token());
        let person = match verify::person(provider, &metadata, token, access, &nonce, self.clock.now()) {
            Err(verify::Failure::UnknownKey) => {
                let metadata = self.metadata(provider, REFETCH).await?;
                verify::person(provider, &metadata, token, access, &nonce, self.clock.now())
            }
            outcome => outcome,
        }
        .map_err(|failure| OidcError::Refused(failure.to_string()))?;
        if person.email.is_some() {
            return Ok(person);
        }
        // A token need not say everything; of this very subject the provider tells more when it is asked.
        let subject = SubjectIdentifier::new(person.subject.clone());
        let Ok(request) = client.user_info(access.clone(), Some(subject)) else { return Ok(person) };
        let more: CoreUserInfoClaims = request.request_async(&http).await.map_err(|error| {
            OidcError::Refused(format!("what it says of the person cannot be used: {}", chain(&error)))
        })?;
        let name = more.name().and_then(|name| name.get(None)).map(|name| name.as_str().trim().to_owned());
        Ok(Person {
            email: more.email().map(|email| email.as_str().to_owned()),
            email_verified: more.email_verified().unwrap_or(false),
            name: person.name.or(name),
            ..person
        })
    }

    fn provider(&self, name: &str) -> Result<&Provider, OidcError> {
        self.providers.get(name).ok_or(OidcError::Unknown)
    }

    /// What the provider says of itself, not older than asked, in milliseconds.
    async fn metadata(&self, provider: &Provider, oldest: i64) -> Result<Arc<CoreProviderMetadata>, OidcError> {
        let now = self.clock.now().0;
        if let Some((fetched, known)) = &*provider.known.lock()
            && now - fetched < oldest
        {
            return Ok(known.clone());
        }
        let issuer = IssuerUrl::new(provider.settings.issuer.clone())
            .map_err(|error| OidcError::Unreachable(format!("its issuer is no address: {error}")))?;
        let http = |request: HttpRequest| fetch(self.http.clone(), request);
        let found = CoreProviderMetadata::discover_async(issuer, &http).await;
        let found = Arc::new(found.map_err(|error| OidcError::Unreachable(chain(&error)))?);
        *provider.known.lock() = Some((now, found.clone()));
        Ok(found)
    }
}

impl Provider {
    fn client(&self, metadata: &CoreProviderMetadata, redirect: &str) -> Result<Client, OidcError> {
        let redirect = RedirectUrl::new(redirect.to_owned())
            .map_err(|error| OidcError::Refused(format!("the public URL is no address: {error}")))?;
        let methods = metadata.token_endpoint_auth_methods_supported();
        let basic = methods.is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let auth = if self.settings.secret_in_body || !basic { AuthType::RequestBody } else { AuthType::BasicAuth };
        let client = CoreClient::from_provider_metadata(metadata.clone(), self.client_id(), self.client_secret());
        Ok(client.set_redirect_uri(redirect).set_auth_type(auth))
    }

    fn client_id(&self) -> ClientId {
        ClientId::new(self.settings.client_id.clone())
    }

    fn client_secret(&self) -> Option<ClientSecret> {
        self.settings.secret.as_ref().map(|secret| ClientSecret::new(secret.expose().to_owned()))
    }
}

/// The library's requests by our own way out.
async fn fetch(client: HttpClient, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let (parts, body) = request.into_parts();
    let exchange = Exchange {
        method: parts.method,
        url: parts.uri.to_string(),
        headers: parts.headers,
        body,
        deadline: DEADLINE,
        most: MOST,
    };
    let response = client.exchange(exchange).await?;
    if response.end != BodyEnd::Whole {
        return Err(HttpError::Failed("the answer is cut off or too long".into()));
    }
    let mut built = http::Response::builder().status(response.status);
    if let Some(headers) = built.headers_mut() {
        *headers = response.headers;
    }
    built.body(response.body).map_err(|error| HttpError::Failed(error.to_string()))
}

/// An error with its causes: the outer ones say little.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
