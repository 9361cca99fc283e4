//! `/templates`

use super::{
    InProject,
    cut::{self, Cut},
};
use crate::{
    access::{Caller, TEMPLATES_DELETE, TEMPLATES_READ, TEMPLATES_WRITE},
    domain::{
        id::TemplateId,
        template::{NewTemplate, Template, TemplateChange},
    },
    error::AppError,
    runtime::Runtime,
    web::{
        openapi::answers::{ChangedMeanwhile, Conflict, NotFound, Unprocessable},
        precondition::{Precondition, Tagged, etag},
        problem::{Body, Path, Query},
    },
    workspace::templates,
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// The templates of a project, oldest first.
#[utoipa::path(
    get,
    path = "/templates",
    operation_id = "listTemplates",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:read"))),
    params(InProject),
    responses((status = 200, body = Vec<Template>, headers(("X-Total-Count" = u64, description = "How many there are in all."))), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(filter): Query<InProject>,
) -> cut::Answer<Template> {
    let scope = caller.project(&runtime.db, &filter.resolve(&caller)?, TEMPLATES_READ).await?;
    Ok(Cut::of(templates::list(&runtime.db, &scope).await?, filter.page, filter.limit))
}

/// Makes a template.
#[utoipa::path(
    post,
    path = "/templates",
    operation_id = "createTemplate",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:write"))),
    request_body = NewTemplate,
    responses((status = 201, body = Template), NotFound, Unprocessable)
)]
pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewTemplate>,
) -> Result<(StatusCode, Json<Template>), AppError> {
    let project = super::project(new.project_id.clone(), &caller)?;
    let scope = caller.project(&runtime.db, &project, TEMPLATES_WRITE).await?;
    Ok((StatusCode::CREATED, Json(templates::create(&runtime, &scope, new).await?)))
}

/// A template in its newest version.
#[utoipa::path(
    get,
    path = "/templates/{id}",
    operation_id = "getTemplate",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:read"))),
    params(
        ("id" = TemplateId, Path),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` that you know: 304 if it is the newest.", example = "\"3\"")
    ),
    responses(
        (status = 200, body = Template, headers(("ETag" = String, description = "The version: `\"3\"`."))),
        (status = 304, description = "There is nothing newer."),
        NotFound
    )
)]
pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    precondition: Precondition,
    Path(id): Path<TemplateId>,
) -> Result<Response, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_READ).await?;
    let template = templates::get(&runtime.db, &scope, &id).await?;
    if precondition.is_known(template.version) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag(template.version))]).into_response());
    }
    Ok(Tagged(template).into_response())
}

/// Saves a new version; what is left out stays.
#[utoipa::path(
    patch,
    path = "/templates/{id}",
    operation_id = "updateTemplate",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:write"))),
    params(
        ("id" = TemplateId, Path),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that you know: 412 if there is a newer one.", example = "\"3\"")
    ),
    request_body = TemplateChange,
    responses(
        (status = 200, body = Template, headers(("ETag" = String, description = "The version: `\"3\"`."))),
        NotFound,
        Conflict,
        ChangedMeanwhile,
        Unprocessable
    )
)]
pub async fn update(
    State(runtime): State<Runtime>,
    caller: Caller,
    precondition: Precondition,
    Path(id): Path<TemplateId>,
    Body(change): Body<TemplateChange>,
) -> Result<Tagged, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_WRITE).await?;
    let allowed = |version| precondition.check(version);
    templates::update_if(&runtime, &scope, &id, change, allowed).await.map(Tagged)
}

/// Removes a template; what was read with it stays readable.
#[utoipa::path(
    delete,
    path = "/templates/{id}",
    operation_id = "deleteTemplate",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:delete"))),
    params(
        ("id" = TemplateId, Path),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that you know: 412 if there is a newer one.", example = "\"3\"")
    ),
    responses((status = 204), NotFound, ChangedMeanwhile)
)]
pub async fn delete(
    State(runtime): State<Runtime>,
    caller: Caller,
    precondition: Precondition,
    Path(id): Path<TemplateId>,
) -> Result<StatusCode, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_DELETE).await?;
    precondition.check(templates::get(&runtime.db, &scope, &id).await?.version)?;
    templates::delete(&runtime, &scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
