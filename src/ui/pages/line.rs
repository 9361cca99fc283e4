//! The LINE bot of a project: whether it works, its address for LINE's console, its settings, and how to set it up.

mod facts;
mod guide;
mod keys;
mod removal;
mod settings;

use self::{facts::Facts, guide::Guide, removal::Removal, settings::Settings};
use crate::{
    domain::{id::ProjectId, line::LineChannel},
    ui::{
        components::{Card, Empty, ErrorNote, Glyph, Icon, Note, PageError, PageHeader, Tone},
        place::param,
    },
    web::server_fns::line::{CreateLine, DeleteLine, LinePage, TestLine, UpdateLine, read_line},
};
use keys::SetUp;
use leptos::prelude::*;

/// What can be done on this page.
#[derive(Clone, Copy)]
struct Actions {
    create: ServerAction<CreateLine>,
    update: ServerAction<UpdateLine>,
    test: ServerAction<TestLine>,
    delete: ServerAction<DeleteLine>,
    /// Grows when the bot was changed; a refusal changes nothing, and what was typed stays.
    changed: RwSignal<u32>,
}

impl Actions {
    fn new() -> Self {
        let actions = Self {
            create: ServerAction::new(),
            update: ServerAction::new(),
            test: ServerAction::new(),
            delete: ServerAction::new(),
            changed: RwSignal::new(0),
        };
        let Self { create, update, test, delete, changed } = actions;
        let grow = move |succeeded: bool| {
            if succeeded {
                changed.update(|n| *n += 1);
            }
        };
        Effect::new(move || grow(matches!(create.value().get(), Some(Ok(())))));
        Effect::new(move || {
            if matches!(update.value().get(), Some(Ok(()))) {
                // What LINE said to the old keys.
                test.clear();
                grow(true);
            }
        });
        Effect::new(move || grow(matches!(delete.value().get(), Some(Ok(())))));
        // What LINE said is kept with the bot, a failure too.
        Effect::new(move || grow(matches!(test.value().get(), Some(Ok(_)))));
        actions
    }
}

#[component]
pub fn LineBotPage() -> AnyView {
    let project = param("project");
    let actions = Actions::new();
    let page =
        Resource::new(move || (project.get(), actions.changed.get()), |(project, _)| read_line(ProjectId(project)));
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) => view! { <Page page actions/> }.into_any(),
                    Err(error) => view! {
                        <PageHeader title="LINE"/>
                        <PageError error/>
                    }
                    .into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Page(page: LinePage, actions: Actions) -> impl IntoView {
    let LinePage { project_id, channel, templates, may_change } = page;
    let text = "Staff send a photo of a slip to a bot, and what was read comes back into the chat.";
    match channel {
        Some(channel) => {
            let tools = may_change.then(|| {
                view! {
                    <Test channel=channel.clone() actions/>
                    <Removal channel=channel.clone() delete=actions.delete/>
                }
            });
            let change = may_change.then(|| {
                let (channel, templates) = (channel.clone(), templates.clone());
                view! {
                    <Card title="Settings">
                        <Settings channel templates update=actions.update/>
                    </Card>
                }
            });
            view! {
                <PageHeader title="LINE" text>
                    {tools}
                </PageHeader>
                <div class="settings bot">
                    <Tested actions known=channel.error.clone()/>
                    <Facts channel=channel.clone() templates=templates/>
                    {change}
                    <Card title="In LINE’s console">
                        <Guide address=Some(channel.webhook_url)/>
                    </Card>
                </div>
            }
            .into_any()
        }
        None if may_change => view! {
            <PageHeader title="LINE" text/>
            <div class="settings bot">
                <Card title="Connect a bot">
                    <SetUp project=project_id templates create=actions.create/>
                </Card>
                <Card title="In LINE’s console">
                    <Guide address=None/>
                </Card>
            </div>
        }
        .into_any(),
        None => view! {
            <PageHeader title="LINE" text/>
            <Empty
                glyph=Glyph::Chat
                title="No bot yet"
                text="An owner or an admin of the organization can connect the bot of a LINE Official Account here."
            />
        }
        .into_any(),
    }
}

#[component]
fn Test(channel: LineChannel, actions: Actions) -> impl IntoView {
    let test = actions.test;
    view! {
        <ActionForm action=test>
            <input type="hidden" name="channel" value=channel.id.to_string()/>
            <button class="button" disabled=move || test.pending().get()>
                <Icon glyph=Glyph::Refresh/>
                {move || if test.pending().get() { "Asking LINE…" } else { "Test" }}
            </button>
        </ActionForm>
    }
}

/// What LINE said to the last test; what is `known` stands below.
#[component]
fn Tested(actions: Actions, known: Option<String>) -> impl IntoView {
    move || match actions.test.value().get()? {
        Ok(tested) if known.as_ref() == Some(&tested.message) => None,
        Ok(tested) => {
            let tone = if tested.ok { Tone::Good } else { Tone::Failed };
            Some(view! { <Note tone>{tested.message}</Note> }.into_any())
        }
        Err(error) => Some(view! { <ErrorNote error/> }.into_any()),
    }
}
