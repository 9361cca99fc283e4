//! `/line`: the LINE bots of projects.

use super::{
    InProject,
    cut::{self, Cut},
};
use crate::{
    access::{Caller, WEBHOOKS_DELETE, WEBHOOKS_READ, WEBHOOKS_WRITE},
    domain::{
        id::LineChannelId,
        line::{LineChannel, LineChannelChange, LineTest, NewLineChannel},
    },
    error::AppError,
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, NotFound},
        problem::{Body, Path, Query},
    },
    workspace::line,
};
use axum::{Json, extract::State, http::StatusCode};

/// The bots of a project, or of all that the caller sees.
#[utoipa::path(
    get,
    path = "/line",
    operation_id = "listLineChannels",
    tag = "LINE",
    extensions(("x-permission" = json!("webhooks:read"))),
    params(InProject),
    responses((status = 200, body = Vec<LineChannel>, headers(("X-Total-Count" = u64, description = "How many there are in all."))), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(filter): Query<InProject>,
) -> cut::Answer<LineChannel> {
    let scopes = match filter.project_id.as_ref().or(caller.own_project()) {
        Some(project) => vec![caller.project(&runtime.db, project, WEBHOOKS_READ).await?],
        None => line::visible(&runtime, &caller).await?,
    };
    Ok(Cut::of(line::list(&runtime, &scopes).await?, filter.page, filter.limit))
}

/// Sets up the bot of a project. The answer has the webhook URL for LINE’s console.
#[utoipa::path(
    post,
    path = "/line",
    operation_id = "createLineChannel",
    tag = "LINE",
    extensions(("x-permission" = json!("webhooks:write"))),
    request_body = NewLineChannel,
    responses((status = 201, body = LineChannel), NotFound, Conflict)
)]
pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewLineChannel>,
) -> Result<(StatusCode, Json<LineChannel>), AppError> {
    let project = super::project(new.project_id.clone(), &caller)?;
    let scope = caller.project(&runtime.db, &project, WEBHOOKS_WRITE).await?;
    Ok((StatusCode::CREATED, Json(line::create(&runtime, &scope, new).await?)))
}

/// A bot.
#[utoipa::path(
    get,
    path = "/line/{id}",
    operation_id = "getLineChannel",
    tag = "LINE",
    extensions(("x-permission" = json!("webhooks:read"))),
    params(("id" = LineChannelId, Path)),
    responses((status = 200, body = LineChannel), NotFound)
)]
pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<LineChannelId>,
) -> Result<Json<LineChannel>, AppError> {
    let scope = caller.line_channel(&runtime.db, &id, WEBHOOKS_READ).await?;
    line::get(&runtime, &scope, &id).await.map(Json)
}

/// Changes a bot; what is left out stays.
#[utoipa::path(
    patch,
    path = "/line/{id}",
    operation_id = "updateLineChannel",
    tag = "LINE",
    extensions(("x-permission" = json!("webhooks:write"))),
    params(("id" = LineChannelId, Path)),
    request_body = LineChannelChange,
    responses((status = 200, body = LineChannel), NotFound)
)]
pub async fn update(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<LineChannelId>,
    Body(change): Body<LineChannelChange>,
) -> Result<Json<LineChannel>, AppError> {
    let scope = caller.line_channel(&runtime.db, &id, WEBHOOKS_WRITE).await?;
    line::update(&runtime, &scope, &id, change).await.map(Json)
}

/// Takes a bot away. The documents that it brought stay.
#[utoipa::path(
    delete,
    path = "/line/{id}",
    operation_id = "deleteLineChannel",
    tag = "LINE",
    extensions(("x-permission" = json!("webhooks:delete"))),
    params(("id" = LineChannelId, Path)),
    responses((status = 204), NotFound)
)]
pub async fn delete(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<LineChannelId>,
) -> Result<StatusCode, AppError> {
    let scope = caller.line_channel(&runtime.db, &id, WEBHOOKS_DELETE).await?;
    line::remove(&runtime, &scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks LINE whose access token it is and where it posts; what it says is the answer.
#[utoipa::path(
    post,
    path = "/line/{id}/test",
    operation_id = "testLineChannel",
    tag = "LINE",
    extensions(("x-permission" = json!("webhooks:write"))),
    params(("id" = LineChannelId, Path)),
    responses((status = 200, body = LineTest), NotFound)
)]
pub async fn test(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<LineChannelId>,
) -> Result<Json<LineTest>, AppError> {
    let scope = caller.line_channel(&runtime.db, &id, WEBHOOKS_WRITE).await?;
    line::test(&runtime, &scope, &id).await.map(Json)
}
