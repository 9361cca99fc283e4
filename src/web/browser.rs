//! The browser behind a request: its access session, its refresh cookie, and what it says of itself.

use crate::{
    config::Secret,
    domain::time::Timestamp,
    error::AppError,
    runtime::{Remote, Runtime},
    web::{
        device::{self, DeviceCookie},
        login, request,
    },
    workspace::{
        accounts::Door,
        sessions::{Refresh, Visitor},
    },
};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use parking_lot::Mutex;
use std::sync::Arc;
use tower_sessions::{
    Session,
    cookie::{Cookie, SameSite, time::Duration},
};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Cheap to clone; every clone is the same browser.
#[derive(Clone)]
pub struct Browser {
    pub session: Session,
    pub visitor: Visitor,
    pub device: DeviceCookie,
    refresh: Arc<Mutex<RefreshCookie>>,
}

#[derive(Default)]
struct RefreshCookie {
    shown: Option<Secret>,
    renewed: bool,
    answer: Option<Answer>,
}

enum Answer {
    Set(Refresh),
    Remove,
}

/// Knows the browser, and signs it in again where its access session has ended and its refresh token has not.
pub async fn know(State(runtime): State<Runtime>, mut request: Request, next: Next) -> Response {
    let Some(session) = request.extensions().get::<Session>().cloned() else {
        return AppError::internal().into_response();
    };
    let shown = cookie(request.headers(), refresh_name(runtime.config.is_secure()));
    let browser = Browser {
        session,
        visitor: visitor(request.headers(), request.extensions()),
        device: DeviceCookie::new(
            cookie(request.headers(), device::name(runtime.config.is_secure())).map(|text| text.expose().to_owned()),
        ),
        refresh: Arc::new(Mutex::new(RefreshCookie { shown, ..RefreshCookie::default() })),
    };
    // An API token speaks before a cookie.
    if request::bearer(request.headers()).is_none()
        && browser.shown().is_some()
        && let Err(error) = keep_signed_in(&runtime, &browser).await
    {
        return error.into_response();
    }
    request.extensions_mut().insert(browser.clone());
    let mut response = next.run(request).await;
    if browser.is_leaving() {
        // Pictures of pages are kept for a day; the next person at this machine does not find them.
        response.headers_mut().insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\""));
    }
    if let Some(cookie) = browser.cookie(runtime.config.is_secure(), runtime.clock.now()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    let device = browser.device.answer(runtime.config.is_secure());
    if let Some(cookie) = device.and_then(|text| HeaderValue::from_str(&text).ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn keep_signed_in(runtime: &Runtime, browser: &Browser) -> Result<(), AppError> {
    if login::of(&browser.session).await?.is_none() {
        login::renew(runtime, browser).await?;
    }
    Ok(())
}

impl Browser {
    /// Where somebody is about to sign in.
    #[must_use]
    pub fn door(&self) -> Door {
        Door { visitor: self.visitor.clone(), device: self.device.shown.clone() }
    }

    /// The refresh token that came with the request.
    #[must_use]
    pub fn shown(&self) -> Option<Secret> {
        self.refresh.lock().shown.clone()
    }

    /// Was it exchanged already, for this request?
    #[must_use]
    pub fn is_renewed(&self) -> bool {
        self.refresh.lock().renewed
    }

    /// Signed in by this token from the answer on; none: by the one it has.
    pub fn give(&self, refresh: Option<Refresh>) {
        let mut cookie = self.refresh.lock();
        cookie.renewed = true;
        cookie.answer = refresh.map(Answer::Set);
    }

    pub fn take_away(&self) {
        let mut cookie = self.refresh.lock();
        cookie.shown = None;
        cookie.answer = Some(Answer::Remove);
    }

    fn is_leaving(&self) -> bool {
        matches!(self.refresh.lock().answer, Some(Answer::Remove))
    }

    fn cookie(&self, secure: bool, now: Timestamp) -> Option<HeaderValue> {
        let (text, seconds) = match self.refresh.lock().answer.take()? {
            Answer::Set(refresh) => (refresh.token.expose().to_owned(), refresh.until.millis_since(now) / 1000),
            Answer::Remove => (String::new(), 0),
        };
        let cookie = Cookie::build((refresh_name(secure), text))
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(secure)
            .path("/")
            .max_age(Duration::seconds(seconds));
        HeaderValue::from_str(&cookie.to_string()).ok()
    }
}

/// `__Host-`: from this very host over https and for all of it, or not at all.
fn refresh_name(secure: bool) -> &'static str {
    if secure { "__Host-ocriva-refresh" } else { "ocriva-refresh" }
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<Secret> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut cookies = lines.flat_map(|line| Cookie::split_parse(line.to_owned()).flatten());
    cookies.find(|cookie| cookie.name() == name).map(|cookie| Secret::new(cookie.value()))
}

fn visitor(headers: &HeaderMap, extensions: &Extensions) -> Visitor {
    let user_agent =
        headers.get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    // As the operator's proxies say it, and nobody else.
    let ip = extensions.get::<Remote>().and_then(|remote| remote.address);
    Visitor { user_agent: user_agent.unwrap_or_default(), ip }
}

impl<S: Send + Sync> FromRequestParts<S> for Browser {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(AppError::internal)
    }
}
