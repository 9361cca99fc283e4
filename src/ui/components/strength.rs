//! A field for a new password: whoever leaves it, or rests, is told how hard it is to guess.

use super::field::TextField;
use crate::{domain::tenancy::PasswordStrength, web::server_fns::account::judge_password};
use leptos::{leptos_dom::helpers::debounce, prelude::*, wasm_bindgen::JsCast, web_sys::FormData};
use std::time::Duration;
use web_sys::HtmlInputElement;

/// So long nobody types before it is asked.
const REST: Duration = Duration::from_millis(400);
/// Parts of the bar: what zxcvbn counts to.
const PARTS: u8 = 4;

/// What is typed, and what of the person stands beside it: it makes no password harder.
#[derive(Clone)]
struct Typed {
    password: String,
    name: String,
    email: String,
}

#[component]
pub fn NewPasswordField(
    #[prop(into)] label: String,
    name: &'static str,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let judge = Action::new(|typed: &Typed| {
        let Typed { password, name, email } = typed.clone();
        judge_password(password, name, email)
    });
    let mut ask = debounce(REST, move |typed: Typed| {
        judge.dispatch(typed);
    });
    let strength = move || judge.value().get().and_then(Result::ok);
    view! {
        <div
            class="new-password"
            on:input=move |event| {
                if let Some(typed) = event.target().and_then(|target| typed(target.dyn_into().ok()?)) {
                    ask(typed);
                }
            }
        >
            <TextField
                label
                name
                kind="password"
                autocomplete="new-password"
                required=true
                autofocus=autofocus
                hint
                error
            />
            <div role="status">{move || strength().map(|strength| view! { <Strength strength/> })}</div>
        </div>
    }
}

#[component]
fn Strength(strength: PasswordStrength) -> impl IntoView {
    let parts = (0..PARTS).map(|part| view! { <i class:full=part < strength.score></i> }).collect_view();
    view! {
        <p class=format!("strength s{}", strength.score)>
            <span class="bar" aria-hidden="true">{parts}</span>
            <span class="small">{strength.advice}</span>
        </p>
    }
}

/// Nothing typed, nothing asked.
fn typed(input: HtmlInputElement) -> Option<Typed> {
    let password = Some(input.value()).filter(|text| !text.is_empty())?;
    let form = FormData::new_with_form(&input.form()?).ok()?;
    let text = |name: &str| form.get(name).as_string().unwrap_or_default();
    Some(Typed { password, name: text("name"), email: text("email") })
}
