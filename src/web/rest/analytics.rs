//! `/analytics` and `/credits`: a project in numbers.

use crate::{
    access::{ANALYTICS_READ, CREDITS_READ, Caller},
    domain::{
        analytics::{Analytics, CreditUse, Credits, Period},
        id::ProjectId,
    },
    error::AppError,
    runtime::Runtime,
    web::{openapi::answers::NotFound, problem::Query, rest::InProject},
    workspace::analytics,
};
use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Span {
    /// A project token may leave it out.
    project_id: Option<ProjectId>,
    /// The days up to today; 30 if absent.
    #[param(inline)]
    period: Option<Period>,
}

/// Documents, success, time, templates, people and storage of a project over a period.
#[utoipa::path(
    get,
    path = "/analytics",
    operation_id = "getAnalytics",
    tag = "Analytics",
    extensions(("x-permission" = json!("analytics:read"))),
    params(Span),
    responses((status = 200, body = Analytics), NotFound)
)]
pub async fn of_project(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(span): Query<Span>,
) -> Result<Json<Analytics>, AppError> {
    let project = super::project(span.project_id, &caller)?;
    let scope = caller.project(&runtime.db, &project, ANALYTICS_READ).await?;
    analytics::of_project(&runtime, &scope, span.period.unwrap_or_default()).await.map(Json)
}

/// The balance of the organization around a project; where billing is off there is no end to it.
#[utoipa::path(
    get,
    path = "/credits",
    operation_id = "getCredits",
    tag = "Credits",
    extensions(("x-permission" = json!("credits:read"))),
    params(InProject),
    responses((status = 200, body = Credits), NotFound)
)]
pub async fn credits(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(wanted): Query<InProject>,
) -> Result<Json<Credits>, AppError> {
    let scope = caller.project(&runtime.db, &wanted.resolve(&caller)?, CREDITS_READ).await?;
    Ok(Json(analytics::credits(&scope)))
}

/// What a project took over a period, by model and by day.
#[utoipa::path(
    get,
    path = "/credits/usage",
    operation_id = "getCreditUsage",
    tag = "Credits",
    extensions(("x-permission" = json!("credits:read"))),
    params(Span),
    responses((status = 200, body = CreditUse), NotFound)
)]
pub async fn credit_use(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(span): Query<Span>,
) -> Result<Json<CreditUse>, AppError> {
    let project = super::project(span.project_id, &caller)?;
    let scope = caller.project(&runtime.db, &project, CREDITS_READ).await?;
    analytics::credit_use(&runtime, &scope, span.period.unwrap_or_default()).await.map(Json)
}
