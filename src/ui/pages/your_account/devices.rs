//! The browsers in which one is signed in, and the way out of each.

use crate::{
    domain::session::Device,
    ui::components::{Badge, Card, ErrorNote, Glyph, PageError, Table, Tone, When},
    web::server_fns::sessions::{EndOtherSessions, EndSession, list_devices},
};
use leptos::{form::ActionForm, prelude::*};

/// A section of the account page.
#[component]
pub fn Devices() -> impl IntoView {
    let end = ServerAction::<EndSession>::new();
    let end_others = ServerAction::<EndOtherSessions>::new();
    let devices = Resource::new(move || (end.version().get(), end_others.version().get()), |_| list_devices());
    let refusal = move || {
        let refused = end.value().get().and_then(Result::err).or_else(|| end_others.value().get()?.err());
        refused.map(|error| view! { <ErrorNote error/> })
    };
    view! {
        <Card title="Where you are signed in">
            {refusal}
            <Transition fallback=|| ()>
                {move || Suspend::new(async move {
                    match devices.await {
                        Ok(devices) => list(devices, end, end_others),
                        Err(error) => view! { <PageError error/> }.into_any(),
                    }
                })}
            </Transition>
        </Card>
    }
}

fn list(devices: Vec<Device>, end: ServerAction<EndSession>, end_others: ServerAction<EndOtherSessions>) -> AnyView {
    let others = devices.iter().any(|device| !device.current);
    view! {
        <Table
            columns=&[("Browser", ""), ("Address", "tight"), ("Signed in", "tight"), ("Last used", "tight"), ("", "tight")]
            label="Browsers in which you are signed in"
        >
            {devices.into_iter().map(|device| row(device, end)).collect_view()}
        </Table>
        {others
            .then(|| {
                view! {
                    <ActionForm action=end_others>
                        <button class="button danger" disabled=move || end_others.pending().get()>
                            "Sign out everywhere else"
                        </button>
                    </ActionForm>
                }
            })}
    }
    .into_any()
}

fn row(device: Device, end: ServerAction<EndSession>) -> impl IntoView {
    let (id, row) = (device.id.to_string(), device.id.to_string());
    view! {
        <tr data-session=row>
            <td class="head">{device.user_agent}</td>
            <td class="tight soft mono" data-label="Address">
                {device.ip.unwrap_or_else(|| "unknown".to_owned())}
            </td>
            <td class="tight soft" data-label="Signed in">
                <When at=device.created_at/>
            </td>
            <td class="tight soft" data-label="Last used">
                <When at=device.last_used_at/>
            </td>
            <td class="tight">
                {if device.current {
                    view! { <Badge tone=Tone::Good glyph=Glyph::Check text="This browser"/> }.into_any()
                } else {
                    view! {
                        <ActionForm action=end>
                            <input type="hidden" name="session" value=id/>
                            <button class="button quiet danger" disabled=move || end.pending().get()>
                                "Sign out"
                            </button>
                        </ActionForm>
                    }
                    .into_any()
                }}
            </td>
        </tr>
    }
}
