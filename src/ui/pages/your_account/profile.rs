//! What one says of oneself: name, address, password.

mod email;
mod name;
mod password;

use self::{email::EmailCard, name::NameCard, password::PasswordCard};
use crate::{
    domain::login::WaysIn,
    error::AppError,
    ui::{
        components::{Note, Tone},
        layout::CurrentSession,
    },
    web::server_fns::account::ChangePassword,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn Profile(ways: Resource<Result<WaysIn, AppError>>, change: ServerAction<ChangePassword>) -> impl IntoView {
    let session = CurrentSession::here();
    let query = use_query_map();
    let saved = Memo::new(move |_| query.with(|query| query.get("saved").unwrap_or_default()));
    let said = move || {
        Some(match saved.get().as_str() {
            "name" => "Your name is changed.",
            "password" => "Your password is changed. Other browsers are signed out.",
            "email" => "A mail is on its way to the new address. It counts once you follow the link in it.",
            "sent" => "A mail is on its way. Open the link in it.",
            _ => return None,
        })
    };
    view! {
        {move || said().map(|text| view! { <Note tone=Tone::Good>{text}</Note> })}
        <Transition>
            {move || {
                session
                    .get()
                    .map(|session| {
                        let sends_mail = session.sends_mail;
                        let user = session.user;
                        view! {
                            <div class="profile">
                                <NameCard name=user.name.clone()/>
                                <EmailCard user sends_mail/>
                                <PasswordCard ways change/>
                            </div>
                        }
                    })
            }}
        </Transition>
    }
}
