//! The line above every page for who has not confirmed their address yet, where mails leave the server.

use super::session::CurrentSession;
use crate::ui::components::{Glyph, Icon};
use leptos::prelude::*;

#[component]
pub fn Unconfirmed() -> impl IntoView {
    let session = CurrentSession::here();
    view! {
        <Transition>
            {move || {
                let session = session.get().filter(|session| session.sends_mail && !session.user.email_verified)?;
                Some(view! {
                    <p class="banner">
                        <Icon glyph=Glyph::Info/>
                        <span>
                            "Confirm your e-mail address: open the link in the mail to " <strong>{session.user.email}</strong>
                            ". " <a href="/app/account">"It did not come?"</a>
                        </span>
                    </p>
                })
            }}
        </Transition>
    }
}
