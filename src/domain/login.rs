//! Signing in with somebody else's account: the providers, what a person has connected, and how it can fail.

use super::{id::IdentityId, time::Timestamp};
use serde::{Deserialize, Serialize};

/// A provider that people can sign in with here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginProvider {
    /// Part of its addresses.
    pub id: String,
    /// As people write it.
    pub name: String,
}

/// An account elsewhere that its owner signs in with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    pub id: IdentityId,
    /// The provider's id.
    pub provider: String,
    /// What the provider said last; nobody is known by it.
    pub email: Option<String>,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
}

/// How a person can sign in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WaysIn {
    pub has_password: bool,
    pub identities: Vec<Identity>,
    /// All that can be connected.
    pub providers: Vec<LoginProvider>,
}

/// Why signing in elsewhere led back to the log-in page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginProblem {
    Denied,
    /// The browser does not know of it: another one, another tab, a link from somewhere, or too late.
    Forgotten,
    Unreachable,
    Refused,
    AccountExists,
    NoEmail,
    /// Another account here has it.
    Taken,
    /// Signed in too long ago to add a way in.
    Stale,
}

impl LoginProblem {
    const ALL: [Self; 8] = [
        Self::Denied,
        Self::Forgotten,
        Self::Unreachable,
        Self::Refused,
        Self::AccountExists,
        Self::NoEmail,
        Self::Taken,
        Self::Stale,
    ];

    /// As it stands in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Forgotten => "forgotten",
            Self::Unreachable => "unreachable",
            Self::Refused => "refused",
            Self::AccountExists => "account_exists",
            Self::NoEmail => "no_email",
            Self::Taken => "taken",
            Self::Stale => "sign_in_again",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// For a person; `provider` as people write it.
    #[must_use]
    pub fn sentence(self, provider: &str) -> String {
        match self {
            Self::Denied => format!("You did not go on at {provider}, so you are not signed in. Nothing was changed."),
            Self::Forgotten => format!(
                "That answer from {provider} belongs to no log-in of this browser, or came too late. Please start again."
            ),
            Self::Unreachable => {
                format!("{provider} cannot be reached right now. Try again in a moment, or use your password.")
            }
            Self::Refused => format!(
                "{provider} did not give a valid answer, so you are not signed in. Try again; if it stays so, tell whoever runs this server."
            ),
            Self::AccountExists => format!(
                "There is an account with your e-mail address already. Log in with its password, then connect {provider} on your account page."
            ),
            Self::NoEmail => format!(
                "{provider} did not share your e-mail address, which a new account needs. Create one with your e-mail address, then connect {provider} on your account page."
            ),
            Self::Taken => {
                format!("That {provider} account is connected to another account here; nothing was changed.")
            }
            Self::Stale => format!(
                "You signed in a while ago, so nothing was changed. Log out and in again, and connect {provider} within ten minutes."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LoginProblem;

    #[test]
    fn problems_come_back_from_an_address() {
        for problem in LoginProblem::ALL {
            assert_eq!(LoginProblem::parse(problem.as_str()), Some(problem));
            assert!(problem.sentence("Acme").contains("Acme"));
        }
        assert_eq!(LoginProblem::parse("<script>"), None);
    }
}
