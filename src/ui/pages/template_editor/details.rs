//! Name and description.

use crate::{
    domain::template_form::TemplateForm,
    error::AppError,
    ui::components::{Card, TextField},
};
use leptos::prelude::*;

#[component]
pub fn Details(form: TemplateForm, refused: RwSignal<Option<AppError>>) -> impl IntoView {
    let error = Signal::derive(move || refused.with(|error| error.as_ref()?.of_field("name").map(str::to_owned)));
    view! {
        <Card>
            <div class="details">
                <TextField label="Name" name="form[name]" value=form.name placeholder="Supplier invoice" required=true error/>
                <TextField
                    label="Description"
                    name="form[description]"
                    value=form.description
                    placeholder="Which documents it is for"
                />
            </div>
        </Card>
    }
}
