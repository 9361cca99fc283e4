//! One parcel over the wire, with progress.

use super::{
    State,
    parcel::{Parcel, shares},
};
use crate::{
    domain::{batch::AcceptedBatch, document::Accepted, id::BatchId},
    error::FieldError,
};
use leptos::wasm_bindgen::{JsCast, JsValue, closure::Closure};
use serde::{Deserialize, de::DeserializeOwned};
use web_sys::{ProgressEvent, XmlHttpRequest};

/// What is said when there was no answer at all.
const NO_ANSWER: &str = "The server could not be reached; the file was not sent. Try again.";
const UNREADABLE: &str = "The file arrived, but the answer could not be read. Reload the page.";

/// How a parcel ended.
pub struct End {
    /// Of each file.
    pub states: Vec<State>,
    pub batch: Option<BatchId>,
}

/// Sends a parcel; `progress` hears whole percent of each file, `done` hears the end, once.
pub fn send(parcel: &Parcel, progress: impl Fn(Vec<u8>) + 'static, done: impl FnOnce(End) + 'static) {
    let (count, is_batch) = (parcel.files.len(), parcel.is_batch());
    match start(parcel, progress) {
        Ok(request) => {
            let this = request.clone();
            // `loadend` comes after success, failure and abort alike.
            let end = Closure::once_into_js(move || done(answer(&this, count, is_batch)));
            request.set_onloadend(Some(end.unchecked_ref()));
        }
        Err(_) => done(End::refused(count, NO_ANSWER)),
    }
}

fn start(parcel: &Parcel, progress: impl Fn(Vec<u8>) + 'static) -> Result<XmlHttpRequest, JsValue> {
    let form = parcel.form()?;
    let request = XmlHttpRequest::new()?;
    let sizes = parcel.sizes();
    let hear = move |event: ProgressEvent| {
        let part = if event.total() > 0.0 { event.loaded() / event.total() } else { 0.0 };
        progress(shares(&sizes, part));
    };
    let hear = Closure::<dyn FnMut(ProgressEvent)>::new(hear).into_js_value();
    request.upload()?.set_onprogress(Some(hear.unchecked_ref()));
    request.open("POST", parcel.address())?;
    request.set_request_header("Accept", "application/json")?;
    // No other site can send this header without asking first, so it tells our form from a forged one.
    request.set_request_header("X-Requested-With", "ocriva")?;
    request.send_with_opt_form_data(Some(&form))?;
    Ok(request)
}

/// What a refusal says to a person: a sentence, or a line for each field.
#[derive(Deserialize)]
struct Problem {
    message: Message,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    Sentence(String),
    Lines(Vec<FieldError>),
}

impl End {
    /// All files for the same reason.
    fn refused(count: usize, reason: &str) -> Self {
        Self { states: vec![State::Refused(reason.to_owned()); count], batch: None }
    }

    fn of_batch(batch: AcceptedBatch, count: usize) -> Self {
        let mut end = Self::refused(count, UNREADABLE);
        let taken = batch.accepted.into_iter().map(|file| (file.index, State::Accepted(Box::new(file.document))));
        let refused = batch.refused.into_iter().map(|file| (file.index, State::Refused(file.message)));
        for (index, state) in taken.chain(refused) {
            if let Some(place) = usize::try_from(index).ok().and_then(|index| end.states.get_mut(index)) {
                *place = state;
            }
        }
        end.batch = Some(batch.id);
        end
    }

    /// Lines for files, as `files[3]`, go to their file; what is said of others goes to all.
    fn of_lines(lines: &[FieldError], count: usize) -> Self {
        let of_file = |index: usize| {
            let field = format!("files[{index}]");
            lines.iter().find(|line| line.field == field).map(|line| line.message.as_str())
        };
        let all = lines.iter().map(|line| line.message.as_str()).collect::<Vec<_>>().join(" ");
        let states = (0..count).map(|index| State::Refused(of_file(index).unwrap_or(&all).to_owned()));
        Self { states: states.collect(), batch: None }
    }
}

fn answer(request: &XmlHttpRequest, count: usize, is_batch: bool) -> End {
    let text = request.response_text().ok().flatten().unwrap_or_default();
    let status = request.status().unwrap_or(0);
    match status {
        0 => End::refused(count, NO_ANSWER),
        200..300 if is_batch => read::<AcceptedBatch>(&text)
            .map_or_else(|| End::refused(count, UNREADABLE), |batch| End::of_batch(batch, count)),
        200..300 => match read::<Accepted>(&text) {
            Some(accepted) => End { states: vec![State::Accepted(Box::new(accepted))], batch: None },
            None => End::refused(count, UNREADABLE),
        },
        _ => match read::<Problem>(&text).map(|problem| problem.message) {
            Some(Message::Sentence(sentence)) => End::refused(count, &sentence),
            Some(Message::Lines(lines)) => End::of_lines(&lines, count),
            None if status == 413 => End::refused(count, "The files are larger than this server takes."),
            None => End::refused(count, "The file was not accepted, and the server did not say why. Try again."),
        },
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_hears_its_own_reason() {
        let line = |field: &str, message: &str| FieldError::new(field, message);
        let end = End::of_lines(&[line("files[1]", "b.pdf: empty."), line("files[0]", "a.pdf: torn.")], 2);
        assert_eq!(end.states, [State::Refused("a.pdf: torn.".into()), State::Refused("b.pdf: empty.".into())]);
        let end = End::of_lines(&[line("name", "Too long.")], 2);
        assert_eq!(end.states, [State::Refused("Too long.".into()), State::Refused("Too long.".into())]);
    }
}
