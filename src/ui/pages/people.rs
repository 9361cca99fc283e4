//! The people of the organization: who is there, who is asked, who is what.

mod invitations;
mod invite;
mod members;

use self::{invitations::Invitations, invite::Invite, members::Members};
use crate::{
    domain::place::Place,
    ui::{
        components::{DialogButton, Glyph, Icon, PageError, PageHeader},
        place::param,
    },
    web::server_fns::people::{
        Invite as InviteAction, People, RemoveMember, ResendInvitation, RevokeInvitation, SetRole, list_people,
    },
};
use leptos::prelude::*;

/// What is done here; each answer makes the page ask anew.
#[derive(Clone, Copy)]
pub struct Actions {
    pub invite: ServerAction<InviteAction>,
    pub resend: ServerAction<ResendInvitation>,
    pub revoke: ServerAction<RevokeInvitation>,
    pub role: ServerAction<SetRole>,
    pub remove: ServerAction<RemoveMember>,
}

#[component]
pub fn PeoplePage() -> AnyView {
    let place = param("project");
    let actions = Actions {
        invite: ServerAction::new(),
        resend: ServerAction::new(),
        revoke: ServerAction::new(),
        role: ServerAction::new(),
        remove: ServerAction::new(),
    };
    let version = move || {
        let Actions { invite, resend, revoke, role, remove } = actions;
        invite.version().get()
            + resend.version().get()
            + revoke.version().get()
            + role.version().get()
            + remove.version().get()
    };
    let people = Resource::new(move || (place.get(), version()), |(place, _)| list_people(Place::from(place)));
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match people.await {
                    Ok(people) => view! { <Page people actions here=place.get_untracked()/> }.into_any(),
                    Err(error) => view! { <PageError error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Page(people: People, actions: Actions, here: String) -> impl IntoView {
    let manages = people.my_role.sees_every_project();
    let text = format!("Everybody in {}, and what they may do.", people.organization_name);
    view! {
        <PageHeader title="People" text>
            {manages
                .then(|| {
                    view! {
                        <DialogButton opens="invite" class="button primary">
                            <Icon glyph=Glyph::Plus/>
                            "Invite someone"
                        </DialogButton>
                    }
                })}
        </PageHeader>
        {manages.then(|| view! { <Invite people=people.clone() actions here/> })}
        <Members people=people.clone() actions/>
        <Invitations people actions/>
    }
}
