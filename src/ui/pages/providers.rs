//! The providers of an organization: which can be asked, with whose key; bring one, take it back.

mod bring;
mod list;

use self::{bring::Bring, list::List};
use crate::{
    domain::id::ProjectId,
    ui::{
        components::{ErrorNote, PageError, PageHeader},
        place::param,
    },
    web::server_fns::providers::{RemoveProviderKey, SetProviderKey, list_providers},
};
use leptos::prelude::*;

#[component]
pub fn ProvidersPage() -> AnyView {
    let project = param("project");
    let set = ServerAction::<SetProviderKey>::new();
    let remove = ServerAction::<RemoveProviderKey>::new();
    let chosen = RwSignal::new(String::new());
    let listed = Resource::new(
        move || (project.get(), set.version().get(), remove.version().get()),
        |(project, _, _)| list_providers(ProjectId(project)),
    );
    view! {
        <PageHeader
            title="Providers"
            text="The built-in engine needs no key. To have a template read by another model, the server or your organization needs a key for it."
        />
        {move || remove.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match listed.await {
                    Ok(listed) => {
                        let bring = listed.may_change.then(|| {
                            let (organization, providers) = (listed.organization_id.clone(), listed.providers.clone());
                            view! { <Bring organization providers chosen set/> }
                        });
                        view! {
                            {bring}
                            <List listed chosen remove/>
                        }
                        .into_any()
                    }
                    Err(error) => view! { <PageError error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}
