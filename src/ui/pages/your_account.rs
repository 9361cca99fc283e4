//! The account of the person who is signed in: how they sign in, and where they are.

mod connected;
mod devices;
mod profile;

use self::{connected::Connected, devices::Devices, profile::Profile};
use crate::{
    ui::components::PageHeader,
    web::server_fns::{
        account::ChangePassword,
        logins::{DisconnectLogin, list_logins},
    },
};
use leptos::prelude::*;

#[component]
pub fn YourAccountPage() -> AnyView {
    let change = ServerAction::<ChangePassword>::new();
    let disconnect = ServerAction::<DisconnectLogin>::new();
    let ways = Resource::new(move || (change.version().get(), disconnect.version().get()), |_| list_logins());
    view! {
        <PageHeader title="Your account"/>
        <Profile ways change/>
        <Connected ways disconnect/>
        <Devices/>
    }
    .into_any()
}
