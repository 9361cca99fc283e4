//! `/health`: is the process there, can it work.

use crate::{
    error::{AppError, Kind},
    runtime::Runtime,
};
use axum::{Json, extract::State};
use serde_json::{Value, json};

/// The process answers.
pub async fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// It can take work: the database and the store of files answer.
pub async fn ready(State(runtime): State<Runtime>) -> Result<Json<Value>, AppError> {
    runtime.db.ping().await.map_err(|error| {
        tracing::warn!(%error, "not ready");
        AppError::new(Kind::Unavailable, "database_unavailable", "The database does not answer.")
    })?;
    runtime.storage.check().await?;
    Ok(Json(json!({ "status": "ok", "database": runtime.db.name(), "storage": "ok" })))
}
