//! The line above every page for who has not confirmed their address yet: where the mail is, and what to do without it.

use super::session::CurrentSession;
use crate::ui::components::{Glyph, Icon};
use leptos::prelude::*;

#[component]
pub fn Unconfirmed() -> impl IntoView {
    let session = CurrentSession::here();
    view! {
        <Transition>
            {move || {
                let session = session.get().filter(|session| !session.user.email_verified)?;
                let (before, after, other) = if session.sends_mail {
                    ("open the link in the mail to ", ". ", "It did not come?")
                } else {
                    ("this server sends no mail, and the link for ", " stands in its log and its outbox folder. ", "Make a new one")
                };
                Some(view! {
                    <p class="banner">
                        <Icon glyph=Glyph::Info/>
                        <span>
                            "Confirm your e-mail address: " {before} <strong>{session.user.email}</strong>
                            {after} <a href="/app/account">{other}</a>
                        </span>
                    </p>
                })
            }}
        </Transition>
    }
}
