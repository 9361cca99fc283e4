//! The API tokens of a project: make one, see them, revoke one.

mod create;
mod list;

use self::{create::Create, list::List};
use crate::{
    domain::id::ProjectId,
    ui::{
        components::{DialogButton, Empty, ErrorNote, Glyph, Icon, PageError, PageHeader},
        place::param,
    },
    web::server_fns::tokens::{CreateToken, RevokeToken, list_tokens},
};
use leptos::prelude::*;

#[component]
pub fn TokensPage() -> AnyView {
    let project = param("project");
    let create = ServerAction::<CreateToken>::new();
    let revoke = ServerAction::<RevokeToken>::new();
    let tokens = Resource::new(
        move || (project.get(), create.version().get(), revoke.version().get()),
        |(project, _, _)| list_tokens(ProjectId(project)),
    );
    view! {
        <PageHeader title="API tokens" text="Keys for your own programs. Each opens this project only, as far as its permissions go.">
            <DialogButton opens="new-token" class="button primary">
                <Icon glyph=Glyph::Plus/>
                "New token"
            </DialogButton>
        </PageHeader>
        <Create project create/>
        {move || revoke.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match tokens.await {
                    Ok(tokens) if tokens.is_empty() => nothing_yet(),
                    Ok(tokens) => view! { <List tokens revoke/> }.into_any(),
                    Err(error) => view! { <PageError error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

fn nothing_yet() -> AnyView {
    view! {
        <Empty
            glyph=Glyph::Key
            title="No tokens yet"
            text="With a token your own programs send documents and fetch results. Make one, and the first upload is a single line of curl."
        >
            <DialogButton opens="new-token" class="button primary">
                "New token"
            </DialogButton>
        </Empty>
    }
    .into_any()
}
