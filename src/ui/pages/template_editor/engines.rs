//! Who reads: the built-in engine or a provider's model, and a second one to hold the answer against.

use crate::{
    domain::{
        provider::{ModelFacts, ProviderState},
        template::{LOCAL_MODEL, LOCAL_PROVIDER},
    },
    ui::components::{SelectField, TextField},
};
use leptos::prelude::*;

/// `engine` and `second` as `provider/model`.
#[component]
pub fn Engines(engine: String, second: String, providers: Vec<ProviderState>) -> impl IntoView {
    let local = (format!("{LOCAL_PROVIDER}/{LOCAL_MODEL}"), "Built in · no key needed".to_owned());
    let engines: Vec<(String, String)> = std::iter::once(local).chain(providers.iter().flat_map(models)).collect();
    let own = providers.iter().filter(|one| one.any_model && one.ready).map(own_model);
    let (own, (engine, own_name)) = (own.collect::<Vec<_>>(), with_own_name(&engines, &providers, engine));
    let has_own = !own.is_empty();
    let none = std::iter::once((String::new(), "None".to_owned()));
    let seconds = with_chosen(none.chain(engines.clone()).collect(), &second);
    let engines = engines.into_iter().chain(own).collect();
    view! {
        <SelectField
            label="Engine"
            name="form[engine]"
            options=with_chosen(engines, &engine)
            value=engine
            hint="Keys of your own are entered under Providers."
        />
        {has_own
            .then(|| {
                view! {
                    <TextField
                        label="Model of your server"
                        name="form[own_model]"
                        value=own_name
                        placeholder="qwen3-vl:8b"
                        hint="Its name there; for an engine that is named below."
                    />
                }
            })}
        <SelectField
            label="Second model"
            name="form[second_model]"
            options=seconds
            value=second
            hint="Only what both read alike is kept; the rest is empty and marked. Costs a second reading."
        />
    }
}

fn models(provider: &ProviderState) -> Vec<(String, String)> {
    let option = |model: &ModelFacts| (format!("{}/{}", provider.provider, model.id), label(provider, model));
    provider.models.iter().map(option).collect()
}

fn label(provider: &ProviderState, model: &ModelFacts) -> String {
    let mut parts = vec![provider.name.clone(), model.id.clone()];
    match model.credits {
        0 => {}
        1 => parts.push("1 credit".to_owned()),
        credits => parts.push(format!("{credits} credits")),
    }
    if !provider.ready {
        parts.push(if provider.needs_key { "needs a key" } else { "needs an address" }.to_owned());
    }
    parts.join(" · ")
}

/// Stands for a model that no list has; its name is in a field of its own.
fn own_model(provider: &ProviderState) -> (String, String) {
    (format!("{}/", provider.provider), format!("{} · named below", provider.name))
}

/// What is selected, and the name of a model that no list has.
fn with_own_name(listed: &[(String, String)], providers: &[ProviderState], engine: String) -> (String, String) {
    let (provider, model) = engine.split_once('/').unwrap_or((&engine, ""));
    let free = providers.iter().any(|one| one.provider == provider && one.any_model && one.ready);
    if free && !listed.iter().any(|(key, _)| *key == engine) {
        return (format!("{provider}/"), model.to_owned());
    }
    (engine, String::new())
}

/// What a program chose is kept, listed or not.
fn with_chosen(mut options: Vec<(String, String)>, chosen: &str) -> Vec<(String, String)> {
    if !chosen.is_empty() && !options.iter().any(|(key, _)| key == chosen) {
        options.push((chosen.to_owned(), chosen.replacen('/', " · ", 1)));
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::provider::KeyState;

    #[test]
    fn what_is_missing_is_said_and_what_was_chosen_is_kept() {
        let model = ModelFacts { id: "one".into(), credits: 2, context: 1, image: false, pdf: false };
        let provider = ProviderState {
            provider: "acme".into(),
            name: "Acme".into(),
            state: KeyState::None,
            ready: false,
            needs_key: true,
            has_address: true,
            hint: None,
            base_url: None,
            updated_at: None,
            any_model: false,
            models: vec![model],
        };
        let options = models(&provider);
        assert_eq!(options, [("acme/one".to_owned(), "Acme · one · 2 credits · needs a key".to_owned())]);
        assert_eq!(with_chosen(options.clone(), "acme/one"), options);
        assert_eq!(with_chosen(options.clone(), "self-hosted/qwen/3")[1].1, "self-hosted · qwen/3");

        let own = ProviderState { any_model: true, ready: true, ..provider };
        let selected = |engine: &str| with_own_name(&options, std::slice::from_ref(&own), engine.to_owned());
        assert_eq!(selected("acme/one"), ("acme/one".into(), String::new()));
        assert_eq!(selected("acme/qwen/3"), ("acme/".into(), "qwen/3".into()));
        assert_eq!(selected("local/built-in"), ("local/built-in".into(), String::new()));
    }
}
