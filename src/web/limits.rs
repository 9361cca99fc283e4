//! Rate limits: so many requests a minute for each caller, and headers that say what is left.
//!
//! A caller is a token, else a person, else an address: who shows a token that is not good is an address still. Every
//! server counts for itself, in memory: to share the count, each request would have to ask a store first.

mod policy;

use self::policy::{Key, Policy, Verdict};
use crate::{
    access::Caller,
    error::{AppError, Kind},
    runtime::{Remote, Runtime},
    web::{request, server_fn_status},
};
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::sync::Arc;

/// draft-ietf-httpapi-ratelimit-headers
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// Where LINE posts, the id of the bot after it.
const LINE: &str = "/line/webhook/";
/// Longest id, in characters.
const MAX_ID: usize = 64;
/// What our own pages call.
const FUNCTIONS: &str = "/fn/";
/// Those of them that anybody may call who is nobody yet, and that cost a hash or a mail.
const SIGNING_IN: [&str; 6] = [
    "/fn/log-in",
    "/fn/register",
    "/fn/invitations/register",
    "/fn/account/forget-password",
    "/fn/account/reset-password",
    "/fn/account/confirm-email",
];

/// What every caller may do in a minute; a policy that is absent limits nothing.
pub struct Limits {
    runtime: Runtime,
    /// Signing in and what belongs to it, for each address.
    auth: Option<Policy>,
    writes: Option<Policy>,
    reads: Option<Policy>,
    /// What LINE brings, for each bot: LINE has few addresses for all bots there are.
    line: Option<Policy>,
}

impl Limits {
    #[must_use]
    pub fn new(runtime: &Runtime) -> Arc<Self> {
        let settings = &runtime.config.limits;
        let policy = |name, a_minute| {
            if settings.enabled { Policy::new(name, a_minute, runtime.clock.clone()) } else { None }
        };
        Arc::new(Self {
            auth: policy("auth", settings.auth),
            writes: policy("writes", settings.writes),
            reads: policy("reads", settings.reads),
            line: policy("line", settings.line),
            runtime: runtime.clone(),
        })
    }

    fn policy(&self, request: &Request) -> Option<&Policy> {
        let path = request.uri().path();
        let path = path.strip_prefix("/v1").unwrap_or(path);
        match *request.method() {
            // Whoever looks after the server asks often.
            _ if path.starts_with("/health/") => None,
            Method::POST if path.starts_with(LINE) => self.line.as_ref(),
            // A page that is alive reads by POST as well.
            _ if path.starts_with(FUNCTIONS) => {
                if SIGNING_IN.contains(&path) {
                    self.auth.as_ref()
                } else {
                    self.reads.as_ref()
                }
            }
            Method::GET | Method::HEAD | Method::OPTIONS => self.reads.as_ref(),
            _ if path.starts_with("/auth/") => self.auth.as_ref(),
            _ => self.writes.as_ref(),
        }
    }

    /// Whose request it is; the handler finds the caller known.
    async fn key(&self, policy: &Policy, request: Request) -> (Key, Request) {
        let address = Remote::here().address;
        if policy.name == "line" {
            let bot = request.uri().path().rsplit('/').next().unwrap_or_default();
            // A stranger who knocks at a bot's door keeps nobody out but those at his own address.
            let key = address.filter(|_| bot.len() <= MAX_ID).map(|address| Key::Bot(bot.into(), address));
            return (key.unwrap_or(Key::Crowd), request);
        }
        let (request, caller) = request::known(&self.runtime, request).await;
        let key = match caller {
            Some(Caller::Token(grant)) => Key::Token(grant.id),
            Some(Caller::Person(user)) if policy.name != "auth" => Key::Person(user),
            _ => address.map_or(Key::Crowd, Key::of_address),
        };
        (key, request)
    }
}

/// Lets a request through, or answers 429.
pub async fn keep(State(limits): State<Arc<Limits>>, request: Request, next: Next) -> Response {
    let Some(policy) = limits.policy(&request) else { return next.run(request).await };
    let (key, request) = limits.key(policy, request).await;
    let verdict = policy.ask(key);
    let mut response = match verdict.wait {
        None => next.run(request).await,
        Some(seconds) if request.uri().path().starts_with(FUNCTIONS) => server_fn_status::answer(&refusal(seconds)),
        Some(seconds) => refusal(seconds).into_response(),
    };
    say(&mut response, policy, &verdict);
    response
}

fn refusal(seconds: u64) -> AppError {
    let message = format!("These are too many requests at once; nothing was done. Go on in {seconds} seconds.");
    let mut error = AppError::new(Kind::TooManyRequests, "too_many_requests", message);
    error.retry_after = u32::try_from(seconds).ok();
    error
}

/// `RateLimit-Policy: "reads";q=3000;w=60` and `RateLimit: "reads";r=2999;t=1`
fn say(response: &mut Response, policy: &Policy, verdict: &Verdict) {
    let texts = [
        (POLICY, format!("\"{}\";q={};w={}", policy.name, policy.quota, policy::WINDOW)),
        (LEFT, format!("\"{}\";r={};t={}", policy.name, verdict.left, verdict.whole_in)),
    ];
    for (name, text) in texts {
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().insert(name, value);
        }
    }
}
