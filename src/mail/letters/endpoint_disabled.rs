//! "A webhook does not work any more."

use crate::mail::Letter;

/// To the owners and admins of the organization that it belongs to.
#[must_use]
pub fn endpoint_disabled(to: &str, name: &str, url: &str, reason: &str, page: &str) -> Letter {
    Letter::new(to, format!("The webhook “{name}” was disabled"))
        .say(format!("Ocriva sends nothing to {url} any more. {reason}"))
        .say(
            "What was not delivered is kept in the log of the endpoint. Once the receiver works again, make the \
              endpoint active and recover what it missed.",
        )
        .button("Open the endpoint", page)
}
