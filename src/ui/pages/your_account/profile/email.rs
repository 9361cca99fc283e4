//! How one is reached: the address, whether it is confirmed, another one.

use crate::{
    domain::tenancy::User,
    ui::{
        components::{Badge, Card, Glyph, TextField, Tone, error_of},
        pages::account::Refusal,
    },
    web::server_fns::account::{ChangeEmail, SendVerification},
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn EmailCard(user: User, sends_mail: bool) -> impl IntoView {
    let change = ServerAction::<ChangeEmail>::new();
    let verified = user.email_verified;
    view! {
        <Card title="E-mail address">
            <p class="stand">
                <strong>{user.email}</strong>
                {if verified {
                    view! { <Badge tone=Tone::Good glyph=Glyph::Check text="Confirmed"/> }.into_any()
                } else {
                    view! { <Badge tone=Tone::Doubtful glyph=Glyph::Warning text="Not confirmed"/> }.into_any()
                }}
            </p>
            {(!verified).then(|| view! { <Unconfirmed sends_mail/> })}
            <ActionForm action=change>
                <div class="form">
                    <Refusal action=change/>
                    <TextField
                        label="New e-mail address"
                        name="email"
                        kind="email"
                        autocomplete="email"
                        required=true
                        error=error_of(change, "email")
                    />
                    <TextField
                        label="Your password"
                        name="password"
                        kind="password"
                        autocomplete="current-password"
                        required=true
                        error=error_of(change, "password")
                    />
                    <div class="actions">
                        <button class="button">"Change address"</button>
                    </div>
                </div>
            </ActionForm>
        </Card>
    }
}

/// What to do about an address that is not confirmed.
#[component]
fn Unconfirmed(sends_mail: bool) -> impl IntoView {
    let send = ServerAction::<SendVerification>::new();
    view! {
        <p class="soft">
            {if sends_mail {
                "Open the link in the mail that we sent there."
            } else {
                "This server sends no mail: the link stands in its log, for whoever runs it."
            }}
        </p>
        <ActionForm action=send>
            <Refusal action=send/>
            <button class="button">{if sends_mail { "Send the mail again" } else { "Make a new link" }}</button>
        </ActionForm>
        <hr/>
    }
}
