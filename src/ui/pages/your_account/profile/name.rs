//! How one is called.

use crate::{
    ui::components::{Card, TextField, error_of},
    web::server_fns::account::Rename,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn NameCard(name: String) -> impl IntoView {
    let rename = ServerAction::<Rename>::new();
    view! {
        <Card title="Name">
            <ActionForm action=rename>
                <div class="form">
                    <TextField
                        label="Name"
                        name="name"
                        value=name
                        autocomplete="name"
                        required=true
                        error=error_of(rename, "name")
                    />
                    <div class="actions">
                        <button class="button">"Change name"</button>
                    </div>
                </div>
            </ActionForm>
        </Card>
    }
}
