//! Notes: a sentence the page has to say, above all what went wrong.

use super::{
    badge::Tone,
    icon::{Glyph, Icon},
};
use crate::{error::AppError, web::server_fns::page};
use leptos::prelude::*;

/// A sentence with its signal.
#[component]
pub fn Note(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    let glyph = match tone {
        Tone::Plain | Tone::Working => Glyph::Info,
        Tone::Good => Glyph::Check,
        Tone::Doubtful => Glyph::Warning,
        Tone::Failed => Glyph::Failed,
    };
    let role = if tone == Tone::Failed { "alert" } else { "status" };
    view! {
        <div class=format!("note {}", tone.class()) role=role>
            <Icon glyph/>
            <div>{children()}</div>
        </div>
    }
}

/// What went wrong, and the way on.
#[component]
pub fn ErrorNote(error: AppError) -> impl IntoView {
    // A wrong password is refused with the same status; there the form is at hand already.
    let log_in = error.code == "unauthorized";
    view! {
        <Note tone=Tone::Failed>
            {error.message}
            {log_in.then(|| view! { " " <a href="/login">"Log in"</a> })}
        </Note>
    }
}

/// The error in place of a whole page; the page has its status.
#[component]
pub fn PageError(error: AppError) -> impl IntoView {
    page::answer_with(&error);
    view! { <ErrorNote error/> }
}
