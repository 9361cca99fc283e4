//! Sessions of people: a family of refresh tokens for each browser, each token used once, all of it ended at once.

pub(crate) mod refresh_token;

use crate::{
    config::Secret,
    db::{
        Tx,
        queries::{
            session_families::{self as families, Which},
            users,
        },
    },
    domain::{
        audit::AuditAction,
        id::{SessionId, UserId},
        session::{Device, Ending, Family, browser_name},
        time::Timestamp,
    },
    error::AppError,
    mail::{self, letters},
    runtime::{Access, Runtime},
    workspace::audit::{self, Change},
};
use refresh_token::RefreshToken;
use std::net::IpAddr;

/// So long a token that was exchanged is taken for one that two tabs showed at once, or whose answer was lost, and not
/// for one that was stolen, in milliseconds.
const GRACE: i64 = 30_000;
/// So long a sign-in counts as one of this moment, in milliseconds.
const FRESH: i64 = 10 * 60 * 1000;
/// Characters of what a browser says of itself that are kept.
const LONGEST_USER_AGENT: usize = 300;

/// What a browser says of itself, and where it asks from.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    pub user_agent: String,
    pub ip: Option<IpAddr>,
}

/// Leave to open an access session.
pub struct Started {
    pub user: UserId,
    pub session: SessionId,
    /// None: the browser has a newer one already.
    pub refresh: Option<Refresh>,
}

/// A refresh token for the browser.
pub struct Refresh {
    pub token: Secret,
    /// Until when it works if nobody comes.
    pub until: Timestamp,
}

/// Begins a family for a browser where somebody signed in; `replaced` is the one that it had.
pub async fn begin(
    runtime: &Runtime,
    user: &UserId,
    visitor: &Visitor,
    replaced: Option<(&UserId, &SessionId)>,
) -> Result<Started, AppError> {
    let now = runtime.clock.now();
    let mut family = Family {
        id: runtime.clock.id(SessionId::PREFIX),
        user: user.clone(),
        user_agent: String::new(),
        ip: None,
        created_at: now,
        last_used_at: now,
        expires_at: now,
    };
    seen(runtime, &mut family, visitor);
    let token = RefreshToken::random();
    let tx = runtime.db.begin().await?;
    if let Some((owner, before)) = replaced {
        families::end(&tx, owner, Which::One(before), Ending::Replaced, now).await?;
    }
    families::insert(&tx, &family).await?;
    families::insert_token(&tx, token.hash(), &family.id, now).await?;
    told(runtime, &tx, &family, AuditAction::SessionSignedIn).await?;
    tx.commit().await?;
    if let Some((owner, _)) = replaced {
        runtime.live.tell_access(Access::Person(owner.clone()));
    }
    let refresh = Refresh { token: token.into_secret(), until: family.expires_at };
    Ok(Started { user: family.user, session: family.id, refresh: Some(refresh) })
}

/// Exchanges a refresh token for leave to open an access session, and for the next token.
///
/// Within a short while the same token leads to the same next one: two tabs may ask at once, and an answer may be
/// lost. Later than that somebody has a copy, and the family ends: whoever holds it signs in again. None: the token is
/// unknown, or its family has ended.
pub async fn renew(runtime: &Runtime, shown: &str, visitor: &Visitor) -> Result<Option<Started>, AppError> {
    let Some(token) = RefreshToken::parse(shown) else { return Ok(None) };
    let hash = token.hash();
    let Some(id) = families::family_of_token(&runtime.db, &hash).await? else { return Ok(None) };
    let now = runtime.clock.now();
    let tx = runtime.db.begin().await?;
    let Some(mut family) = families::live_for_update(&tx, &id, now).await? else { return Ok(None) };
    let Some(kept) = families::token(&tx, &hash).await? else { return Ok(None) };
    let place = format!("refresh/{hash}");
    let next = match kept.used_at {
        None => {
            let next = RefreshToken::random();
            seen(runtime, &mut family, visitor);
            families::touch(&tx, &family).await?;
            families::insert_token(&tx, next.hash(), &id, now).await?;
            let next = next.into_secret();
            families::use_token(&tx, &hash, &id, runtime.vault.seal(&next, &place), now).await?;
            Some(next)
        }
        Some(used) if now.millis_since(used) <= GRACE => {
            kept.successor.and_then(|sealed| runtime.vault.open(&sealed, &place))
        }
        Some(_) => {
            families::end(&tx, &family.user, Which::One(&id), Ending::TokenReused, now).await?;
            warn_owner(runtime, &tx, &family).await?;
            told(runtime, &tx, &family, AuditAction::SessionReuseDetected).await?;
            tx.commit().await?;
            runtime.wake.all();
            runtime.live.tell_access(Access::Person(family.user.clone()));
            tracing::warn!(user = %family.user, session = %id, "a refresh token came twice; its session was ended");
            return Ok(None);
        }
    };
    tx.commit().await?;
    let refresh = next.map(|token| Refresh { token, until: family.expires_at });
    Ok(Some(Started { user: family.user, session: id, refresh }))
}

/// Records what became of a session, under the name of its browser.
async fn told(runtime: &Runtime, tx: &Tx, family: &Family, action: AuditAction) -> Result<(), AppError> {
    let deed = audit::entity("session", &family.id, browser_name(&family.user_agent));
    audit::record_of_person(runtime, tx, &family.user, action, deed, Change::none()).await
}

/// A person is told that somebody else may have been signed in as them.
async fn warn_owner(runtime: &Runtime, tx: &Tx, family: &Family) -> Result<(), AppError> {
    let Some(user) = users::by_id(&runtime.db, &family.user).await? else { return Ok(()) };
    let account = format!("{}/app/account", runtime.config.public_url());
    let letter = letters::signed_out::signed_out(&user.email, &browser_name(&family.user_agent), account);
    mail::enqueue(runtime, tx, None, letter).await
}

