//! Sign up: an account, and with it an organization, a project and two templates.

use super::account::{AccountSheet, ContinueWith, Refusal, use_next};
use crate::{
    ui::components::{NewPasswordField, TextField, error_of},
    web::server_fns::session::Register,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn RegisterPage() -> AnyView {
    let register = ServerAction::<Register>::new();
    let pending = register.pending();
    view! {
        <AccountSheet title="Create your account" text="Your first document is read a minute from now.">
            <ActionForm action=register>
                <div class="form">
                    <Refusal action=register/>
                    <TextField
                        label="Name"
                        name="name"
                        autocomplete="name"
                        required=true
                        autofocus=true
                        error=error_of(register, "name")
                    />
                    <TextField
                        label="E-mail"
                        name="email"
                        kind="email"
                        autocomplete="username"
                        required=true
                        error=error_of(register, "email")
                    />
                    <NewPasswordField
                        label="Password"
                        name="password"
                        hint="A few words in a row are easy to remember and hard to guess."
                        error=error_of(register, "password")
                    />
                    <button class="button primary large wide" aria-busy=move || pending.get().then_some("true")>
                        "Create account"
                    </button>
                </div>
            </ActionForm>
            <ContinueWith next=use_next()/>
            <p class="other soft">"You have an account? " <a href="/login">"Log in"</a></p>
        </AccountSheet>
    }
    .into_any()
}
