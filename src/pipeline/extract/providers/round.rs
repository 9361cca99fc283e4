//! One piece of work put to a model: asked, held to the template, and asked once more where the answer cannot be used.

use super::{
    answer::{self, Found},
    call::Caller,
    failure::Stop,
    prompt::{self, Span},
    shape::Shape,
    target::Target,
    validate,
    wire::{Ask, End, Part, Reply},
};
use crate::{
    config::providers::{JsonMode, Wire},
    domain::schema::Field,
    pipeline::extract::engine::{EngineError, Order},
};
use serde_json::Value;

/// What a piece of work came to.
pub enum Outcome {
    Answer(Value),
    /// The answer was longer than the model may answer: what there is of it.
    CutOff(Option<Value>),
}

/// What all calls for one document took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Meter {
    pub input_tokens: u64,
    pub output_tokens: u64,
    pub rounds: i32,
}

impl Meter {
    fn count(&mut self, reply: &Reply) {
        self.input_tokens += reply.input_tokens;
        self.output_tokens += reply.output_tokens;
        self.rounds += 1;
    }
}

/// A document, or a part of it, as one call carries it.
pub struct Sheet {
    pub parts: Vec<Part>,
    /// Between whose marks its text stands.
    pub boundary: String,
    pub span: Span,
}

/// Asks for `fields`.
pub async fn ask(
    caller: &Caller<'_>,
    target: &Target,
    order: &Order,
    fields: &[Field],
    sheet: &Sheet,
    meter: &mut Meter,
) -> Result<Outcome, EngineError> {
    let mut mode = target.json;
    loop {
        match ask_in(mode, caller, target, order, fields, sheet, meter).await {
            Ok(outcome) => return Ok(outcome),
            Err(Stop::Error(error)) => return Err(error),
            Err(Stop::Shape) => {
                tracing::warn!(
                    provider = target.name,
                    model = target.model,
                    ?mode,
                    "it does not enforce JSON this way"
                );
                mode = weaker(target.wire, mode);
            }
        }
    }
}

/// The next way to have JSON from a provider that does not know this one.
fn weaker(wire: Wire, mode: JsonMode) -> JsonMode {
    match mode {
        JsonMode::Schema if wire == Wire::Anthropic => JsonMode::Tool,
        JsonMode::Schema => JsonMode::Object,
        JsonMode::Object | JsonMode::Tool | JsonMode::Prompt => JsonMode::Prompt,
    }
}

async fn ask_in(
    mode: JsonMode,
    caller: &Caller<'_>,
    target: &Target,
    order: &Order,
    fields: &[Field],
    sheet: &Sheet,
    meter: &mut Meter,
) -> Result<Outcome, Stop> {
    let enforced = mode == JsonMode::Schema;
    let shape = Shape::of(fields, if enforced { target.max_nullable } else { usize::MAX });
    let system = prompt::system(order, &shape, mode, &sheet.boundary, &sheet.span);
    let first = Ask { system: &system, document: &sheet.parts, schema: &shape.schema, json: mode, repair: None };
    let reply = caller.call(target, &first).await?;
    meter.count(&reply);
    let found = answer::find(&reply.text);
    if reply.end == End::CutOff {
        return Ok(Outcome::CutOff(found.map(|found| found.object)));
    }
    let wrong = complaints(fields, found.as_ref());
    if wrong.is_empty()
        && let Some(found) = found
    {
        return Ok(Outcome::Answer(found.object));
    }
    let complaint = prompt::repair(&wrong);
    let again = Ask { repair: Some((&reply.text, &complaint)), ..first };
    let reply = caller.call(target, &again).await?;
    meter.count(&reply);
    let second = answer::find(&reply.text).filter(|found| !found.cut);
    let still_wrong = complaints(fields, second.as_ref());
    let better = match (found.filter(|found| !found.cut), second) {
        (Some(_), Some(second)) if still_wrong.len() <= wrong.len() => Some(second),
        (first, second) => first.or(second),
    };
    better.map(|found| Outcome::Answer(found.object)).ok_or_else(|| {
        let message = format!(
            "{} ({}) did not answer in the form that the template asks for. Choose another model, or fewer fields.",
            target.name, target.model
        );
        EngineError::permanent("provider_bad_answer", message).into()
    })
}

fn complaints(fields: &[Field], found: Option<&Found>) -> Vec<String> {
    match found {
        None => vec!["it is not a JSON object".to_owned()],
        Some(Found { cut: true, .. }) => vec!["the JSON object has no end".to_owned()],
        Some(Found { object, .. }) => validate::complaints(fields, object),
    }
}
