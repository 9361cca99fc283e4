//! One endpoint: what it is, what can be done with it, and what was delivered to it.

mod attempts;
mod deliveries;
mod edit;
mod facts;
mod filter;
mod recovery;
mod removal;
mod secret;
mod standing;
mod trial;

pub use self::attempts::{Attempts, status_badge as delivery_badge};

use self::{
    deliveries::Log,
    edit::Edit,
    facts::Facts,
    filter::Filter,
    recovery::Recovery,
    removal::Removal,
    secret::{NewSecret, Rotation},
    standing::Standing,
    trial::Trial,
};
use super::webhooks::MAKE;
use crate::{
    domain::{
        id::{ProjectId, WebhookId},
        webhook::Webhook,
    },
    ui::{
        components::{PageError, PageHeader},
        layout::IfMay,
        live::Live,
        place::{param, section},
    },
    web::server_fns::webhooks::{
        RecoverWebhook, RotateWebhookSecret, SetWebhookStatus, TestWebhook, UpdateWebhook, get_webhook, list_deliveries,
    },
};
use leptos::prelude::*;

/// What can be done on this page.
#[derive(Clone, Copy)]
struct Actions {
    update: ServerAction<UpdateWebhook>,
    status: ServerAction<SetWebhookStatus>,
    rotate: ServerAction<RotateWebhookSecret>,
    test: ServerAction<TestWebhook>,
    recover: ServerAction<RecoverWebhook>,
    /// Grows when the endpoint was changed; a refusal changes nothing, and what was typed stays.
    changed: RwSignal<u32>,
}

impl Actions {
    fn new() -> Self {
        let actions = Self {
            update: ServerAction::new(),
            status: ServerAction::new(),
            rotate: ServerAction::new(),
            test: ServerAction::new(),
            recover: ServerAction::new(),
            changed: RwSignal::new(0),
        };
        let Self { update, status, rotate, changed, .. } = actions;
        let grow = move |succeeded: bool| {
            if succeeded {
                changed.update(|n| *n += 1);
            }
        };
        Effect::new(move || grow(matches!(update.value().get(), Some(Ok(())))));
        Effect::new(move || grow(matches!(status.value().get(), Some(Ok(())))));
        Effect::new(move || grow(matches!(rotate.value().get(), Some(Ok(_)))));
        actions
    }

    /// Grows when something was sent.
    fn sent(self) -> usize {
        self.test.version().get() + self.recover.version().get()
    }
}

#[component]
pub fn WebhookPage() -> AnyView {
    let (project, webhook) = (param("project"), param("webhook"));
    let filter = Filter::in_address();
    let actions = Actions::new();
    let live = expect_context::<Live>();
    let version = Memo::new(move |_| live.webhook(&WebhookId(webhook.get())));
    let fetch = |webhook: String| get_webhook(WebhookId(webhook));
    // What opens dialogs is not fetched anew with every delivery: that would close them.
    let endpoint = Resource::new(move || (webhook.get(), actions.changed.get()), move |(webhook, _)| fetch(webhook));
    let state = Resource::new(
        move || (webhook.get(), actions.changed.get(), version.get()),
        move |(webhook, ..)| fetch(webhook),
    );
    let deliveries = Resource::new(
        move || (webhook.get(), filter.get(), version.get(), actions.sent(), actions.changed.get()),
        |(webhook, filter, ..)| list_deliveries(WebhookId(webhook), filter.status, filter.event, Some(filter.page)),
    );
    let all = move || section(&ProjectId(project.get()), "webhooks");
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match endpoint.await {
                    Ok(webhook) => view! { <Head webhook actions all=all()/> }.into_any(),
                    Err(error) => view! {
                        <PageError error/>
                        <p>
                            <a href=all()>"All endpoints"</a>
                        </p>
                    }
                    .into_any(),
                }
            })}
        </Transition>
        <NewSecret rotate=actions.rotate/>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                // When the endpoint itself is not there, it says so above.
                state.await.ok().map(|webhook| view! { <Facts webhook/> })
            })}
        </Transition>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let filter = filter.get();
                deliveries.await.ok().map(|deliveries| view! { <Log deliveries filter/> })
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Head(webhook: Webhook, actions: Actions, all: String) -> impl IntoView {
    let (title, text) = (webhook.name.clone(), webhook.description.clone());
    let back = all.clone();
    view! {
        <PageHeader title text>
            <a class="button quiet" href=back>
                "All endpoints"
            </a>
            <IfMay permission=MAKE>
                <Standing webhook=webhook.clone() action=actions.status/>
                <Trial webhook=webhook.clone() action=actions.test/>
                <Edit webhook=webhook.clone() action=actions.update/>
                <Rotation webhook=webhook.clone() action=actions.rotate/>
                <Recovery webhook=webhook.clone() action=actions.recover/>
                <Removal webhook=webhook.clone() all=all.clone()/>
            </IfMay>
        </PageHeader>
    }
}
