//! The cookie by which a browser is known in which somebody signed in before.

use parking_lot::Mutex;
use std::sync::Arc;
use tower_sessions::cookie::{Cookie, SameSite, time::Duration};

/// Longer than browsers keep a cookie (400 days) makes no sense.
const DAYS: i64 = 400;

/// Cheap to clone; every clone is the same cookie.
#[derive(Clone, Default)]
pub struct DeviceCookie {
    pub shown: Option<String>,
    answer: Arc<Mutex<Option<String>>>,
}

impl DeviceCookie {
    #[must_use]
    pub fn new(shown: Option<String>) -> Self {
        Self { shown, answer: Arc::default() }
    }

    /// Known by this from the answer on.
    pub fn give(&self, text: String) {
        *self.answer.lock() = Some(text);
    }

    /// What the answer sets, if anything.
    #[must_use]
    pub fn answer(&self, secure: bool) -> Option<String> {
        let text = self.answer.lock().take()?;
        let cookie = Cookie::build((name(secure), text))
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(secure)
            .path("/")
            .max_age(Duration::days(DAYS));
        Some(cookie.to_string())
    }
}

/// `__Host-`: from this very host over https and for all of it, or not at all.
#[must_use]
pub fn name(secure: bool) -> &'static str {
    if secure { "__Host-ocriva-device" } else { "ocriva-device" }
}
