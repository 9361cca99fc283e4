//! How one signs in.

use crate::{
    domain::login::WaysIn,
    error::AppError,
    ui::{
        components::{Card, NewPasswordField, TextField, error_of},
        pages::account::Refusal,
    },
    web::server_fns::account::ChangePassword,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn PasswordCard(ways: Resource<Result<WaysIn, AppError>>, change: ServerAction<ChangePassword>) -> impl IntoView {
    view! {
        <Card title="Password">
            <Transition fallback=|| ()>
                {move || Suspend::new(async move {
                    // Whoever cannot be asked has one, as most have.
                    let has_one = ways.await.map_or(true, |ways| ways.has_password);
                    view! { <Fields change has_one/> }
                })}
            </Transition>
        </Card>
    }
}

/// Who signs in elsewhere alone has no present password to show: a sign-in of this moment stands in for it.
#[component]
fn Fields(change: ServerAction<ChangePassword>, has_one: bool) -> impl IntoView {
    view! {
        {(!has_one)
            .then(|| {
                view! {
                    <p class="soft">
                        "You have none: you sign in with an account elsewhere. With a password of your own you can do without it. You can set one here within ten minutes of signing in, and at any time by "
                        <a href="/forgot">"a link in a mail"</a> "."
                    </p>
                }
            })}
        <ActionForm action=change>
            <div class="form">
                <Refusal action=change/>
                {has_one
                    .then(|| {
                        view! {
                            <TextField
                                label="Present password"
                                name="currentPassword"
                                kind="password"
                                autocomplete="current-password"
                                required=true
                                error=error_of(change, "currentPassword")
                            />
                        }
                    })}
                <NewPasswordField
                    label="New password"
                    name="newPassword"
                    hint="A few words in a row are easy to remember and hard to guess. Other browsers are signed out."
                    error=error_of(change, "newPassword")
                />
                <div class="actions">
                    <button class="button">{if has_one { "Change password" } else { "Set password" }}</button>
                </div>
            </div>
        </ActionForm>
    }
}
