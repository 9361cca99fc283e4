//! The webhook endpoints of a project, and making one.

mod create;
pub mod form;
pub mod verify;

use self::create::CreateWebhook as CreateForm;
use crate::{
    domain::{
        access::{Action, Permission, Resource as Of},
        id::ProjectId,
        webhook::{Webhook, WebhookStatus},
    },
    ui::{
        components::{Badge, DialogButton, Empty, Glyph, Icon, PageError, PageHeader, Table, Tone, When},
        layout::IfMay,
        place::{param, section},
    },
    web::server_fns::webhooks::{CreateWebhook, list_webhooks},
};
use leptos::prelude::*;

/// Making and changing one.
pub const MAKE: Permission = Permission::new(Of::Webhooks, Action::Write);

#[component]
pub fn WebhooksPage() -> AnyView {
    let project = param("project");
    let create = ServerAction::<CreateWebhook>::new();
    let webhooks = Resource::new(
        move || (project.get(), create.version().get()),
        |(project, _)| list_webhooks(ProjectId(project)),
    );
    view! {
        <PageHeader title="Webhooks" text="Where results are sent the moment they are there.">
            <IfMay permission=MAKE>
                <DialogButton opens="new-webhook" class="button primary">
                    <Icon glyph=Glyph::Plus/>
                    "New endpoint"
                </DialogButton>
            </IfMay>
        </PageHeader>
        <IfMay permission=MAKE>
            <CreateForm project create/>
        </IfMay>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match webhooks.await {
                    Ok(webhooks) if webhooks.is_empty() => nothing_yet(),
                    Ok(webhooks) => list(webhooks),
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
            glyph=Glyph::Webhook
            title="No endpoints yet"
            text="Name an address of yours, and Ocriva sends a signed request to it whenever a document was uploaded, read, or could not be read. Failed deliveries are tried again."
        >
            <IfMay permission=MAKE>
                <DialogButton opens="new-webhook" class="button primary">
                    "New endpoint"
                </DialogButton>
            </IfMay>
        </Empty>
    }
    .into_any()
}

fn list(webhooks: Vec<Webhook>) -> AnyView {
    view! {
        <Table
            columns=&[("Endpoint", ""), ("Events", ""), ("Status", "tight"), ("Made", "tight")]
            label="Webhook endpoints"
        >
            {webhooks.into_iter().map(row).collect_view()}
        </Table>
    }
    .into_any()
}

fn row(webhook: Webhook) -> impl IntoView {
    let href = format!("{}/{}", section(&webhook.project_id, "webhooks"), webhook.id);
    let events = webhook.events.iter().map(|event| view! { <code class="chip">{event.as_str()}</code> }).collect_view();
    view! {
        <tr>
            <td class="head">
                <div class="two-lines">
                    <a class="whole" href=href>
                        {webhook.name}
                    </a>
                    <p class="faint small mono">{webhook.url}</p>
                </div>
            </td>
            <td>
                <span class="chips">{events}</span>
            </td>
            <td class="tight">{status_badge(webhook.status)}</td>
            <td class="tight soft" data-label="Made">
                <When at=webhook.created_at/>
            </td>
        </tr>
    }
}

/// Whether events are sent, as a shape and a word.
pub fn status_badge(status: WebhookStatus) -> impl IntoView {
    let (tone, glyph, text) = match status {
        WebhookStatus::Active => (Tone::Good, Glyph::Check, "Active"),
        WebhookStatus::Paused => (Tone::Plain, Glyph::Waiting, "Paused"),
        WebhookStatus::Disabled => (Tone::Failed, Glyph::Failed, "Disabled"),
    };
    view! { <Badge tone glyph text/> }
}
