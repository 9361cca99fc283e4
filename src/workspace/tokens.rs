//! API tokens: made, listed, changed, given another text, revoked. The text is shown once.

use crate::domain::text;
use crate::{
    access::{AnyScope, Caller, NewSecret, TokensDelete, TokensRead, TokensWrite},
    db::{Db, Tx, queries},
    domain::{
        access::Permission,
        audit::{AuditAction, AuditEntity},
        id::TokenId,
        time::Timestamp,
        token::{ApiToken, NewToken, TokenChange},
    },
    error::{AppError, FieldError},
    runtime::{Access, Runtime},
    workspace::audit::{self, Change},
};
use ipnet::IpNet;
use std::net::IpAddr;

/// Longest name, in characters.
const MAX_NAME: usize = 100;
/// How long a token lives if nothing is said, in days.
const LIFE_DAYS: i64 = 365;
/// How long it may live: for ever is no date, and nobody looks after such a token.
const MAX_LIFE_DAYS: i64 = 3653;
/// Networks of one list.
const MAX_NETWORKS: usize = 50;

/// # Errors
/// 400, field by field; 403 for a permission that the caller does not have.
pub async fn create(
    runtime: &Runtime,
    scope: &AnyScope<TokensWrite>,
    caller: &Caller,
    new: NewToken,
) -> Result<ApiToken, AppError> {
    let (secret, now) = (NewSecret::random(), runtime.clock.now());
    let mut token = ApiToken {
        id: runtime.clock.id(TokenId::PREFIX),
        organization_id: scope.organization().clone(),
        project_id: scope.project().cloned(),
        name: new.name,
        prefix: secret.prefix.clone(),
        permissions: new.permissions,
        allowed_networks: new.allowed_networks,
        created_by: scope.actor().cloned(),
        created_by_name: None,
        created_at: now,
        expires_at: new.expires_at.unwrap_or_else(|| usual_end(caller, now)),
        last_used_at: None,
        last_used_ip: None,
        revoked_at: None,
        token: None,
    };
    check(&mut token, caller, now)?;
    may_grant(caller, &token.permissions)?;
    let tx = runtime.db.begin().await?;
    queries::tokens::insert(&tx, scope, &token, &secret).await?;
    audit::record(runtime, &tx, scope, AuditAction::TokenCreated, deed(&token), Change::made(&token)).await?;
    tx.commit().await?;
    Ok(ApiToken { token: Some(secret.text), ..token })
}

/// # Errors
/// When the database does not answer.
pub async fn list(db: &Db, scope: &AnyScope<TokensRead>) -> Result<Vec<ApiToken>, AppError> {
    named(db, queries::tokens::list(db, scope).await?).await
}

/// # Errors
/// 404 when there is none.
pub async fn get<P>(db: &Db, scope: &AnyScope<P>, id: &TokenId) -> Result<ApiToken, AppError> {
    let found = queries::tokens::get(db, scope, id).await?.ok_or_else(missing)?;
    named(db, vec![found]).await?.pop().ok_or_else(missing)
}

/// Changes what is named, from the next request on.
///
/// # Errors
/// 400, field by field; 403 for a permission that the caller does not have; 409 for a token that is revoked.
pub async fn update(
    runtime: &Runtime,
    scope: &AnyScope<TokensWrite>,
    caller: &Caller,
    id: &TokenId,
    change: TokenChange,
) -> Result<ApiToken, AppError> {
    let tx = runtime.db.begin().await?;
    let before = living(&tx, scope, id).await?;
    let mut token = before.clone();
    let ends_anew = change.expires_at.is_some();
    token.name = change.name.unwrap_or(token.name);
    token.permissions = change.permissions.unwrap_or(token.permissions);
    token.expires_at = change.expires_at.unwrap_or(token.expires_at);
    token.allowed_networks = change.allowed_networks.unwrap_or(token.allowed_networks);
    // An end that is not named is not held against the rules of today.
    let now = if ends_anew { runtime.clock.now() } else { token.created_at };
    check(&mut token, caller, now)?;
    may_grant(caller, &token.permissions)?;
    queries::tokens::update(&tx, scope, &token).await?;
    let change = Change::between(&before, &token);
    audit::record(runtime, &tx, scope, AuditAction::TokenUpdated, deed(&token), change).await?;
    tx.commit().await?;
    runtime.live.tell_access(Access::Token(id.clone()));
    get(&runtime.db, scope, id).await
}

/// Another text for the same token; the one before ends at once.
///
/// # Errors
/// 403 for a permission that the caller does not have; 409 for a token that is revoked.
pub async fn regenerate(
    runtime: &Runtime,
    scope: &AnyScope<TokensWrite>,
    caller: &Caller,
    id: &TokenId,
) -> Result<ApiToken, AppError> {
    let secret = NewSecret::random();
    let tx = runtime.db.begin().await?;
    let token = living(&tx, scope, id).await?;
    // Whoever has the new text has what the token may do.
    may_grant(caller, &token.permissions)?;
    queries::tokens::renew(&tx, scope, id, &secret).await?;
    audit::record(runtime, &tx, scope, AuditAction::TokenRegenerated, deed(&token), Change::none()).await?;
    tx.commit().await?;
    runtime.live.tell_access(Access::Token(id.clone()));
    Ok(ApiToken { token: Some(secret.text), ..get(&runtime.db, scope, id).await? })
}

