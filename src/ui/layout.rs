//! The frame around every page below `/app`: the rail, the bar, and what outlives a page.

mod bar;
mod ending;
mod menus;
mod new_place;
mod rail;
mod session;
mod switcher;
mod theme;
mod unconfirmed;
mod user_menu;

pub use new_place::NewPlaces;
pub use session::{CurrentSession, IfMay};

use super::{
    live::Live,
    place::use_project,
    upload::{Tray, Uploads, Veil},
};
use bar::Bar;
use leptos::prelude::*;
use leptos_router::components::Outlet;
use rail::Rail;

/// The frame; it asks who is here and opens the live line, once for all pages in it.
#[component]
pub fn Frame() -> AnyView {
    let project = use_project();
    let places = NewPlaces::new();
    provide_context(places);
    let live = Live::keep_open(project);
    provide_context(live);
    provide_context(CurrentSession::ask(places, live));
    provide_context(Uploads::new(project));
    menus::close_on_navigation();
    view! {
        <a class="skip" href="#main">"Skip to the page"</a>
        <div class="frame">
            <Rail/>
            <div class="desk">
                <Bar/>
                <main id="main" tabindex="-1">
                    <unconfirmed::Unconfirmed/>
                    <new_place::Refusals/>
                    <ending::EndingBanner/>
                    <Outlet/>
                </main>
            </div>
        </div>
        <Tray/>
        <Veil/>
        <session::Guard/>
    }
    .into_any()
}
