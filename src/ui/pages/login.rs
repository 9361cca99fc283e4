//! Log in.

use super::account::{Back, ContinueWith, Refusal, Sheet, use_next};
use crate::{
    ui::components::{TextField, error_of},
    web::server_fns::session::LogIn,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn LoginPage() -> AnyView {
    let log_in = ServerAction::<LogIn>::new();
    let next = use_next();
    let pending = log_in.pending();
    view! {
        <Sheet title="Log in" text="Welcome back.">
            <Back/>
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
            <ContinueWith next/>
            <p class="other soft">"New here? " <a href="/register">"Create an account"</a></p>
        </Sheet>
    }
    .into_any()
}