/// Ends a token at once; its line stays in the list.
///
/// # Errors
/// When the database does not answer.
pub async fn revoke(runtime: &Runtime, scope: &AnyScope<TokensDelete>, id: &TokenId) -> Result<(), AppError> {
    let token = get(&runtime.db, scope, id).await?;
    let tx = runtime.db.begin().await?;
    if queries::tokens::revoke(&tx, scope, id, runtime.clock.now()).await? {
        audit::record(runtime, &tx, scope, AuditAction::TokenRevoked, deed(&token), Change::none()).await?;
    }
    tx.commit().await?;
    runtime.live.tell_access(Access::Token(id.clone()));
    Ok(())
}

/// A token that is not revoked, held until the transaction ends.
async fn living<P>(tx: &Tx, scope: &AnyScope<P>, id: &TokenId) -> Result<ApiToken, AppError> {
    let token = queries::tokens::get_for_update(tx, scope, id).await?.ok_or_else(missing)?;
    if token.revoked_at.is_some() {
        let message = "This token is revoked, and stays so; make another.";
        return Err(AppError::conflict("token_revoked", message));
    }
    Ok(token)
}

async fn named(db: &Db, tokens: Vec<ApiToken>) -> Result<Vec<ApiToken>, AppError> {
    let makers = tokens.iter().filter_map(|token| token.created_by.clone());
    let names = queries::users::names(db, makers).await?;
    let named = |token: ApiToken| {
        let created_by_name = token.created_by.as_ref().and_then(|id| names.get(id).cloned());
        ApiToken { created_by_name, ..token }
    };
    Ok(tokens.into_iter().map(named).collect())
}

/// Nobody gives what they do not have.
fn may_grant(caller: &Caller, permissions: &[Permission]) -> Result<(), AppError> {
    match permissions.iter().find(|permission| !caller.may_grant(permission)) {
        None => Ok(()),
        Some(beyond) => {
            Err(AppError::forbidden(format!("You cannot give `{beyond}`, which you do not have yourself.")))
        }
    }
}

/// A year; a token that makes another ends no later than itself.
fn usual_end(caller: &Caller, now: Timestamp) -> Timestamp {
    let year = now.plus_days(LIFE_DAYS);
    match caller {
        Caller::Token(grant) => year.min(grant.expires_at),
        Caller::Person(_) => year,
    }
}

/// Brings a token into its stored form, or says all that is wrong with it.
fn check(token: &mut ApiToken, caller: &Caller, now: Timestamp) -> Result<(), AppError> {
    let mut wrong = Vec::new();
    token.name = token.name.trim().to_owned();
    if !text::is_name(&token.name, MAX_NAME) {
        wrong.push(FieldError::new("name", format!("The name needs 1 to {MAX_NAME} characters.")));
    }
    if token.permissions.is_empty() {
        wrong.push(FieldError::new("permissions", "Choose at least one permission."));
    }
    if token.expires_at <= now {
        wrong.push(FieldError::new("expiresAt", "The token would have ended already; choose a day to come."));
    } else if token.expires_at > now.plus_days(MAX_LIFE_DAYS) {
        wrong.push(FieldError::new("expiresAt", "A token lives ten years at most; choose an earlier day."));
    }
    let networks: Vec<Result<IpNet, String>> = token
        .allowed_networks
        .iter()
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .map(|text| network(&text).ok_or(text))
        .collect();
    for odd in networks.iter().filter_map(|network| network.as_ref().err()) {
        let reason = format!("`{odd}` is no network; write 203.0.113.0/24, or an address such as 203.0.113.9.");
        wrong.push(FieldError::new("allowedNetworks", reason));
    }
    if networks.len() > MAX_NETWORKS {
        wrong.push(FieldError::new("allowedNetworks", format!("A list has at most {MAX_NETWORKS} networks.")));
    }
    let networks: Vec<IpNet> = networks.into_iter().flatten().collect();
    if let Caller::Token(grant) = caller {
        if token.expires_at > grant.expires_at {
            wrong.push(FieldError::new("expiresAt", "A token cannot make one that outlives it."));
        }
        let inside = |network: &IpNet| grant.networks.iter().any(|own| own.contains(network));
        if !grant.networks.is_empty() && (networks.is_empty() || !networks.iter().all(inside)) {
            let reason = "A token cannot make one for more networks than its own.";
            wrong.push(FieldError::new("allowedNetworks", reason));
        }
    }
    token.allowed_networks = networks.iter().map(ToString::to_string).collect();
    if wrong.is_empty() { Ok(()) } else { Err(AppError::invalid(wrong)) }
}

/// A network, or one address as the network that it is alone in.
fn network(text: &str) -> Option<IpNet> {
    let network = text.parse::<IpNet>().ok().map(|network| network.trunc());
    network.or_else(|| text.parse::<IpAddr>().ok().map(|address| IpNet::from(address.to_canonical())))
}

fn deed(token: &ApiToken) -> AuditEntity {
    audit::entity("token", &token.id, &token.name)
}

fn missing() -> AppError {
    AppError::not_found("API token")
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn an_address_is_a_network_of_one() {
        let said = |text| network(text).map(|network| network.to_string());
        assert_eq!(said("203.0.113.9").as_deref(), Some("203.0.113.9/32"));
        assert_eq!(said("203.0.113.9/24").as_deref(), Some("203.0.113.0/24"));
        assert_eq!(said("2001:db8::1").as_deref(), Some("2001:db8::1/128"));
        for odd in ["everywhere", "203.0.113.0/33", "203.0.113", ""] {
            assert_eq!(said(odd), None, "{odd}");
        }
    }
}
