//! Signing in with an account elsewhere: off to the provider, and back with its answer.

use crate::{
    domain::{id::UserId, login::LoginProblem, time::Timestamp},
    error::AppError,
    runtime::Runtime,
    web::{
        browser::Browser,
        csrf, login,
        problem::{Path, Query},
        server_fns::session::way_on,
    },
    workspace::{
        identities::{self, Answer, Attempt},
        sessions,
    },
};
use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Where the session keeps what was begun.
const PENDING: &str = "login_elsewhere";
/// Who takes longer at the provider starts again, in milliseconds.
const LONGEST: i64 = 10 * 60 * 1000;
/// Where accounts elsewhere are connected.
const ACCOUNT: &str = "/app/account";

/// A log-in that was begun in this browser.
#[derive(Serialize, Deserialize)]
struct Pending {
    provider: String,
    attempt: Attempt,
    next: String,
    /// Whose account it is to be connected with.
    connect: Option<UserId>,
    begun: Timestamp,
}

#[derive(Deserialize)]
pub struct Start {
    #[serde(default)]
    next: String,
    /// To connect, not to sign in.
    #[serde(default)]
    connect: bool,
}

/// What a provider's answer says in the address.
#[derive(Deserialize)]
pub struct Came {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// `GET /auth/login/{provider}`: sends the browser to the provider.
pub async fn start(
    State(runtime): State<Runtime>,
    browser: Browser,
    headers: HeaderMap,
    Path(provider): Path<String>,
    Query(start): Query<Start>,
) -> Result<Response, AppError> {
    if !identities::providers(&runtime).iter().any(|one| one.id == provider) {
        return Err(AppError::not_found("log-in provider"));
    }
    let connect = if start.connect {
        if !csrf::is_own(&headers) {
            return Err(AppError::forbidden("This request came from another site and was refused."));
        }
        match login::of(&browser.session).await? {
            // Another way in is added by its owner, and not by whoever finds the browser open.
            Some(login) if !sessions::is_fresh(&runtime, &login.user, &login.session).await? => {
                return Ok(back(LoginProblem::Stale, &provider, "", true));
            }
            Some(login) => Some(login.user),
            None => return Ok(Redirect::to(&format!("/login?next={ACCOUNT}")).into_response()),
        }
    } else {
        None
    };
    let (next, begun) = (way_on(&start.next).to_owned(), runtime.clock.now());
    match identities::ask(&runtime, &provider).await {
        Ok((url, attempt)) => {
            let pending = Pending { provider, attempt, next, connect, begun };
            browser.session.insert(PENDING, pending).await.map_err(login::failed)?;
            Ok(Redirect::to(&url).into_response())
        }
        Err(problem) => Ok(back(problem, &provider, &next, connect.is_some())),
    }
}

/// `GET /auth/login/{provider}/callback`: believes nothing that this very browser did not ask for.
pub async fn callback(
    State(runtime): State<Runtime>,
    browser: Browser,
    Path(provider): Path<String>,
    Query(came): Query<Came>,
) -> Result<Response, AppError> {
    let pending: Option<Pending> = browser.session.remove(PENDING).await.map_err(login::failed)?;
    let fits = |pending: &Pending| {
        pending.provider == provider
            && runtime.clock.now().millis_since(pending.begun) <= LONGEST
            && same(&pending.attempt.state, came.state.as_deref().unwrap_or_default())
    };
    if pending.is_some() {
        // It is good for one answer, whatever comes of it.
        browser.session.save().await.map_err(login::failed)?;
    }
    let Some(Pending { attempt, next, connect, .. }) = pending.filter(fits) else {
        return Ok(back(LoginProblem::Forgotten, &provider, "", false));
    };
    let stopped = |problem| Ok(back(problem, &provider, &next, connect.is_some()));
    let code = match (came.error.as_deref(), came.code) {
        (None, Some(code)) => code,
        (Some("access_denied"), _) => return stopped(LoginProblem::Denied),
        _ => return stopped(LoginProblem::Refused),
    };
    let answer = Answer { code, issuer: came.iss };
    if let Some(user) = &connect {
        // Whoever signed in here in between does not get the account of the one who began.
        if login::of(&browser.session).await?.is_none_or(|login| login.user != *user) {
            return Ok(back(LoginProblem::Forgotten, &provider, "", false));
        }
        return match identities::connect(&runtime, user, &provider, attempt, answer).await? {
            Ok(()) => Ok(Redirect::to(ACCOUNT).into_response()),
            Err(problem) => stopped(problem),
        };
    }
    match identities::sign_in(&runtime, &provider, attempt, answer).await? {
        Ok(signed_in) => {
            login::begin(&runtime, &browser, &signed_in.user).await?;
            let first = signed_in.new_project.map(|project| format!("/app/{project}/documents"));
            Ok(Redirect::to(first.as_deref().unwrap_or(&next)).into_response())
        }
        Err(problem) => stopped(problem),
    }
}

/// To the page where it began, which says what went wrong.
fn back(problem: LoginProblem, provider: &str, next: &str, connecting: bool) -> Response {
    let (page, next) =
        if connecting { (ACCOUNT, None) } else { ("/login", Some(next).filter(|next| !next.is_empty())) };
    let mut query = vec![("problem", problem.as_str()), ("provider", provider)];
    query.extend(next.map(|next| ("next", next)));
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    Redirect::to(&format!("{page}?{query}")).into_response()
}

/// How long it takes to say so tells nothing.
fn same(one: &str, other: &str) -> bool {
    Sha256::digest(one) == Sha256::digest(other)
}
