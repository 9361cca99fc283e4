//! "You signed in somewhere new."

use crate::{domain::time::Timestamp, mail::Letter};
use std::net::IpAddr;

/// Characters of what a browser says of itself.
const LONGEST: usize = 160;

/// To whom a browser signed in that was never seen before.
#[must_use]
pub fn new_sign_in(to: &str, site: &str, at: Timestamp, ip: Option<IpAddr>, user_agent: &str) -> Letter {
    let address = ip.map_or_else(|| "an unknown address".to_owned(), |ip| ip.to_string());
    let program: String = user_agent.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let program = if program.is_empty() { "an unknown program".to_owned() } else { program };
    Letter::new(to, "A new sign-in to your account")
        .say("Somebody signed in to your account at Ocriva in a browser that we had not seen before.")
        .say(format!("When: {} UTC. From: {address}. With: {program}.", at.short()))
        .say("If it was you, there is nothing to do. If not, choose a new password; that signs everybody out.")
        .button("Choose a new password", format!("{site}/forgot"))
}
