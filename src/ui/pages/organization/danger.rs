//! What only an owner does: handing the organization over, and ending it.

use super::Actions;
use crate::{
    domain::tenancy::Organization,
    ui::components::{Card, Dialog, DialogButton, ErrorNote, Note, TextField, Tone, When, error_of},
    web::server_fns::organization::OrganizationSettings,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn Danger(settings: OrganizationSettings, actions: Actions) -> impl IntoView {
    let organization = settings.organization.clone();
    view! {
        <Transfer settings actions/>
        {match organization.deletion_at {
            Some(_) => view! { <Keep organization actions/> }.into_any(),
            None => view! { <Delete organization actions/> }.into_any(),
        }}
    }
}

#[component]
fn Transfer(settings: OrganizationSettings, actions: Actions) -> impl IntoView {
    let me = settings.me.clone();
    let heirs: Vec<_> = settings.members.into_iter().filter(|one| one.user_id != me).collect();
    let id = settings.organization.id.to_string();
    let refused = move || actions.transfer.value().get().and_then(Result::err);
    view! {
        <Card title="Hand it over">
            <p class="soft">"Another member becomes its owner, and you an admin."</p>
            {move || refused().map(|error| view! { <ErrorNote error/> })}
            {if heirs.is_empty() {
                view! { <p class="soft small">"There is nobody else yet: invite somebody first."</p> }.into_any()
            } else {
                let options = heirs
                    .into_iter()
                    .map(|one| {
                        let (id, name) = (one.user_id.to_string(), format!("{} ({})", one.name, one.email));
                        view! { <option value=id>{name}</option> }
                    })
                    .collect_view();
                view! {
                    <ActionForm action=actions.transfer>
                        <input type="hidden" name="organization" value=id/>
                        <div class="row">
                            <select class="input" name="user" aria-label="New owner">
                                {options}
                            </select>
                            <button class="button danger" disabled=move || actions.transfer.pending().get()>
                                "Hand over"
                            </button>
                        </div>
                    </ActionForm>
                }
                    .into_any()
            }}
        </Card>
    }
}

#[component]
fn Delete(organization: Organization, actions: Actions) -> impl IntoView {
    let (id, name) = (organization.id.to_string(), organization.name.clone());
    let refused = move || actions.delete.value().get().and_then(Result::err).filter(|error| error.fields.is_empty());
    view! {
        <Card title="Delete the organization">
            <p class="soft">
                "Its projects, documents, results, templates, tokens and members go, for good, after two weeks. Until then it can be read, nothing comes in, and you can keep it after all."
            </p>
            <DialogButton opens="delete-organization" class="button danger">
                "Delete"
            </DialogButton>
            <Dialog id="delete-organization" title=format!("Delete “{name}”?")>
                <ActionForm action=actions.delete>
                    <div class="form">
                        <input type="hidden" name="organization" value=id/>
                        {move || refused().map(|error| view! { <ErrorNote error/> })}
                        <TextField
                            label=format!("Type “{name}” to say that you mean it")
                            name="confirm"
                            required=true
                            error=error_of(actions.delete, "confirm")
                        />
                        <button class="button danger" disabled=move || actions.delete.pending().get()>
                            "Delete it in two weeks"
                        </button>
                    </div>
                </ActionForm>
            </Dialog>
        </Card>
    }
}

#[component]
fn Keep(organization: Organization, actions: Actions) -> impl IntoView {
    let id = organization.id.to_string();
    let refused = move || actions.keep.value().get().and_then(Result::err);
    view! {
        <Card title="To be deleted">
            <Note tone=Tone::Doubtful>
                "It will be deleted "
                {organization.deletion_at.map(|at| view! { "on " <When at/> })}
                "."
            </Note>
            {move || refused().map(|error| view! { <ErrorNote error/> })}
            <ActionForm action=actions.keep>
                <input type="hidden" name="organization" value=id/>
                <button class="button primary" disabled=move || actions.keep.pending().get()>
                    "Keep the organization"
                </button>
            </ActionForm>
        </Card>
    }
}
