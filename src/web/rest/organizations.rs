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

/// The organizations of the signed-in person.
#[utoipa::path(
    get,
    path = "/organizations",
    operation_id = "listOrganizations",
    tag = "Organizations",
    security(("session" = [])),
    responses((status = 200, body = Vec<Organization>))
)]
pub async fn list(State(runtime): State<Runtime>, caller: Caller) -> Result<Json<Vec<Organization>>, AppError> {
    organizations::list(&runtime, &caller).await.map(Json)
}

/// Makes an organization that the caller owns, with a first project.
#[utoipa::path(
    post,
    path = "/organizations",
    operation_id = "createOrganization",
    tag = "Organizations",
    security(("session" = [])),
    request_body = NewOrganization,
    responses((status = 201, body = Organization))
)]
pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewOrganization>,
) -> Result<(StatusCode, Json<Organization>), AppError> {
    let (organization, _) = organizations::create(&runtime, &caller, new).await?;
    Ok((StatusCode::CREATED, Json(organization)))
}
