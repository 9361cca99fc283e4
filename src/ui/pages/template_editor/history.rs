//! The versions of a template: what each save changed, and the way back.

use crate::{
    domain::{
        template::Template,
        template_history::{Difference, TemplateVersion, TemplateVersionDetail},
    },
    ui::{
        components::{Card, ErrorNote, PageHeader, Table, When},
        layout::IfMay,
        pages::templates::CHANGE,
        place::section,
    },
    web::server_fns::templates::RestoreTemplate,
};
use leptos::prelude::*;

/// `shown` is the version that is looked at.
#[component]
pub fn History(template: Template, versions: Vec<TemplateVersion>, shown: TemplateVersionDetail) -> impl IntoView {
    let here = format!("{}/{}", section(&template.project_id, "templates"), template.id);
    let number = shown.template.version;
    view! {
        <PageHeader title=format!("{}: versions", template.name) text="Every save is kept. Documents say which version they were read with.">
            <a class="button" href=here>
                "Back to the template"
            </a>
        </PageHeader>
        <div class="stack">
            <Card title=format!("What version {number} changed")>
                <Differences differences=shown.differences is_first={number == 1}/>
                {(number != template.version).then(|| {
                    let template = template.clone();
                    view! { <IfMay permission=CHANGE><Restore template=template.clone() version=number/></IfMay> }
                })}
            </Card>
            <Table columns=&[("Version", "num tight"), ("Saved", "tight"), ("By", ""), ("Changed", "")] label="Versions">
                {versions.into_iter().map(|version| row(version, number)).collect_view()}
            </Table>
        </div>
    }
}

fn row(version: TemplateVersion, shown: i32) -> impl IntoView {
    let number = version.version;
    let changed = if number == 1 { "made".to_owned() } else { version.changes.join(", ") };
    view! {
        <tr aria-current=(number == shown).then_some("true")>
            <td class="head num tight">
                <a class="whole" href=format!("?history={number}")>{number}</a>
            </td>
            <td class="tight soft" data-label="Saved">
                <When at=version.saved_at/>
            </td>
            <td data-label="By">{version.saved_by.unwrap_or_else(|| "a program".to_owned())}</td>
            <td class="soft" data-label="Changed">{changed}</td>
        </tr>
    }
}

#[component]
fn Differences(differences: Vec<Difference>, is_first: bool) -> impl IntoView {
    if is_first {
        return view! { <p class="soft">"The first version: there is none before it."</p> }.into_any();
    }
    if differences.is_empty() {
        return view! { <p class="soft">"Nothing: it was saved as it was."</p> }.into_any();
    }
    view! {
        <Table columns=&[("What", ""), ("Before", ""), ("After", "")] label="Differences">
            {differences
                .into_iter()
                .map(|Difference { what, before, after }| {
                    view! {
                        <tr>
                            <td class="head"><code>{what}</code></td>
                            <td class="was" data-label="Before">{before.map(|text| view! { <del>{text}</del> })}</td>
                            <td class="is" data-label="After">{after.map(|text| view! { <ins>{text}</ins> })}</td>
                        </tr>
                    }
                })
                .collect_view()}
        </Table>
    }
    .into_any()
}

#[component]
fn Restore(template: Template, version: i32) -> impl IntoView {
    let restore = ServerAction::<RestoreTemplate>::new();
    view! {
        {move || restore.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
        <ActionForm action=restore>
            <input type="hidden" name="template" value=template.id.to_string()/>
            <input type="hidden" name="version" value=version/>
            <button class="button" disabled=move || restore.pending().get()>
                {format!("Save version {version} again, as the newest")}
            </button>
        </ActionForm>
    }
}
