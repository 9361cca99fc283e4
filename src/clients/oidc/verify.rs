//! What an ID token must be before a word of it is believed.

use super::{Person, Provider};
use crate::domain::time::Timestamp;
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, Nonce, SignatureVerificationError,
    core::{CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreProviderMetadata},
};
use std::time::{Duration, SystemTime};

/// Why a token is not believed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("the ID token is signed with a key that the provider does not list")]
    UnknownKey,
    #[error("{0}")]
    Refused(String),
}

/// Somebody, if the token holds.
pub fn person(
    provider: &Provider,
    metadata: &CoreProviderMetadata,
    token: &CoreIdToken,
    access: &AccessToken,
    nonce: &Nonce,
    now: Timestamp,
) -> Result<Person, Failure> {
    let refused = |reason: String| Failure::Refused(format!("the ID token is not valid: {reason}"));
    let id = provider.client_id();
    let (issuer, keys) = (metadata.issuer().clone(), metadata.jwks().clone());
    let secret = provider.client_secret().ok_or_else(|| refused("there is no secret".into()))?;
    let now = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(now.0).unwrap_or(0));
    let verifier = CoreIdTokenVerifier::new_confidential_client(id.clone(), secret, issuer, keys)
        .set_allowed_algs(algorithms(provider, metadata)?)
        .set_time_fn(move || now.into());
    let claims = token.claims(&verifier, nonce).map_err(|error| match error {
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            Failure::UnknownKey
        }
        error => refused(super::chain(&error)),
    })?;
    if claims.authorized_party().is_some_and(|party| *party != id) {
        return Err(refused("it was made for another party".into()));
    }
    if let Some(expected) = claims.access_token_hash() {
        let key = token.signing_key(&verifier).map_err(|error| refused(error.to_string()))?;
        let algorithm = token.signing_alg().map_err(|error| refused(error.to_string()))?;
        let actual = AccessTokenHash::from_token(access, algorithm, key).map_err(|error| refused(error.to_string()))?;
        if actual != *expected {
            return Err(refused("it belongs to another access token".into()));
        }
    }
    let name = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str().trim().to_owned());
    Ok(Person {
        issuer: claims.issuer().as_str().to_owned(),
        subject: claims.subject().as_str().to_owned(),
        email: claims.email().map(|email| email.as_str().to_owned()),
        email_verified: claims.email_verified().unwrap_or(false),
        name: name.filter(|name| !name.is_empty()),
    })
}

/// How the provider signs: as the operator says, else as it says itself; never not at all, and with the shared secret
/// only where the operator says so.
fn algorithms(provider: &Provider, metadata: &CoreProviderMetadata) -> Result<Vec<CoreJwsSigningAlgorithm>, Failure> {
    if let Some(name) = &provider.settings.algorithm {
        let parsed = serde_json::from_value(serde_json::Value::String(name.clone()));
        let parsed: Option<CoreJwsSigningAlgorithm> = parsed.ok().filter(|one| *one != CoreJwsSigningAlgorithm::None);
        return parsed.map(|one| vec![one]).ok_or_else(|| {
            Failure::Refused(format!("the configuration names an algorithm that is not known: {name}"))
        });
    }
    let shared = [
        CoreJwsSigningAlgorithm::None,
        CoreJwsSigningAlgorithm::HmacSha256,
        CoreJwsSigningAlgorithm::HmacSha384,
        CoreJwsSigningAlgorithm::HmacSha512,
    ];
    let offered = metadata.id_token_signing_alg_values_supported();
    Ok(offered.iter().filter(|one| !shared.contains(one)).cloned().collect())
}
