//! An invitation: who asks, to what; joining, after logging in or making an account on the same page.

use crate::{
    domain::membership::InvitationSummary,
    error::AppError,
    ui::{
        components::{ErrorNote, NewPasswordField, PageError, TextField, error_of},
        place::param,
    },
    web::server_fns::{
        invitations::{AcceptInvitation, RegisterInvited, invitation},
        session::{LogOut, current_session},
    },
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;

#[component]
pub fn InvitationPage() -> AnyView {
    let link = param("link");
    let found = Resource::new(move || link.get(), invitation);
    let session = Resource::new(|| (), |()| current_session());
    view! {
        <Title text="Invitation"/>
        <main id="main" class="account">
            <a class="brand" href="/" aria-label="Ocriva, home">
                <super::landing::Mark/>
            </a>
            <div class="sheet">
                <Transition fallback=|| ()>
                    {move || Suspend::new(async move {
                        let me = session.await.ok().flatten().map(|session| session.user.email);
                        match found.await {
                            Ok(summary) => view! { <Asked summary me link=link.get_untracked()/> }.into_any(),
                            Err(error) => view! { <Nowhere error/> }.into_any(),
                        }
                    })}
                </Transition>
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn Nowhere(error: AppError) -> impl IntoView {
    view! {
        <h1>"This link leads nowhere"</h1>
        <PageError error/>
        <p class="other soft">
            <a href="/login">"Log in"</a>
        </p>
    }
}

#[component]
fn Asked(summary: InvitationSummary, me: Option<String>, link: String) -> impl IntoView {
    let who = summary.invited_by.clone().unwrap_or_else(|| "You are asked".to_owned());
    let asks = if summary.invited_by.is_some() { " asks you to join as " } else { " to join as " };
    let (role, about) = summary.role.described();
    let projects = summary.projects.join(", ");
    let way = match me {
        Some(me) if me == summary.email => view! { <Accept link/> }.into_any(),
        Some(me) => view! { <Stranger me email=summary.email/> }.into_any(),
        None if summary.has_account => {
            let href = format!("/login?next=/invitations/{link}");
            view! {
                <a class="button primary large wide" href=href>
                    {format!("Log in as {}", summary.email)}
                </a>
            }
            .into_any()
        }
        None => view! { <Register email=summary.email link/> }.into_any(),
    };
    view! {
        <h1>{format!("Join {}", summary.organization_name)}</h1>
        <p class="soft">
            <strong>{who}</strong> {asks} <strong>{role.to_lowercase()}</strong> ": " {about.to_lowercase()} "."
        </p>
        {(!projects.is_empty()).then(|| view! { <p class="soft">"You will see: " {projects}</p> })}
        {way}
    }
}

#[component]
fn Accept(link: String) -> impl IntoView {
    let accept = ServerAction::<AcceptInvitation>::new();
    view! {
        {move || accept.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
        <ActionForm action=accept>
            <input type="hidden" name="link" value=link/>
            <button class="button primary large wide" disabled=move || accept.pending().get()>
                "Join"
            </button>
        </ActionForm>
    }
}

/// Signed in as somebody else.
#[component]
fn Stranger(me: String, email: String) -> impl IntoView {
    let log_out = ServerAction::<LogOut>::new();
    view! {
        <p>
            "The invitation was sent to " <strong>{email}</strong> ", and you are signed in as " <strong>{me}</strong>
            ". Log out, and open the link again with that account."
        </p>
        <ActionForm action=log_out>
            <button class="button wide">"Log out"</button>
        </ActionForm>
    }
}

/// The account that is made belongs to the address that was asked: the link proves it.
#[component]
fn Register(email: String, link: String) -> impl IntoView {
    let register = ServerAction::<RegisterInvited>::new();
    let log_in = format!("/login?next=/invitations/{link}");
    let refused = move || register.value().get().and_then(Result::err).filter(|error| error.fields.is_empty());
    view! {
        <ActionForm action=register>
            <div class="form">
                {move || refused().map(|error| view! { <ErrorNote error/> })}
                <input type="hidden" name="link" value=link/>
                <div class="field">
                    <label for="invited-email">"E-mail"</label>
                    <input class="input" id="invited-email" type="email" autocomplete="username" value=email readonly=true/>
                </div>
                <TextField label="Name" name="name" autocomplete="name" required=true error=error_of(register, "name")/>
                <NewPasswordField
                    label="Password"
                    name="password"
                    hint="A few words in a row are easy to remember and hard to guess."
                    error=error_of(register, "password")
                />
                <button class="button primary large wide" disabled=move || register.pending().get()>
                    "Create account and join"
                </button>
            </div>
        </ActionForm>
        <p class="other soft">"You have an account? " <a href=log_in>"Log in"</a></p>
    }
}
