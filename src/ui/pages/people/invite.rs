//! Asking somebody to join: an address, a role, the projects to see.

use super::Actions;
use crate::{
    domain::access::Role,
    ui::components::{Dialog, ErrorNote, Note, TextField, Tone, close_dialog, error_of},
    web::server_fns::people::People,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn Invite(people: People, actions: Actions, here: String) -> impl IntoView {
    let invite = actions.invite;
    Effect::new(move || {
        if invite.value().with(|answer| matches!(answer, Some(Ok(_)))) {
            close_dialog("invite");
        }
    });
    let sent = move || invite.value().get().and_then(Result::ok).or_else(|| actions.resend.value().get()?.ok());
    let refused = move || invite.value().get().and_then(Result::err);
    let roles = Role::ALL.into_iter().filter(|role| people.my_role.manages(*role) && *role != Role::Owner);
    let roles = roles.collect::<Vec<_>>().into_iter().rev().map(role_choice).collect_view();
    let projects = people
        .projects
        .iter()
        .map(|project| {
            let (id, name) = (project.id.to_string(), project.name.clone());
            let checked = id == here;
            view! {
                <label class="check">
                    <input type="checkbox" name="projects[]" value=id checked=checked/>
                    <span>{name}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        {move || {
            sent()
                .map(|email| {
                    view! {
                        <Note tone=Tone::Good>"A mail is on its way to " <strong>{email}</strong> ". Its link works for seven days."</Note>
                    }
                })
        }}
        {move || refused().map(|error| view! { <ErrorNote error/> })}
        <Dialog id="invite" title="Invite someone">
            <ActionForm action=invite>
                <div class="form">
                    <input type="hidden" name="organization" value=people.organization.to_string()/>
                    <TextField
                        label="E-mail"
                        name="email"
                        kind="email"
                        placeholder="colleague@example.com"
                        hint="They get a link; whoever has no account makes one there."
                        required=true
                        error=error_of(invite, "email")
                    />
                    <fieldset class="field roles">
                        <legend class="label">"Role"</legend>
                        {roles}
                    </fieldset>
                    <fieldset class="field">
                        <legend class="label">"Projects"</legend>
                        <div class="choices">{projects}</div>
                        <p class="hint">"What a member or a viewer sees. Admins see every project."</p>
                    </fieldset>
                    {move || refused().map(|error| view! { <ErrorNote error/> })}
                    <div class="actions">
                        <button class="button primary" disabled=move || invite.pending().get()>
                            {move || if invite.pending().get() { "Sending…" } else { "Send invitation" }}
                        </button>
                    </div>
                </div>
            </ActionForm>
        </Dialog>
    }
}

fn role_choice(role: Role) -> impl IntoView {
    let (word, about) = role.described();
    view! {
        <label class="check role">
            <input type="radio" name="role" value=role.as_str() checked=role == Role::Member/>
            <span>
                <strong>{word}</strong>
                <span class="soft small">{about}</span>
            </span>
        </label>
    }
}
