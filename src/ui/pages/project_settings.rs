//! The settings of a project: its name and default template, its files, who works in it, and its end.

mod members;

use self::members::Members;
use crate::{
    domain::{
        id::ProjectId,
        project_settings::{DuplicatePolicy, ProjectSettings},
    },
    ui::{
        components::{
            Card, Dialog, DialogButton, ErrorNote, Note, PageError, PageHeader, SelectField, TextField, Tone, error_of,
        },
        layout::NewPlaces,
        place::param,
    },
    web::server_fns::projects::{
        AddProjectMember, DeleteProject, ProjectPage, RemoveProjectMember, UpdateProject, read_project,
    },
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn ProjectSettingsPage() -> AnyView {
    let project = param("project");
    let update = ServerAction::<UpdateProject>::new();
    let add = ServerAction::<AddProjectMember>::new();
    let remove = ServerAction::<RemoveProjectMember>::new();
    let places = expect_context::<NewPlaces>();
    Effect::new(move || {
        if update.value().with(|answer| matches!(answer, Some(Ok(())))) {
            places.note_change();
        }
    });
    let settings = Resource::new(
        move || (project.get(), update.version().get() + add.version().get() + remove.version().get()),
        |(project, _)| read_project(ProjectId(project)),
    );
    view! {
        <PageHeader title="Project settings" text="Its name and its files, who works in it, and its end."/>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match settings.await {
                    Ok(settings) => view! { <Settings settings update add remove/> }.into_any(),
                    Err(error) => view! { <PageError error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Settings(
    settings: ProjectPage,
    update: ServerAction<UpdateProject>,
    add: ServerAction<AddProjectMember>,
    remove: ServerAction<RemoveProjectMember>,
) -> impl IntoView {
    let may_change = settings.may_change;
    view! {
        <div class="settings">
            {may_change.then(|| view! { <About settings=settings.clone() update/> })}
            <Members settings=settings.clone() add remove/>
            {may_change.then(|| view! { <Delete id=settings.project.id.to_string() name=settings.project.name/> })}
        </div>
    }
}

#[component]
fn About(settings: ProjectPage, update: ServerAction<UpdateProject>) -> impl IntoView {
    let project = settings.project;
    let templates =
        settings.templates.into_iter().map(|template| (template.id.to_string(), template.name)).collect::<Vec<_>>();
    let chosen = project.default_template_id.map(|id| id.to_string()).unwrap_or_default();
    let has_templates = !templates.is_empty();
    let saved = move || matches!(update.value().get(), Some(Ok(())));
    view! {
        <Card title="Project">
            <ActionForm action=update>
                <div class="form">
                    <input type="hidden" name="project" value=project.id.to_string()/>
                    <TextField label="Name" name="name" value=project.name required=true error=error_of(update, "name")/>
                    {has_templates
                        .then(|| {
                            view! {
                                <SelectField
                                    label="Default template"
                                    name="template"
                                    options=templates
                                    value=chosen
                                    hint="Used by uploads that name none."
                                    error=error_of(update, "defaultTemplateId")
                                />
                            }
                        })}
                    <OfFiles settings=project.settings update/>
                    {move || saved().then(|| view! { <Note tone=Tone::Good>"Saved."</Note> })}
                    <div class="actions">
                        <button class="button primary" disabled=move || update.pending().get()>
                            "Save"
                        </button>
                    </div>
                </div>
            </ActionForm>
        </Card>
    }
}

/// What becomes of files: those that come twice, those that are old.
#[component]
fn OfFiles(settings: ProjectSettings, update: ServerAction<UpdateProject>) -> impl IntoView {
    let options = DuplicatePolicy::ALL.map(|policy| (policy.as_str().to_owned(), word(policy).to_owned())).to_vec();
    view! {
        <SelectField
            label="The same file again"
            name="duplicates"
            options
            value=settings.duplicate_policy.as_str()
            hint="In this project, by its bytes; its name does not matter."
        />
        <TextField
            label="Keep files for so many days"
            name="days"
            kind="number"
            value=settings.file_retention_days.map(|days| days.to_string()).unwrap_or_default()
            placeholder="For good"
            hint="Then the file is removed for good, and its result stays. Leave it empty to keep files."
            error=error_of(update, "settings.fileRetentionDays")
        />
    }
}

fn word(policy: DuplicatePolicy) -> &'static str {
    match policy {
        DuplicatePolicy::Allow => "Take it like any other",
        DuplicatePolicy::Warn => "Take it, and mark it as a duplicate",
        DuplicatePolicy::Reject => "Refuse it",
    }
}

/// Asks for the name: what is in it cannot be had back.
#[component]
fn Delete(id: String, name: String) -> impl IntoView {
    let delete = ServerAction::<DeleteProject>::new();
    let refused = move || delete.value().get().and_then(Result::err).filter(|error| error.fields.is_empty());
    view! {
        <Card title="Delete the project">
            <p class="soft">
                "Its documents, results, templates, webhooks and tokens go at once and for good; work that waits is not done."
            </p>
            <DialogButton opens="delete-project" class="button danger">
                "Delete"
            </DialogButton>
            <Dialog id="delete-project" title=format!("Delete “{name}”?")>
                <ActionForm action=delete>
                    <div class="form">
                        <input type="hidden" name="project" value=id/>
                        {move || refused().map(|error| view! { <ErrorNote error/> })}
                        <TextField
                            label=format!("Type “{name}” to say that you mean it")
                            name="confirm"
                            required=true
                            error=error_of(delete, "confirm")
                        />
                        <button class="button danger" disabled=move || delete.pending().get()>
                            "Delete it now"
                        </button>
                    </div>
                </ActionForm>
            </Dialog>
        </Card>
    }
}
