//! The LINE bot of a project: set up, changed, tried, taken away.

use crate::{
    access::{Caller, ProjectScope, WEBHOOKS_READ, WebhooksDelete, WebhooksRead, WebhooksWrite},
    clients::line::LineError,
    config::Secret,
    db::queries::{
        self,
        line_channels::{self, StoredChannel},
        line_messages,
    },
    domain::{
        audit::{AuditAction, AuditEntity},
        id::{LineChannelId, TemplateId},
        line::{LineBot, LineChannel, LineChannelChange, LineTest, NewLineChannel, TemplateChoice},
        time::Timestamp,
    },
    error::{AppError, FieldError},
    pipeline::line::{TOKEN_REFUSED, UNREADABLE},
    runtime::{LineKey, Runtime},
    workspace::{
        audit::{self, Change},
        projects,
    },
};

/// Shortest and longest key, in characters: a secret has 32, a token about 170.
const KEY: std::ops::RangeInclusive<usize> = 16..=512;

/// Sets up the bot of a project.
///
/// # Errors
/// 400, field by field; 409 when the project has one.
pub async fn create(
    runtime: &Runtime,
    scope: &ProjectScope<WebhooksWrite>,
    new: NewLineChannel,
) -> Result<LineChannel, AppError> {
    let (secret, token) = (trimmed(&new.channel_secret), trimmed(&new.access_token));
    check(runtime, scope, Some(&secret), Some(&token), new.template_id.as_ref()).await?;
    let (id, now): (LineChannelId, _) = (runtime.clock.id(LineChannelId::PREFIX), runtime.clock.now());
    let channel = StoredChannel {
        sealed_secret: LineKey::ChannelSecret.seal(&runtime.vault, &id, &secret),
        sealed_token: LineKey::AccessToken.seal(&runtime.vault, &id, &token),
        id,
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        bot: None,
        template_id: new.template_id,
        reply: new.reply,
        is_active: new.active,
        error: None,
        error_at: None,
        created_at: now,
        updated_at: now,
    };
    let tx = runtime.db.begin().await?;
    if !line_channels::insert(&tx, scope, &channel).await? {
        let message =
            "This project has a LINE bot already; nothing was changed. Change that one, or take it away first.";
        return Err(AppError::conflict("line_channel_exists", message));
    }
    let made = shown(runtime, channel, None);
    audit::record(runtime, &tx, scope, AuditAction::LineCreated, deed(&made), Change::made(&made)).await?;
    tx.commit().await?;
    Ok(made)
}

/// Leave to see the bots of every project that the caller sees.
///
/// # Errors
/// 403 for a token that may not.
pub async fn visible(runtime: &Runtime, caller: &Caller) -> Result<Vec<ProjectScope<WebhooksRead>>, AppError> {
    let mut scopes = Vec::new();
    for project in projects::visible(runtime, caller).await? {
        scopes.push(caller.project(&runtime.db, &project.id, WEBHOOKS_READ).await?);
    }
    Ok(scopes)
}

/// The bots of these projects, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list<P>(runtime: &Runtime, scopes: &[ProjectScope<P>]) -> Result<Vec<LineChannel>, AppError> {
    let newest = line_messages::newest(&runtime.db, scopes).await?;
    let found = line_channels::of_projects(&runtime.db, scopes).await?;
    let with_newest = |channel: StoredChannel| {
        let last = newest.iter().find(|(project, _)| *project == channel.project_id).map(|(_, at)| *at);
        shown(runtime, channel, last)
    };
    Ok(found.into_iter().map(with_newest).collect())
}

/// # Errors
/// 404 when it is gone.
pub async fn get<P>(runtime: &Runtime, scope: &ProjectScope<P>, id: &LineChannelId) -> Result<LineChannel, AppError> {
    let found = list(runtime, std::slice::from_ref(scope)).await?;
    found.into_iter().find(|channel| channel.id == *id).ok_or_else(missing)
}

