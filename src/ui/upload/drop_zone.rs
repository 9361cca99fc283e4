//! The upload form: without script a plain form, with script the place to drop and browse.

use super::{Uploads, files};
use crate::{
    domain::{
        access::{Action, Permission, Resource},
        id::{ProjectId, TemplateId},
        template::Template,
        text::megabytes,
    },
    ui::{
        components::{Glyph, Icon},
        layout::CurrentSession,
    },
};
use leptos::{html::Input, prelude::*};

/// What somebody who only reads may not.
const UPLOAD: Permission = Permission::new(Resource::Documents, Action::Write);

/// Takes files for `project`, to be read with one of `templates`; large while the project is empty.
#[component]
pub fn DropZone(project: ProjectId, templates: Vec<Template>, #[prop(optional)] large: bool) -> impl IntoView {
    let uploads = expect_context::<Uploads>();
    let input = NodeRef::<Input>::new();
    let take = move || {
        let Some(input) = input.get_untracked() else { return };
        let chosen = files::of_list(input.files());
        if !chosen.is_empty() {
            uploads.take(chosen);
            input.set_value("");
        }
    };
    // Files chosen before the page was alive.
    Effect::new(move || {
        input.track();
        take();
    });
    let choose = move |event| {
        let id = event_target_value(&event);
        uploads.template.set((!id.is_empty()).then_some(TemplateId(id)));
    };
    // What stands there is what the files are read as: without a choice the project's default.
    let (chosen, here, session) = (uploads.template.get_untracked(), project.clone(), CurrentSession::here());
    let preset = Memo::new(move |_| {
        let own = || session.get()?.projects.into_iter().find(|one| one.id == here)?.default_template_id;
        chosen.clone().or_else(own)
    });
    let options = templates
        .into_iter()
        .filter(|template| template.is_active)
        .map(|template| {
            let id = template.id.clone();
            let selected = move || preset.with(|preset| preset.as_ref() == Some(&id));
            view! { <option value=template.id.0 selected=selected>{template.name}</option> }
        })
        .collect_view();
    let action = format!("/app/{project}/upload");
    // As long as it is not known who is here, the form stands.
    let may = move || session.get().is_none() || session.may(UPLOAD);
    view! {
        <Show when=move || !may()>
            <p class="soft" data-testid="reads-only">
                "You can read what is here. To add documents, ask an admin to make you a member."
            </p>
        </Show>
        <form
            hidden=move || !may()
            class="drop-zone"
            class:large=large
            data-testid="drop-zone"
            method="post"
            enctype="multipart/form-data"
            action=action
        >
            <Icon glyph=Glyph::Upload/>
            <p class="call">
                <span class="needs-script by-mouse">
                    {if large { "Drop your first document here, paste it, or " } else { "Drop files anywhere, paste, or " }}
                </span>
                <label class="browse">
                    <input type="file" name="file" multiple accept=files::ACCEPT node_ref=input on:change=move |_| take()/>
                    <span class="by-mouse">"browse"</span>
                    <span class="by-touch">"Choose files or take a photo"</span>
                </label>
            </p>
            <p class="kinds">{move || kinds(session.get().map(|session| session.max_file_bytes))}</p>
            <label class="template">
                <span>"Read as"</span>
                <select class="input" name="templateId" on:change=choose>
                    {options}
                </select>
            </label>
            <button class="button primary without-script">"Upload"</button>
        </form>
    }
}

/// What this server takes, and how large.
fn kinds(max_bytes: Option<u64>) -> String {
    let kinds = "PDF, JPG, PNG, WebP, BMP, TIFF or XML e-invoices";
    max_bytes.map_or_else(|| kinds.to_owned(), |bytes| format!("{kinds}, up to {}", megabytes(bytes)))
}
