//! Making a token; its value is shown once, with a `curl` that works.

use crate::{
    domain::{
        access::{Action, Permission, Resource},
        token::ApiToken,
    },
    ui::components::{CodeBlock, Dialog, ErrorNote, Note, SelectField, TextField, Tone, close_dialog, error_of},
    web::server_fns::tokens::CreateToken,
};
use leptos::prelude::*;

/// What most programs need: send documents, fetch results, name a template.
const USUAL: [Permission; 3] = [
    Permission::new(Resource::Documents, Action::Read),
    Permission::new(Resource::Documents, Action::Write),
    Permission::new(Resource::Templates, Action::Read),
];

#[component]
pub fn Create(project: Memo<String>, create: ServerAction<CreateToken>) -> impl IntoView {
    let made = move || create.value().get().and_then(Result::ok);
    Effect::new(move || {
        if made().is_some() {
            close_dialog("new-token");
        }
    });
    let refused = move || create.value().get().and_then(Result::err);
    view! {
        {move || refused().map(|error| view! { <ErrorNote error/> })}
        {move || made().map(|token| view! { <Made token/> })}
        <Dialog id="new-token" title="New token">
            <ActionForm action=create>
                <div class="form">
                    <input type="hidden" name="project" value=move || project.get()/>
                    <TextField
                        label="Name"
                        name="form[name]"
                        placeholder="Nightly import"
                        hint="So that you know later what it is for."
                        required=true
                        error=error_of(create, "name")
                    />
                    <SelectField
                        label="Opens"
                        name="form[scope]"
                        options=vec![
                            (String::new(), "This project".to_owned()),
                            ("organization".to_owned(), "Every project of the organization".to_owned()),
                        ]
                    />
                    <Permissions error=error_of(create, "permissions")/>
                    <TextField
                        label="Last day"
                        name="form[expires]"
                        kind="date"
                        hint="A year from now if you leave it empty; ten years at most."
                        error=error_of(create, "expiresAt")
                    />
                    <TextField
                        label="Allowed networks"
                        name="form[networks]"
                        placeholder="203.0.113.0/24, 198.51.100.7"
                        hint="Where it may be used from; empty: from anywhere."
                        error=error_of(create, "allowedNetworks")
                    />
                    {move || refused().map(|error| view! { <ErrorNote error/> })}
                    <div class="actions">
                        <button class="button primary" disabled=move || create.pending().get()>
                            {move || if create.pending().get() { "Making…" } else { "Make token" }}
                        </button>
                    </div>
                </div>
            </ActionForm>
        </Dialog>
    }
}

/// One line per resource, one box per action.
#[component]
fn Permissions(error: Signal<Option<String>>) -> impl IntoView {
    let all = Permission::grantable();
    let lines = all.chunk_by(|one, next| one.resource == next.resource).map(|group| {
        let first = group[0].to_string();
        let resource = first.split(':').next().unwrap_or_default().to_owned();
        let label = resource.clone();
        view! {
            <div class="permission-line" role="group" aria-label=label>
                <span>{resource}</span>
                {group.iter().map(|permission| box_for(*permission)).collect_view()}
            </div>
        }
    });
    view! {
        <fieldset class="field permissions">
            <legend class="label">"Permissions"</legend>
            {lines.collect_view()}
            {move || error.get().map(|error| view! { <p class="error">{error}</p> })}
        </fieldset>
    }
}

fn box_for(permission: Permission) -> impl IntoView {
    let text = permission.to_string();
    let action = text.split(':').nth(1).unwrap_or_default().to_owned();
    view! {
        <label class="check">
            <input type="checkbox" name="form[permissions][]" value=text checked=USUAL.contains(&permission)/>
            <span>{action}</span>
        </label>
    }
}

/// The only moment at which the value can be read.
#[component]
pub fn Made(token: ApiToken) -> impl IntoView {
    let value = token.token.unwrap_or_default();
    let origin = RwSignal::new(String::from("https://…"));
    Effect::new(move || origin.set(window().location().origin().unwrap_or_default()));
    let for_all = token.project_id.is_none();
    let curl = {
        let value = value.clone();
        Signal::derive(move || {
            format!(
                "curl {}/upload \\\n  -H \"Authorization: Bearer {value}\" \\\n  -F file=@invoice.pdf{}",
                origin.get(),
                if for_all { " \\\n  -F projectId=proj_…" } else { "" }
            )
        })
    };
    view! {
        <section class="card made" data-testid="new-token">
            <div class="body stack">
                <Note tone=Tone::Good>
                    <strong>{token.name}</strong>
                    " is ready. Keep it now: it is shown only this once."
                </Note>
                <CodeBlock code=value/>
                <h3>"Try it"</h3>
                <CodeBlock code=curl/>
                <p class="soft small">
                    "Uses the default template of the project; add " <code>"-F templateId=tmpl_…"</code> " to name another."
                </p>
            </div>
        </section>
    }
}
