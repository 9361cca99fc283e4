//! `/health`: is the process there, can it work.

use crate::{
    error::{AppError, Kind},
    runtime::Runtime,
};
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

/// `ok`, for an answer says it already.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    Ok,
}

#[derive(Serialize, ToSchema)]
pub struct Alive {
    status: Health,
}

#[derive(Serialize, ToSchema)]
pub struct Ready {
    status: Health,
    /// `SQLite` or `PostgreSQL`.
    #[schema(value_type = String)]
    database: &'static str,
    storage: Health,
}

/// The process answers.
#[utoipa::path(
    get,
    path = "/health/live",
    operation_id = "getLiveness",
    tag = "Health",
    security(()),
    responses((status = 200, body = Alive))
)]
pub async fn live() -> Json<Alive> {
    Json(Alive { status: Health::Ok })
}

/// It can take work: the database and the store of files answer.
#[utoipa::path(
    get,
    path = "/health/ready",
    operation_id = "getReadiness",
    tag = "Health",
    security(()),
    responses((status = 200, body = Ready))
)]
pub async fn ready(State(runtime): State<Runtime>) -> Result<Json<Ready>, AppError> {
    runtime.db.ping().await.map_err(|error| {
        tracing::warn!(%error, "not ready");
        AppError::new(Kind::Unavailable, "database_unavailable", "The database does not answer.")
    })?;
    runtime.storage.check().await?;
    Ok(Json(Ready { status: Health::Ok, database: runtime.db.name(), storage: Health::Ok }))
}
