//! The templates of a project.

use crate::{
    domain::{
        access::{Action, Permission, Resource as Of},
        id::ProjectId,
        schema::Schema,
        template::Template,
    },
    ui::{
        components::{Empty, Glyph, Icon, PageError, PageHeader, Table, When},
        layout::IfMay,
        place::{param, section},
    },
    web::server_fns::templates::list_templates,
};
use leptos::prelude::*;

/// Making and changing one.
pub const CHANGE: Permission = Permission::new(Of::Templates, Action::Write);

#[component]
pub fn TemplatesPage() -> AnyView {
    let project = param("project");
    let templates = Resource::new(move || project.get(), |project| list_templates(ProjectId(project)));
    let new = move || format!("{}/new", section(&ProjectId(project.get()), "templates"));
    view! {
        <PageHeader title="Templates" text="What to look for in a document, and what to call it.">
            <IfMay permission=CHANGE>
                <a class="button primary" href=new>
                    <Icon glyph=Glyph::Plus/>
                    "New template"
                </a>
            </IfMay>
        </PageHeader>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match templates.await {
                    Ok(templates) if templates.is_empty() => nothing_yet(new()),
                    Ok(templates) => list(templates),
                    Err(error) => view! { <PageError error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

fn nothing_yet(new: String) -> AnyView {
    view! {
        <Empty
            glyph=Glyph::Template
            title="No templates yet"
            text="A template names the fields you want from one kind of document: an invoice number, a date, a total. Make one, and drop documents on it."
        >
            <IfMay permission=CHANGE>
                <a class="button primary" href=new.clone()>
                    "New template"
                </a>
            </IfMay>
        </Empty>
    }
    .into_any()
}

fn list(templates: Vec<Template>) -> AnyView {
    view! {
        <Table
            columns=&[("Template", ""), ("Fields", "num tight"), ("Version", "num tight"), ("Result", "tight"), ("Changed", "tight")]
            label="Templates"
        >
            {templates.into_iter().map(row).collect_view()}
        </Table>
    }
    .into_any()
}

fn row(template: Template) -> impl IntoView {
    let href = format!("{}/{}", section(&template.project_id, "templates"), template.id);
    let fields = Schema::parse(&template.template_schema).map_or(0, |schema| schema.fields.len());
    view! {
        <tr>
            <td class="head">
                <div class="two-lines">
                    <a class="whole" href=href>
                        {template.name}
                    </a>
                    {(!template.is_active).then(|| view! { <span class="faint small">" · inactive"</span> })}
                    <p class="faint small">{template.description}</p>
                </div>
            </td>
            <td class="num tight" data-label="Fields">{fields}</td>
            <td class="num tight" data-label="Version">{template.version}</td>
            <td class="tight soft" data-label="Result">{template.result_format.as_str()}</td>
            <td class="tight soft" data-label="Changed">
                <When at=template.updated_at/>
            </td>
        </tr>
    }
}
