//! Sessions: a browser that is signed in, as it is kept and as its owner sees it.

use super::{
    id::{SessionId, UserId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// A browser from log-in to log-out, through all its refresh tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    pub id: SessionId,
    pub user: UserId,
    /// As the browser sends it.
    pub user_agent: String,
    pub ip: Option<String>,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Why a family ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    SignedOut,
    /// From another browser of the same person.
    SignedOutElsewhere,
    /// Somebody signed in anew in the same browser.
    Replaced,
    /// The password was changed or set anew.
    PasswordChanged,
    /// Whoever runs the server ended it.
    ByOperator,
    /// A refresh token came a second time: one of the two who had it stole it.
    TokenReused,
}

impl Ending {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::SignedOutElsewhere => "signed_out_elsewhere",
            Self::Replaced => "replaced",
            Self::PasswordChanged => "password_changed",
            Self::ByOperator => "by_operator",
            Self::TokenReused => "token_reused",
        }
    }
}

/// A browser that is signed in, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    pub id: SessionId,
    /// Such as `Firefox on Windows`.
    pub user_agent: String,
    #[schema(required)]
    pub ip: Option<String>,
    pub created_at: Timestamp,
    /// To within the length of an access session.
    pub last_used_at: Timestamp,
    /// Is it the one that asks?
    pub current: bool,
}

impl Device {
    #[must_use]
    pub fn new(family: Family, current: Option<&SessionId>) -> Self {
        Self {
            current: Some(&family.id) == current,
            user_agent: browser_name(&family.user_agent),
            id: family.id,
            ip: family.ip,
            created_at: family.created_at,
            last_used_at: family.last_used_at,
        }
    }
}

/// What browsers call themselves, the more particular before what they claim to be as well.
const BROWSERS: [(&str, &str); 12] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Line/", "LINE"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python", "A Python program"),
];
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

/// `Firefox on Windows`: enough to tell one's own devices apart.
#[must_use]
pub fn browser_name(user_agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "An unknown browser or program".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser_name;

    #[test]
    fn devices_are_told_apart() {
        for (sent, shown) in [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Windows"),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
                "Safari on macOS",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1",
                "Chrome on iPhone",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0 Safari/537.36",
                "Chrome on Linux",
            ),
            ("curl/8.5.0", "curl"),
            ("", "An unknown browser or program"),
            ("<script>", "An unknown browser or program"),
        ] {
            assert_eq!(browser_name(sent), shown, "{sent}");
        }
    }
}
