//! An organization is to be deleted: its owners may think better of it.

use crate::{domain::time::Timestamp, mail::Letter};

/// `address` is where Ocriva is.
#[must_use]
pub fn letter(to: &str, organization: &str, at: Timestamp, address: &str) -> Letter {
    Letter::new(to, format!("{organization} will be deleted"))
        .say(format!(
            "An owner decided to delete the organization “{organization}” with all its projects, documents and results. \
             That happens on {} UTC.",
            at.short()
        ))
        .say("Until then it can be read, and nothing new comes in. Every owner can keep it: open its settings.")
        .button("Open Ocriva", format!("{address}/app"))
}
