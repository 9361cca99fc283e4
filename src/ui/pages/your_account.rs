//! The account of the person who is signed in: how they sign in, and where they are.

mod connected;
mod devices;
mod profile;

use self::{connected::Connected, devices::Devices, profile::Profile};
use crate::ui::components::PageHeader;
use leptos::prelude::*;

#[component]
pub fn YourAccountPage() -> AnyView {
    view! {
        <PageHeader title="Your account"/>
        <Profile/>
        <Connected/>
        <Devices/>
    }
    .into_any()
}
