//! `/organizations`

use crate::{
    access::Caller,
    domain::tenancy::{NewOrganization, Organization},
    error::AppError,
    runtime::Runtime,
    web::problem::Body,
    workspace::organizations,
};
use axum::{Json, extract::State, http::StatusCode};

pub async fn list(State(runtime): State<Runtime>, caller: Caller) -> Result<Json<Vec<Organization>>, AppError> {
    organizations::list(&runtime, &caller).await.map(Json)
}

pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewOrganization>,
) -> Result<(StatusCode, Json<Organization>), AppError> {
    let (organization, _) = organizations::create(&runtime, &caller, new).await?;
    Ok((StatusCode::CREATED, Json(organization)))
}
