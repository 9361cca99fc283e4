//! "There is another way into your account."

use crate::mail::Letter;

/// To a person who connected an account at `provider`, or as whom somebody did.
#[must_use]
pub fn connected(to: &str, provider: &str, account: String) -> Letter {
    Letter::new(to, format!("{provider} can sign you in now"))
        .say(format!("An account at {provider} was connected with your account at Ocriva. It opens it from now on."))
        .say("If that was not you, disconnect it on your account page, sign out everywhere else and change your password.")
        .button("Look at your account", account)
}