/// Changes what is named. With another token, what could not be fetched before is fetched.
///
/// # Errors
/// 400, field by field; 404 when it is gone.
pub async fn update(
    runtime: &Runtime,
    scope: &ProjectScope<WebhooksWrite>,
    id: &LineChannelId,
    change: LineChannelChange,
) -> Result<LineChannel, AppError> {
    let (secret, token) = (change.channel_secret.as_deref().map(trimmed), change.access_token.as_deref().map(trimmed));
    let template = change.template_id.clone().and_then(TemplateChoice::named);
    check(runtime, scope, secret.as_ref(), token.as_ref(), template.as_ref()).await?;
    let tx = runtime.db.begin().await?;
    let before = line_channels::of_project_for_update(&tx, scope).await?;
    let before = before.filter(|channel| channel.id == *id).ok_or_else(missing)?;
    let mut channel = before.clone();
    if let Some(secret) = &secret {
        channel.sealed_secret = LineKey::ChannelSecret.seal(&runtime.vault, id, secret);
    }
    if let Some(token) = &token {
        channel.sealed_token = LineKey::AccessToken.seal(&runtime.vault, id, token);
        line_messages::release(&tx, scope, &runtime.clock).await?;
    }
    channel.template_id = change.template_id.map_or(channel.template_id, TemplateChoice::named);
    channel.reply = change.reply.unwrap_or(channel.reply);
    channel.is_active = change.active.unwrap_or(channel.is_active);
    channel.updated_at = runtime.clock.now();
    if token.is_some() || channel.template_id != before.template_id {
        (channel.error, channel.error_at) = (None, None);
    }
    line_channels::update(&tx, scope, &channel).await?;
    let (old, now) = (shown(runtime, before, None), shown(runtime, channel, None));
    let mut told = Change::between(&old, &now);
    for (field, key) in [("channelSecret", &secret), ("accessToken", &token)] {
        // That it was replaced, not by what.
        told = if key.is_some() { told.with(field, "old", "new") } else { told };
    }
    audit::record(runtime, &tx, scope, AuditAction::LineUpdated, deed(&now), told).await?;
    tx.commit().await?;
    runtime.wake.all();
    get(runtime, scope, id).await
}

/// Asks LINE whose token it is, and where it posts what is sent to that bot.
///
/// # Errors
/// 404 when it is gone. What LINE says is no error of ours.
pub async fn test(
    runtime: &Runtime,
    scope: &ProjectScope<WebhooksWrite>,
    id: &LineChannelId,
) -> Result<LineTest, AppError> {
    let found = line_channels::of_project(&runtime.db, scope).await?;
    let channel = found.filter(|channel| channel.id == *id).ok_or_else(missing)?;
    let failed = |message: &str| LineTest { ok: false, bot: None, message: message.to_owned() };
    let Some(token) = LineKey::AccessToken.open(&runtime.vault, id, &channel.sealed_token) else {
        return Ok(failed(UNREADABLE));
    };
    match runtime.line.bot(&token).await {
        Ok(bot) => works(runtime, scope, channel, &token, bot).await,
        Err(LineError::Token) => {
            let tx = runtime.db.begin().await?;
            line_channels::set_error(&tx, scope, TOKEN_REFUSED, runtime.clock.now()).await?;
            tx.commit().await?;
            Ok(failed(TOKEN_REFUSED))
        }
        Err(error) => Ok(failed(&format!("The token could not be tested: {error}. Try again in a moment."))),
    }
}

