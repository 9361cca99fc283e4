//! The person at the foot of the rail: who, the theme, and the way out.

use super::{session::CurrentSession, theme::ThemeSwitch};
use crate::{
    ui::components::{Glyph, Icon},
    web::server_fns::session::LogOut,
};
use leptos::{form::ActionForm, prelude::*};

/// Name and menu of the signed-in person.
#[component]
pub fn UserMenu() -> impl IntoView {
    let session = CurrentSession::here();
    let log_out = ServerAction::<LogOut>::new();
    view! {
        <Transition>
            {move || {
                session
                    .get()
                    .map(|session| {
                        let user = session.user;
                        let name = if user.name.is_empty() { user.email.clone() } else { user.name };
                        view! {
                            <button type="button" class="switcher person" popovertarget="menu-user">
                                <span class="monogram round" aria-hidden="true">
                                    {name.chars().take(1).flat_map(char::to_uppercase).collect::<String>()}
                                </span>
                                <span class="name">{name}</span>
                                <Icon glyph=Glyph::UpDown/>
                            </button>
                            <div class="menu user" id="menu-user" popover="auto">
                                <p class="title">{user.email}</p>
                                <ThemeSwitch/>
                                <hr/>
                                <a class="item" href="/app/account">
                                    <Icon glyph=Glyph::Key/>
                                    "Your account"
                                </a>
                                <ActionForm action=log_out>
                                    <button class="item">
                                        <Icon glyph=Glyph::Logout/>
                                        "Log out"
                                    </button>
                                </ActionForm>
                            </div>
                        }
                    })
            }}
        </Transition>
    }
}
