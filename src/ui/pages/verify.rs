//! The link that shows that an address is one's own. It takes a button: programs that look at links before people do
//! use nothing up.

use super::account::{AccountSheet, Refusal};
use crate::{
    ui::components::{Note, Tone},
    web::server_fns::account::ConfirmEmail,
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;

#[component]
pub fn VerifyPage() -> AnyView {
    let confirm = ServerAction::<ConfirmEmail>::new();
    let pending = confirm.pending();
    let query = use_query_map();
    let token = move || query.with(|query| query.get("token").unwrap_or_default());
    let is_done = move || query.with(|query| query.get("confirmed").is_some());
    view! {
        <AccountSheet title="Confirm your e-mail address" text="One press, and it is yours." stays=true>
            <Show when=is_done>
                <Note tone=Tone::Good>"Your e-mail address is confirmed."</Note>
                <p class="other"><a class="button primary large wide" href="/app">"Go on"</a></p>
            </Show>
            <Show when=move || !is_done()>
                <ActionForm action=confirm>
                    <div class="form">
                        <Refusal action=confirm/>
                        <input type="hidden" name="token" value=token/>
                        <button class="button primary large wide" aria-busy=move || pending.get().then_some("true")>
                            "Confirm"
                        </button>
                    </div>
                </ActionForm>
            </Show>
        </AccountSheet>
    }
    .into_any()
}
