//! The API tokens of a project and of its organization: make one, see them, give one another value, revoke one.

mod create;
mod list;

use self::{
    create::{Create, Made},
    list::List,
};
use crate::{
    domain::{
        access::{Action, Permission, Resource as Of},
        id::ProjectId,
    },
    ui::{
        components::{DialogButton, Empty, ErrorNote, Glyph, Icon, PageError, PageHeader},
        layout::IfMay,
        place::param,
    },
    web::server_fns::tokens::{CreateToken, RegenerateToken, RenameToken, RevokeToken, TokenLists, list_tokens},
};
use leptos::prelude::*;

/// What is done to a token; each answer makes the page ask anew.
#[derive(Clone, Copy)]
pub struct Actions {
    pub create: ServerAction<CreateToken>,
    pub regenerate: ServerAction<RegenerateToken>,
    pub rename: ServerAction<RenameToken>,
    pub revoke: ServerAction<RevokeToken>,
}

/// Making one.
const MAKE: Permission = Permission::new(Of::Tokens, Action::Write);

#[component]
pub fn TokensPage() -> AnyView {
    let project = param("project");
    let actions = Actions {
        create: ServerAction::new(),
        regenerate: ServerAction::new(),
        rename: ServerAction::new(),
        revoke: ServerAction::new(),
    };
    let version = move || {
        let Actions { create, regenerate, rename, revoke } = actions;
        create.version().get() + regenerate.version().get() + rename.version().get() + revoke.version().get()
    };
    let tokens = Resource::new(move || (project.get(), version()), |(project, _)| list_tokens(ProjectId(project)));
    let refused = move || {
        let revoked = actions.revoke.value().get().and_then(Result::err);
        revoked.or_else(|| actions.rename.value().get().and_then(Result::err))
    };
    let renewed = move || actions.regenerate.value().get();
    view! {
        <PageHeader title="API tokens" text="Keys for your own programs. Each opens this project, or the whole organization, as far as its permissions go.">
            <IfMay permission=MAKE>
                <DialogButton opens="new-token" class="button primary">
                    <Icon glyph=Glyph::Plus/>
                    "New token"
                </DialogButton>
            </IfMay>
        </PageHeader>
        <IfMay permission=MAKE>
            <Create project create=actions.create/>
        </IfMay>
        {move || renewed().map(|answer| match answer {
            Ok(token) => view! { <Made token/> }.into_any(),
            Err(error) => view! { <ErrorNote error/> }.into_any(),
        })}
        {move || refused().map(|error| view! { <ErrorNote error/> })}
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match tokens.await {
                    Ok(TokenLists { project, organization, .. }) if project.is_empty() && organization.is_empty() => {
                        nothing_yet()
                    }
                    Ok(lists) => view! { <List lists actions/> }.into_any(),
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
            <IfMay permission=MAKE>
                <DialogButton opens="new-token" class="button primary">
                    "New token"
                </DialogButton>
            </IfMay>
        </Empty>
    }
    .into_any()
}
