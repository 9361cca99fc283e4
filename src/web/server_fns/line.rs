//! The LINE bot of a project: look, set up, change, try, take away.

use crate::{
    domain::{
        id::{LineChannelId, ProjectId, TemplateId},
        line::{LineChannel, LineTest},
    },
    error::AppError,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// All that the page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinePage {
    pub project_id: ProjectId,
    pub channel: Option<LineChannel>,
    /// Id and name.
    pub templates: Vec<(TemplateId, String)>,
    pub may_change: bool,
}

#[server(prefix = "/fn", endpoint = "line/get")]
pub async fn read_line(project: ProjectId) -> Result<LinePage, AppError> {
    use crate::{
        access::{TEMPLATES_READ, WEBHOOKS_READ, WEBHOOKS_WRITE},
        web::request,
        workspace::{line, templates},
    };
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, WEBHOOKS_READ).await?;
    let reading = caller.project(&runtime.db, &project, TEMPLATES_READ).await?;
    let templates = templates::list(&runtime.db, &reading).await?;
    Ok(LinePage {
        channel: line::list(&runtime, &[scope]).await?.pop(),
        templates: templates.into_iter().map(|template| (template.id, template.name)).collect(),
        may_change: caller.project(&runtime.db, &project, WEBHOOKS_WRITE).await.is_ok(),
        project_id: project,
    })
}

#[server(prefix = "/fn", endpoint = "line/create")]
pub async fn create_line(
    project: ProjectId,
    channel_secret: String,
    access_token: String,
    #[server(default)] template: Option<TemplateId>,
    #[server(default)] reply: bool,
) -> Result<(), AppError> {
    use crate::{access::WEBHOOKS_WRITE, domain::line::NewLineChannel, web::request, workspace::line};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, WEBHOOKS_WRITE).await?;
    let template_id = template.filter(|template| !template.as_str().is_empty());
    let new =
        NewLineChannel { project_id: Some(project), channel_secret, access_token, template_id, reply, active: true };
    line::create(&runtime, &scope, new).await.map(drop)
}

/// Keys that are left empty stay as they are.
#[server(prefix = "/fn", endpoint = "line/update")]
pub async fn update_line(
    channel: LineChannelId,
    #[server(default)] channel_secret: Option<String>,
    #[server(default)] access_token: Option<String>,
    #[server(default)] template: Option<TemplateId>,
    #[server(default)] reply: bool,
    #[server(default)] active: bool,
) -> Result<(), AppError> {
    use crate::{access::WEBHOOKS_WRITE, domain::line::LineChannelChange, web::request, workspace::line};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.line_channel(&runtime.db, &channel, WEBHOOKS_WRITE).await?;
    let filled = |key: Option<String>| key.filter(|key| !key.trim().is_empty());
    let change = LineChannelChange {
        channel_secret: filled(channel_secret),
        access_token: filled(access_token),
        template_id: Some(template.filter(|template| !template.as_str().is_empty()).into()),
        reply: Some(reply),
        active: Some(active),
    };
    line::update(&runtime, &scope, &channel, change).await.map(drop)
}

/// Asks LINE whose token it is and where it posts.
#[server(prefix = "/fn", endpoint = "line/test")]
pub async fn test_line(channel: LineChannelId) -> Result<LineTest, AppError> {
    use crate::{access::WEBHOOKS_WRITE, web::request, workspace::line};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.line_channel(&runtime.db, &channel, WEBHOOKS_WRITE).await?;
    line::test(&runtime, &scope, &channel).await
}

#[server(prefix = "/fn", endpoint = "line/delete")]
pub async fn delete_line(channel: LineChannelId) -> Result<(), AppError> {
    use crate::{access::WEBHOOKS_DELETE, web::request, workspace::line};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.line_channel(&runtime.db, &channel, WEBHOOKS_DELETE).await?;
    line::remove(&runtime, &scope, &channel).await
}