/// The token is good: what waited for it goes on. Whether LINE posts here is another question.
async fn works(
    runtime: &Runtime,
    scope: &ProjectScope<WebhooksWrite>,
    channel: StoredChannel,
    token: &Secret,
    bot: LineBot,
) -> Result<LineTest, AppError> {
    let lacks = match runtime.line.webhook(token).await {
        Ok(None) => Some("no webhook URL is entered there yet".to_owned()),
        Ok(Some((address, _))) if address != webhook_url(runtime, &channel.id) => {
            Some(format!("LINE posts to another address, {address}"))
        }
        Ok(Some((_, false))) => Some("“Use webhook” is switched off there".to_owned()),
        // What cannot be found out says nothing against it.
        Ok(Some((_, true))) | Err(_) => None,
    };
    let token_of = format!("The token is that of “{}” ({})", bot.display_name, bot.basic_id);
    let message = match &lacks {
        None => format!("{token_of}."),
        Some(lacks) => {
            format!("{token_of}, but look at LINE’s console: {lacks}. Enter the webhook URL, and switch it on.")
        }
    };
    let tx = runtime.db.begin().await?;
    line_channels::set_bot(&tx, scope, &bot).await?;
    match &lacks {
        None => line_channels::clear_error(&tx, scope).await?,
        Some(_) => line_channels::set_error(&tx, scope, &message, runtime.clock.now()).await?,
    }
    line_messages::release(&tx, scope, &runtime.clock).await?;
    tx.commit().await?;
    runtime.wake.all();
    Ok(LineTest { ok: lacks.is_none(), bot: Some(bot), message })
}

fn webhook_url(runtime: &Runtime, id: &LineChannelId) -> String {
    format!("{}/line/webhook/{id}", runtime.config.public_url())
}

/// Takes the bot away: nothing more is taken from its chat, and what waits is dropped. The documents stay.
///
/// # Errors
/// 404 when it is gone.
pub async fn remove(
    runtime: &Runtime,
    scope: &ProjectScope<WebhooksDelete>,
    id: &LineChannelId,
) -> Result<(), AppError> {
    let channel = get(runtime, scope, id).await?;
    let tx = runtime.db.begin().await?;
    if !line_channels::delete(&tx, scope).await? {
        return Err(missing());
    }
    audit::record(runtime, &tx, scope, AuditAction::LineDeleted, deed(&channel), Change::removed(&channel)).await?;
    Ok(tx.commit().await?)
}

fn shown(runtime: &Runtime, channel: StoredChannel, last_message_at: Option<Timestamp>) -> LineChannel {
    let opens = LineKey::AccessToken.open(&runtime.vault, &channel.id, &channel.sealed_token).is_some()
        && LineKey::ChannelSecret.open(&runtime.vault, &channel.id, &channel.sealed_secret).is_some();
    LineChannel {
        webhook_url: webhook_url(runtime, &channel.id),
        id: channel.id,
        organization_id: channel.organization_id,
        project_id: channel.project_id,
        bot: channel.bot,
        template_id: channel.template_id,
        reply: channel.reply,
        active: channel.is_active,
        error: if opens { channel.error } else { Some(UNREADABLE.to_owned()) },
        error_at: channel.error_at,
        last_message_at,
        created_at: channel.created_at,
        updated_at: channel.updated_at,
    }
}

/// What the audit trail calls a bot.
fn deed(channel: &LineChannel) -> AuditEntity {
    let name = channel.bot.as_ref().map_or("LINE", |bot| bot.display_name.as_str());
    audit::entity("line", &channel.id, name)
}

async fn check<P>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    secret: Option<&Secret>,
    token: Option<&Secret>,
    template: Option<&TemplateId>,
) -> Result<(), AppError> {
    let mut wrong = Vec::new();
    for (field, key, place) in [
        ("channelSecret", secret, "the channel secret, from the tab “Basic settings”"),
        ("accessToken", token, "the long-lived channel access token, from the tab “Messaging API”"),
    ] {
        if key.is_some_and(|key| !is_key(key.expose())) {
            wrong.push(FieldError::new(field, format!("Copy {place} of LINE’s console, whole and without spaces.")));
        }
    }
    if let Some(template) = template
        && queries::templates::get(&runtime.db, scope, template).await?.is_none()
    {
        wrong.push(FieldError::new("templateId", "There is no such template in this project."));
    }
    if wrong.is_empty() { Ok(()) } else { Err(AppError::invalid(wrong)) }
}

fn is_key(text: &str) -> bool {
    KEY.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn trimmed(key: &str) -> Secret {
    Secret::new(key.trim())
}

fn missing() -> AppError {
    AppError::not_found("LINE channel")
}
