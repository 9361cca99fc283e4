//! One file over the wire, with progress.

use super::State;
use crate::domain::{
    document::Accepted,
    id::{ProjectId, TemplateId},
};
use leptos::wasm_bindgen::{JsCast, JsValue, closure::Closure};
use serde::Deserialize;
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest};

/// What is said when there was no answer at all.
const NO_ANSWER: &str = "The server could not be reached; the file was not sent. Try again.";

/// Sends `file`; `progress` hears whole percent, `done` hears the end, once.
pub fn send(
    file: &File,
    project: &ProjectId,
    template: Option<&TemplateId>,
    progress: impl Fn(u8) + 'static,
    done: impl FnOnce(State) + 'static,
) {
    match start(file, project, template, progress) {
        Ok(request) => {
            let this = request.clone();
            // `loadend` comes after success, failure and abort alike.
            let end = Closure::once_into_js(move || done(answer(&this)));
            request.set_onloadend(Some(end.unchecked_ref()));
        }
        Err(_) => done(State::Refused(NO_ANSWER.to_owned())),
    }
}

fn start(
    file: &File,
    project: &ProjectId,
    template: Option<&TemplateId>,
    progress: impl Fn(u8) + 'static,
) -> Result<XmlHttpRequest, JsValue> {
    let form = FormData::new()?;
    form.append_with_str("projectId", project.as_str())?;
    if let Some(template) = template {
        form.append_with_str("templateId", template.as_str())?;
    }
    form.append_with_blob_and_filename("file", file, &file.name())?;
    let request = XmlHttpRequest::new()?;
    let hear = move |event: ProgressEvent| progress(percent(event.loaded(), event.total()));
    let hear = Closure::<dyn FnMut(ProgressEvent)>::new(hear).into_js_value();
    request.upload()?.set_onprogress(Some(hear.unchecked_ref()));
    request.open("POST", "/upload")?;
    request.set_request_header("Accept", "application/json")?;
    // No other site can send this header without asking first, so it tells our form from a forged one.
    request.set_request_header("X-Requested-With", "ocriva")?;
    request.send_with_opt_form_data(Some(&form))?;
    Ok(request)
}

fn percent(loaded: f64, total: f64) -> u8 {
    if total > 0.0 { (loaded / total * 100.0).clamp(0.0, 100.0) as u8 } else { 0 }
}

/// What a refusal says to a person.
#[derive(Deserialize)]
struct Problem {
    message: String,
}

fn answer(request: &XmlHttpRequest) -> State {
    let text = request.response_text().ok().flatten().unwrap_or_default();
    match request.status().unwrap_or(0) {
        0 => State::Refused(NO_ANSWER.to_owned()),
        200..300 => match serde_json::from_str::<Accepted>(&text) {
            Ok(accepted) => State::Accepted(Box::new(accepted)),
            Err(_) => State::Refused("The file arrived, but the answer could not be read. Reload the page.".to_owned()),
        },
        413 if serde_json::from_str::<Problem>(&text).is_err() => {
            State::Refused("The file is larger than this server takes.".to_owned())
        }
        _ => State::Refused(serde_json::from_str::<Problem>(&text).map_or_else(
            |_| "The file was not accepted, and the server did not say why. Try again.".to_owned(),
            |problem| problem.message,
        )),
    }
}
