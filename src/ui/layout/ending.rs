//! The banner above every page of an organization that is to be deleted.

use super::session::{CurrentSession, current_place, place_of_organization};
use crate::ui::{
    components::{Note, Tone, When},
    place::section_around,
};
use leptos::prelude::*;

#[component]
pub fn EndingBanner() -> impl IntoView {
    let session = CurrentSession::here();
    let banner = move || {
        let session = session.get()?;
        let (organization, _) = current_place(&session);
        let organization = organization?;
        let at = organization.deletion_at?;
        let settings = place_of_organization(&session).map(|place| section_around(&place, "organization"));
        Some(view! {
            <div class="refusal" data-testid="ending">
                <Note tone=Tone::Doubtful>
                    <strong>{organization.name}</strong>
                    " will be deleted on "
                    <When at/>
                    ". Until then everything can be read, and nothing new comes in. "
                    {settings.map(|href| view! { <a href=href>"Keep it"</a> })}
                </Note>
            </div>
        })
    };
    view! { <Transition>{banner}</Transition> }
}
