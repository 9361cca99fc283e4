//! Moments: in UTC as the server wrote them, in the reader's own zone once the page is alive.

use crate::domain::time::Timestamp;
use leptos::{prelude::*, wasm_bindgen::JsValue};

/// A moment as `31 Mar 2026, 12:00`.
#[component]
pub fn When(at: Timestamp) -> impl IntoView {
    let local = RwSignal::new(None::<String>);
    Effect::new(move || local.set(Some(in_own_zone(at))));
    view! {
        <time datetime=at.iso() title=format!("{} UTC", at.short())>
            {move || local.get().unwrap_or_else(|| at.short())}
        </time>
    }
}

/// The same shape as [`Timestamp::short`], in the browser's zone.
fn in_own_zone(at: Timestamp) -> String {
    let options = js_sys::Object::new();
    for (key, value) in
        [("day", "numeric"), ("month", "short"), ("year", "numeric"), ("hour", "2-digit"), ("minute", "2-digit")]
    {
        // Setting a property of a fresh plain object cannot fail.
        let _ = js_sys::Reflect::set(&options, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    let date = js_sys::Date::new(&JsValue::from_str(&at.iso()));
    String::from(date.to_locale_string("en-GB", &options))
}
