//! Somebody is asked to join an organization.

use crate::mail::Letter;

/// `address` opens the invitation.
#[must_use]
pub fn letter(to: &str, organization: &str, inviter: Option<&str>, address: String) -> Letter {
    let who = inviter.unwrap_or("Somebody who manages it");
    Letter::new(to, format!("Join {organization} on Ocriva"))
        .say(format!("{who} asks you to join “{organization}” on Ocriva, where documents are turned into data."))
        .button("See the invitation", address)
        .say("The link works once, and for seven days. If you do not know who this is, do nothing: nobody joins unasked.")
}
