//! Log in.

use super::account::{AccountSheet, Back, ContinueWith, Refusal, use_next};
use crate::{
    ui::components::{Note, TextField, Tone, error_of},
    web::server_fns::session::LogIn,
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;

#[component]
pub fn LoginPage() -> AnyView {
    let log_in = ServerAction::<LogIn>::new();
    let next = use_next();
    let pending = log_in.pending();
    let query = use_query_map();
    let is_reset = Memo::new(move |_| query.with(|query| query.get("reset").is_some()));
    view! {
        <AccountSheet title="Log in" text="Welcome back.">
            <Back/>
            {move || {
                is_reset
                    .get()
                    .then(|| view! { <Note tone=Tone::Good>"Your password is changed. Log in with it."</Note> })
            }}
            <ActionForm action=log_in>
                <div class="form">
                    <Refusal action=log_in/>
                    <input type="hidden" name="next" value=move || next.get()/>
                    <TextField
                        label="E-mail"
                        name="email"
                        kind="email"
                        autocomplete="username"
                        required=true
                        autofocus=true
                        error=error_of(log_in, "email")
                    />
                    <TextField
                        label="Password"
                        name="password"
                        kind="password"
                        autocomplete="current-password"
                        required=true
                        error=error_of(log_in, "password")
                    />
                    <button class="button primary large wide" aria-busy=move || pending.get().then_some("true")>
                        "Log in"
                    </button>
                </div>
            </ActionForm>
            <p class="other soft"><a href="/forgot">"Forgot your password?"</a></p>
            <ContinueWith next/>
            <p class="other soft">"New here? " <a href="/register">"Create an account"</a></p>
        </AccountSheet>
    }
    .into_any()
}
