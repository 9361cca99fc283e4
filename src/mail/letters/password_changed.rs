//! "Your password was changed."

use crate::mail::Letter;

/// To whoever it belongs to.
#[must_use]
pub fn password_changed(to: &str, site: &str) -> Letter {
    Letter::new(to, "Your password was changed")
        .say("The password of your account at Ocriva was changed, and other browsers were signed out.")
        .say("If it was you, there is nothing to do. If not, choose a new one at once:")
        .button("Choose a new password", format!("{site}/forgot"))
}
