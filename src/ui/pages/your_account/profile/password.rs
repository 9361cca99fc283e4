//! How one signs in.

use crate::{
    ui::{
        components::{Card, TextField, error_of},
        pages::account::Refusal,
    },
    web::server_fns::account::ChangePassword,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn PasswordCard() -> impl IntoView {
    let change = ServerAction::<ChangePassword>::new();
    view! {
        <Card title="Password">
            <ActionForm action=change>
                <div class="form">
                    <Refusal action=change/>
                    <TextField
                        label="Present password"
                        name="currentPassword"
                        kind="password"
                        autocomplete="current-password"
                        required=true
                        error=error_of(change, "currentPassword")
                    />
                    <TextField
                        label="New password"
                        name="newPassword"
                        kind="password"
                        autocomplete="new-password"
                        required=true
                        hint="A few words in a row are easy to remember and hard to guess. Other browsers are signed out."
                        error=error_of(change, "newPassword")
                    />
                    <div class="actions">
                        <button class="button">"Change password"</button>
                    </div>
                </div>
            </ActionForm>
        </Card>
    }
}
