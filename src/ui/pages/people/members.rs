//! The members with their roles; who manages them changes the role in place.

use super::Actions;
use crate::{
    domain::{access::Role, membership::Member},
    ui::components::{Badge, ErrorNote, Glyph, Table, Tone, When},
    web::server_fns::people::{Leave, People},
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn Members(people: People, actions: Actions) -> impl IntoView {
    let leave = ServerAction::<Leave>::new();
    let refused = move || {
        let role = actions.role.value().get().and_then(Result::err);
        let remove = actions.remove.value().get().and_then(Result::err);
        role.or(remove).or_else(|| leave.value().get().and_then(Result::err))
    };
    let members = people.members.clone();
    view! {
        {move || refused().map(|error| view! { <ErrorNote error/> })}
        <Table columns=&[("Person", ""), ("Role", ""), ("Since", "tight"), ("", "tight")] label="Members">
            {members.into_iter().map(|member| row(&people, member, actions, leave)).collect_view()}
        </Table>
    }
}

fn row(people: &People, member: Member, actions: Actions, leave: ServerAction<Leave>) -> impl IntoView + use<> {
    let is_me = member.user_id == people.me;
    let manages = people.my_role.manages(member.role);
    let organization = people.organization.to_string();
    let (id, name) = (member.user_id.to_string(), member.name.clone());
    let (word, about) = member.role.described();
    let role = if manages {
        let (organization, member) = (organization.clone(), member.clone());
        view! { <ChangeRole organization member mine=people.my_role actions/> }.into_any()
    } else {
        view! { <span title=about>{word}</span> }.into_any()
    };
    let end = match (is_me, manages) {
        (true, _) => view! { <LeaveButton organization name=people.organization_name.clone() leave/> }.into_any(),
        (false, true) => view! { <Remove organization member=member.clone() actions/> }.into_any(),
        (false, false) => ().into_any(),
    };
    view! {
        <tr data-member=id>
            <td class="head">
                <div class="two-lines">
                    <strong>
                        {name}
                        {is_me.then(|| view! { " " <Badge tone=Tone::Plain glyph=Glyph::Person text="you"/> })}
                    </strong>
                    <p class="faint small">{member.email}</p>
                </div>
            </td>
            <td data-label="Role">{role}</td>
            <td class="tight soft" data-label="Since">
                <When at=member.created_at/>
            </td>
            <td class="tight">{end}</td>
        </tr>
    }
}

/// The roles that whoever looks can give, and a button that gives it.
#[component]
fn ChangeRole(organization: String, member: Member, mine: Role, actions: Actions) -> impl IntoView {
    let options = Role::ALL
        .into_iter()
        .filter(|role| mine.manages(*role))
        .map(|role| {
            let (word, _) = role.described();
            view! {
                <option value=role.as_str() selected=role == member.role>
                    {word}
                </option>
            }
        })
        .collect_view();
    let label = format!("Role of {}", member.name);
    view! {
        <div class="inline-form"><ActionForm action=actions.role>
            <input type="hidden" name="organization" value=organization/>
            <input type="hidden" name="user" value=member.user_id.to_string()/>
            <select class="input" name="role" aria-label=label>
                {options}
            </select>
            <button class="button quiet" disabled=move || actions.role.pending().get()>
                "Change"
            </button>
        </ActionForm></div>
    }
}

#[component]
fn Remove(organization: String, member: Member, actions: Actions) -> impl IntoView {
    let dialog = format!("remove-{}", member.user_id);
    let heading = format!("{dialog}-title");
    let (opens, labelled) = (dialog.clone(), heading.clone());
    view! {
        <button type="button" class="button quiet danger" popovertarget=opens>
            "Remove"
        </button>
        <div class="dialog" id=dialog popover="auto" role="dialog" aria-labelledby=labelled>
            <header>
                <h2 id=heading>{format!("Remove {}?", member.name)}</h2>
            </header>
            <div class="body">
                <p class="soft">
                    "They lose access at once. What they uploaded stays, and so do API tokens that they made: they belong to the organization."
                </p>
                <ActionForm action=actions.remove>
                    <input type="hidden" name="organization" value=organization/>
                    <input type="hidden" name="user" value=member.user_id.to_string()/>
                    <button class="button danger" disabled=move || actions.remove.pending().get()>
                        "Remove from the organization"
                    </button>
                </ActionForm>
            </div>
        </div>
    }
}

#[component]
fn LeaveButton(organization: String, name: String, leave: ServerAction<Leave>) -> impl IntoView {
    view! {
        <button type="button" class="button quiet" popovertarget="leave">
            "Leave"
        </button>
        <div class="dialog" id="leave" popover="auto" role="dialog" aria-labelledby="leave-title">
            <header>
                <h2 id="leave-title">{format!("Leave {name}?")}</h2>
            </header>
            <div class="body">
                <p class="soft">"You lose access at once. To come back, somebody has to invite you."</p>
                <ActionForm action=leave>
                    <input type="hidden" name="organization" value=organization/>
                    <button class="button danger" disabled=move || leave.pending().get()>
                        "Leave the organization"
                    </button>
                </ActionForm>
            </div>
        </div>
    }
}
