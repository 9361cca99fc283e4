//! A forgotten password: asks for a mail with a link.

use super::account::{AccountSheet, Refusal};
use crate::{
    ui::components::{Note, TextField, Tone, error_of},
    web::server_fns::account::ForgetPassword,
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;

#[component]
pub fn ForgotPage() -> AnyView {
    let ask = ServerAction::<ForgetPassword>::new();
    let pending = ask.pending();
    let query = use_query_map();
    let sent = Memo::new(move |_| query.with(|query| query.get("sent")));
    view! {
        <AccountSheet title="Forgot your password?" text="We send you a link; with it you choose a new one." stays=true>
            {move || sent.get().map(|how| view! { <Sent how/> })}
            <ActionForm action=ask>
                <div class="form">
                    <Refusal action=ask/>
                    <TextField
                        label="E-mail"
                        name="email"
                        kind="email"
                        autocomplete="username"
                        required=true
                        autofocus=true
                        error=error_of(ask, "email")
                    />
                    <button class="button primary large wide" aria-busy=move || pending.get().then_some("true")>
                        "Send the link"
                    </button>
                </div>
            </ActionForm>
            <p class="other soft">"You remember it? " <a href="/login">"Log in"</a></p>
        </AccountSheet>
    }
    .into_any()
}

/// The same whether there is an account or not.
#[component]
fn Sent(how: String) -> impl IntoView {
    view! {
        <Note tone=Tone::Good>
            "If there is an account with this address, a mail is on its way. The link in it works for an hour."
            {(how == "outbox")
                .then_some(" This server sends no mail: the link stands in its log, for whoever runs it.")}
        </Note>
    }
}
