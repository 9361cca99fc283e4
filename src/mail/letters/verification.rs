//! "Is this your address?"

use crate::mail::Letter;

/// To an address that somebody signed up with.
#[must_use]
pub fn verification(to: &str, link: String) -> Letter {
    Letter::new(to, "Confirm your e-mail address")
        .say("An account at Ocriva was made with this e-mail address. Please confirm that it is yours.")
        .button("Confirm e-mail address", link)
        .say("The link works once, within three days.")
        .say("If you did not sign up, there is nothing to do: an address that nobody confirms belongs to nobody.")
}
