//! Passwords: argon2id with the recommended cost, off the async threads.

use crate::error::AppError;
use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use tokio::task::spawn_blocking;

pub async fn hash(password: String) -> Result<String, AppError> {
    let hashed = spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash: PasswordHash| hash.to_string())
    });
    match hashed.await {
        Ok(Ok(hash)) => Ok(hash),
        outcome => {
            tracing::error!(?outcome, "a password could not be hashed");
            Err(AppError::internal())
        }
    }
}

/// Costs the same whether there is an account or not: who measures learns nothing.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool, AppError> {
    let Some(hash) = hash else {
        self::hash(password).await?;
        return Ok(false);
    };
    let verified = spawn_blocking(move || {
        PasswordHash::new(&hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    verified.await.map_err(|error| {
        tracing::error!(%error, "a password could not be verified");
        AppError::internal()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_passes_and_no_other() {
        let hash = hash("correct horse".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify("correct horse".to_owned(), Some(hash.clone())).await.unwrap());
        assert!(!verify("correct house".to_owned(), Some(hash)).await.unwrap());
        assert!(!verify("correct horse".to_owned(), None).await.unwrap());
    }
}
