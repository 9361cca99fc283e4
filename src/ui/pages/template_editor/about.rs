//! Beside the fields: how to read, what comes out, what the template is now.

use super::engines::Engines;
use crate::{
    domain::{
        provider::ProviderState,
        template::{LOCAL_PROVIDER, ResultFormat, Template},
        template_form::TemplateForm,
    },
    ui::components::{Card, SelectField, TextArea, When},
};
use leptos::prelude::*;

#[component]
pub fn About(form: TemplateForm, template: Option<Template>, providers: Vec<ProviderState>) -> impl IntoView {
    let formats =
        ResultFormat::ALL.iter().map(|format| (format.as_str().to_owned(), word(*format).to_owned())).collect();
    view! {
        <aside class="stack">
            <Card title="Reading">
                <div class="form">
                    <Engines engine=form.engine second=form.second_model providers/>
                    <TextArea
                        label="Instructions"
                        name="form[instructions]"
                        value=form.instructions
                        placeholder="Amounts are in baht. The supplier stands at the top right."
                        hint="Free text for the reader, beyond the descriptions of the fields."
                    />
                    <SelectField
                        label="Result"
                        name="form[result_format]"
                        options=formats
                        hint="The file that an export gives unless another is asked for."
                        value=form.result_format.as_str()
                    />
                </div>
            </Card>
            {template.map(|template| view! { <Facts template/> })}
        </aside>
    }
}

#[component]
fn Facts(template: Template) -> impl IntoView {
    let engine = if template.provider == LOCAL_PROVIDER {
        "Built in, no key needed".to_owned()
    } else {
        format!("{} · {}", template.provider, template.model)
    };
    view! {
        <Card title="About">
            <dl class="facts">
                <dt>"Version"</dt>
                <dd class="figure">
                    {template.version} " · " <a href=format!("?history={}", template.version)>"Versions"</a>
                </dd>
                <dt>"Engine"</dt>
                <dd>{engine}</dd>
                <dt>"Changed"</dt>
                <dd>
                    <When at=template.updated_at/>
                </dd>
                <dt>"Made"</dt>
                <dd>
                    <When at=template.created_at/>
                </dd>
                <dt>"Id"</dt>
                <dd>
                    <code>{template.id.to_string()}</code>
                </dd>
            </dl>
        </Card>
    }
}

fn word(format: ResultFormat) -> &'static str {
    match format {
        ResultFormat::Json => "JSON",
        ResultFormat::Csv => "CSV, one row per document",
        ResultFormat::Text => "Plain text",
        ResultFormat::Html => "HTML",
        ResultFormat::Xml => "XML",
        ResultFormat::Docx => "Word (docx)",
        ResultFormat::Pdf => "Searchable PDF",
        ResultFormat::Image => "Picture of a page",
    }
}
