//! A new password by the link of a mail.

use super::account::{AccountSheet, Refusal};
use crate::{
    ui::components::{NewPasswordField, error_of},
    web::server_fns::account::ResetPassword,
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;

#[component]
pub fn ResetPage() -> AnyView {
    let reset = ServerAction::<ResetPassword>::new();
    let pending = reset.pending();
    let query = use_query_map();
    let token = move || query.with(|query| query.get("token").unwrap_or_default());
    view! {
        <AccountSheet title="Choose a new password" text="It signs you out everywhere." stays=true>
            <ActionForm action=reset>
                <div class="form">
                    <Refusal action=reset/>
                    <input type="hidden" name="token" value=token/>
                    <NewPasswordField
                        label="New password"
                        name="password"
                        autofocus=true
                        hint="A few words in a row are easy to remember and hard to guess."
                        error=error_of(reset, "password")
                    />
                    <button class="button primary large wide" aria-busy=move || pending.get().then_some("true")>
                        "Set password"
                    </button>
                </div>
            </ActionForm>
            <p class="other soft"><a href="/forgot">"Ask for a new link"</a></p>
        </AccountSheet>
    }
    .into_any()
}
