//! Who sees the project: those who were added, and those who see every project.

use crate::{
    domain::membership::ProjectMember,
    ui::components::{Card, ErrorNote},
    web::server_fns::projects::{AddProjectMember, ProjectPage, RemoveProjectMember},
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn Members(
    settings: ProjectPage,
    add: ServerAction<AddProjectMember>,
    remove: ServerAction<RemoveProjectMember>,
) -> impl IntoView {
    let ProjectPage { project, members, others, may_change, .. } = settings;
    let id = project.id.to_string();
    let refused = move || {
        let adding = add.value().get().and_then(Result::err);
        adding.or_else(|| remove.value().get().and_then(Result::err))
    };
    let rows = {
        let id = id.clone();
        members.into_iter().map(move |member| row(&id, member, remove, may_change)).collect_view()
    };
    let people = format!("/app/{id}/people");
    view! {
        <Card title="People">
            {move || refused().map(|error| view! { <ErrorNote error/> })}
            <ul class="people-list" aria-label="Who sees this project">
                {rows}
            </ul>
            {may_change
                .then(|| {
                    if others.is_empty() {
                        view! {
                            <p class="soft small">
                                "Everybody in the organization sees it. " <a href=people>"Invite somebody"</a>
                            </p>
                        }
                            .into_any()
                    } else {
                        let options = others
                            .into_iter()
                            .map(|one| {
                                let (id, name) = (one.user_id.to_string(), format!("{} ({})", one.name, one.email));
                                view! { <option value=id>{name}</option> }
                            })
                            .collect_view();
                        view! {
                            <ActionForm action=add>
                                <input type="hidden" name="project" value=id/>
                                <div class="row">
                                    <select class="input" name="user" aria-label="Member to add">
                                        {options}
                                    </select>
                                    <button class="button" disabled=move || add.pending().get()>
                                        "Add to the project"
                                    </button>
                                </div>
                            </ActionForm>
                        }
                            .into_any()
                    }
                })}
        </Card>
    }
}

fn row(
    project: &str,
    member: ProjectMember,
    remove: ServerAction<RemoveProjectMember>,
    may_change: bool,
) -> impl IntoView + use<> {
    let (word, about) = member.role.described();
    let (project, user) = (project.to_owned(), member.user_id.to_string());
    let by_role = member.role.sees_every_project();
    let seat = user.clone();
    view! {
        <li data-member=seat>
            <div class="two-lines">
                <strong>{member.name}</strong>
                <p class="faint small">{member.email}</p>
            </div>
            <span class="soft small" title=about>
                {word}
                {by_role.then_some(", sees every project")}
            </span>
            {(may_change && member.added && !by_role)
                .then(|| {
                    view! {
                        <ActionForm action=remove>
                            <input type="hidden" name="project" value=project/>
                            <input type="hidden" name="user" value=user/>
                            <button class="button quiet danger">"Take out"</button>
                        </ActionForm>
                    }
                })}
        </li>
    }
}