/// The browsers in which this person is signed in, the last used first.
pub async fn devices(runtime: &Runtime, user: &UserId, current: Option<&SessionId>) -> Result<Vec<Device>, AppError> {
    let families = families::of_user(&runtime.db, user, runtime.clock.now()).await?;
    Ok(families.into_iter().map(|family| Device::new(family, current)).collect())
}

/// Signs one browser of this person out.
///
/// # Errors
/// 404 when there is none, or it is somebody else's.
pub async fn end(runtime: &Runtime, user: &UserId, id: &SessionId, ending: Ending) -> Result<(), AppError> {
    let now = runtime.clock.now();
    let tx = runtime.db.begin().await?;
    let family = families::live_for_update(&tx, id, now).await?.filter(|family| family.user == *user);
    let family = family.ok_or_else(|| AppError::not_found("session"))?;
    families::end(&tx, user, Which::One(id), ending, now).await?;
    let by_themselves = ending == Ending::SignedOut;
    let action = if by_themselves { AuditAction::SessionSignedOut } else { AuditAction::SessionRevoked };
    told(runtime, &tx, &family, action).await?;
    tx.commit().await?;
    runtime.live.tell_access(Access::Person(user.clone()));
    Ok(())
}

/// Signs this person out everywhere, or everywhere but in the browser that asks.
pub async fn sign_out(runtime: &Runtime, user: &UserId, but: Option<&SessionId>) -> Result<(), AppError> {
    let tx = runtime.db.begin().await?;
    match but {
        Some(current) => end_others(runtime, &tx, user, current, Ending::SignedOutElsewhere).await?,
        None => end_all(runtime, &tx, user, Ending::SignedOutElsewhere).await?,
    }
    let which = if but.is_some() { "all other browsers" } else { "all browsers" };
    let deed = audit::entity("account", user, which);
    audit::record_of_person(runtime, &tx, user, AuditAction::SessionsEnded, deed, Change::none()).await?;
    tx.commit().await?;
    runtime.live.tell_access(Access::Person(user.clone()));
    Ok(())
}

/// Signs a person out everywhere but in one browser. Call `live.tell_access` after the commit.
pub async fn end_others(
    runtime: &Runtime,
    tx: &Tx,
    user: &UserId,
    current: &SessionId,
    ending: Ending,
) -> Result<(), AppError> {
    families::end(tx, user, Which::AllBut(current), ending, runtime.clock.now()).await?;
    Ok(())
}

/// Signs a person out everywhere. Call `live.tell_access` after the commit.
pub async fn end_all(runtime: &Runtime, tx: &Tx, user: &UserId, ending: Ending) -> Result<(), AppError> {
    families::end(tx, user, Which::All, ending, runtime.clock.now()).await?;
    Ok(())
}

/// The operator signs whoever an address may mean out everywhere. How many browsers that were.
pub async fn end_of_address(runtime: &Runtime, email: &str) -> Result<u64, AppError> {
    let mut ended = 0;
    for one in users::candidates(&runtime.db, &email.trim().to_lowercase()).await? {
        ended += end_by_operator(runtime, &one.user.id).await?;
    }
    Ok(ended)
}

/// … and everybody.
pub async fn end_of_everybody(runtime: &Runtime) -> Result<u64, AppError> {
    let mut ended = 0;
    for user in families::signed_in(&runtime.db, runtime.clock.now()).await? {
        ended += end_by_operator(runtime, &user).await?;
    }
    Ok(ended)
}

async fn end_by_operator(runtime: &Runtime, user: &UserId) -> Result<u64, AppError> {
    let tx = runtime.db.begin().await?;
    let ended = families::end(&tx, user, Which::All, Ending::ByOperator, runtime.clock.now()).await?;
    let deed = audit::entity("account", user, "all browsers, by whoever runs the server");
    audit::record_of_person(runtime, &tx, user, AuditAction::SessionsEnded, deed, Change::none()).await?;
    tx.commit().await?;
    runtime.live.tell_access(Access::Person(user.clone()));
    Ok(ended)
}

/// Is this person still signed in there?
pub async fn is_live(runtime: &Runtime, user: &UserId, id: &SessionId) -> Result<bool, AppError> {
    Ok(families::owner(&runtime.db, id, runtime.clock.now()).await?.as_ref() == Some(user))
}

/// Did this person sign in there a moment ago? What is done without a password is done by who was just asked elsewhere.
pub async fn is_fresh(runtime: &Runtime, user: &UserId, id: &SessionId) -> Result<bool, AppError> {
    let now = runtime.clock.now();
    let own = families::of_user(&runtime.db, user, now).await?.into_iter().find(|family| family.id == *id);
    Ok(own.is_some_and(|family| now.millis_since(family.created_at) <= FRESH))
}

/// Forgets what ended a while ago.
pub async fn forget_ended(runtime: &Runtime) -> Result<u64, AppError> {
    let kept = runtime.config.server.session_days;
    Ok(families::delete_ended(&runtime.db, runtime.clock.now().plus_days(-kept)).await?)
}

/// A family that was just used: it lasts as long again, and never beyond its greatest age.
fn seen(runtime: &Runtime, family: &mut Family, visitor: &Visitor) {
    let (now, server) = (runtime.clock.now(), &runtime.config.server);
    family.user_agent = visitor.user_agent.chars().filter(|c| !c.is_control()).take(LONGEST_USER_AGENT).collect();
    family.ip = visitor.ip.map(|ip| ip.to_string());
    family.last_used_at = now;
    family.expires_at = now.plus_days(server.session_days).min(family.created_at.plus_days(server.session_max_days));
}
