//! API tokens: made, listed, revoked. The value is shown once.

use crate::domain::text;
use crate::{
    access::{Caller, NewSecret, ProjectScope, TokensDelete, TokensRead, TokensWrite},
    db::{Db, queries},
    domain::{
        audit::{AuditAction, AuditEntity},
        id::TokenId,
        token::{ApiToken, NewToken},
    },
    error::{AppError, FieldError},
    runtime::{Access, Runtime},
    workspace::audit::{self, Change},
};

/// Longest name, in characters.
const MAX_NAME: usize = 100;
/// How long a token lives.
const LIFE_DAYS: i64 = 365;

/// # Errors
/// 400, field by field; 403 for a permission that the caller does not have.
pub async fn create(
    runtime: &Runtime,
    scope: &ProjectScope<TokensWrite>,
    caller: &Caller,
    new: NewToken,
) -> Result<ApiToken, AppError> {
    let name = new.name.trim().to_owned();
    let mut wrong = Vec::new();
    if !text::is_name(&name, MAX_NAME) {
        wrong.push(FieldError::new("name", format!("The name needs 1 to {MAX_NAME} characters.")));
    }
    if new.permissions.is_empty() {
        wrong.push(FieldError::new("permissions", "Choose at least one permission."));
    }
    if !wrong.is_empty() {
        return Err(AppError::invalid(wrong));
    }
    if let Some(beyond) = new.permissions.iter().find(|permission| !caller.may_grant(permission)) {
        return Err(AppError::forbidden(format!("You cannot give `{beyond}`, which you do not have yourself.")));
    }
    let (secret, now) = (NewSecret::random(), runtime.clock.now());
    let token = ApiToken {
        id: runtime.clock.id(TokenId::PREFIX),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        name,
        prefix: secret.prefix.clone(),
        permissions: new.permissions,
        created_at: now,
        expires_at: now.plus_days(LIFE_DAYS),
        last_used_at: None,
        revoked_at: None,
        token: None,
    };
    let tx = runtime.db.begin().await?;
    queries::tokens::insert(&tx, scope, &token, &secret).await?;
    audit::record(runtime, &tx, scope, AuditAction::TokenCreated, deed(&token), Change::made(&token)).await?;
    tx.commit().await?;
    Ok(ApiToken { token: Some(secret.text), ..token })
}

/// # Errors
/// When the database does not answer.
pub async fn list(db: &Db, scope: &ProjectScope<TokensRead>) -> Result<Vec<ApiToken>, AppError> {
    Ok(queries::tokens::list(db, scope).await?)
}

/// # Errors
/// 404 when there is none.
pub async fn get<P>(db: &Db, scope: &ProjectScope<P>, id: &TokenId) -> Result<ApiToken, AppError> {
    queries::tokens::get(db, scope, id).await?.ok_or_else(|| AppError::not_found("API token"))
}

/// Ends a token at once; its line stays in the list.
///
/// # Errors
/// When the database does not answer.
pub async fn revoke(runtime: &Runtime, scope: &ProjectScope<TokensDelete>, id: &TokenId) -> Result<(), AppError> {
    let token = get(&runtime.db, scope, id).await?;
    let tx = runtime.db.begin().await?;
    if queries::tokens::revoke(&tx, scope, id, runtime.clock.now()).await? {
        audit::record(runtime, &tx, scope, AuditAction::TokenRevoked, deed(&token), Change::none()).await?;
    }
    tx.commit().await?;
    runtime.live.tell_access(Access::Token(id.clone()));
    Ok(())
}

fn deed(token: &ApiToken) -> AuditEntity {
    audit::entity("token", &token.id, &token.name)
}
