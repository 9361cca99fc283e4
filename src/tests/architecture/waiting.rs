//! Pages ask for what they show before they wait for any of it.

use super::{Source, room_of, sources};
use regex::Regex;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// A function of the screens: what it names before it waits, and what it names in content that waits.
#[derive(Default)]
struct Function {
    asks: bool,
    names: BTreeSet<String>,
    waiting: BTreeSet<String>,
}

/// The browser finds the answers that the server sent along by their number, and numbers go by order. Content that
/// waits is made when its answer comes, here before and there after its neighbour: what asks in it would sometimes get
/// the answer of another.
#[test]
fn nothing_asks_in_content_that_waits() {
    let mut functions = BTreeMap::<String, Function>::new();
    for source in sources().into_iter().filter(|source| room_of(&source.path) == "ui") {
        read(&source, &mut functions);
    }
    let asking: Vec<_> = functions.iter().filter(|(_, function)| function.asks).map(|(name, _)| name).collect();
    assert!(asking.len() > 20, "the pages that ask were not found: {asking:?}");
    let mut broken = Vec::new();
    for (name, function) in &functions {
        for shown in reached(&function.waiting, &functions) {
            if functions[shown].asks {
                broken.push(format!("{name} shows {shown}, which asks, in content that waits"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

fn reached<'a>(from: &'a BTreeSet<String>, functions: &'a BTreeMap<String, Function>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = from.iter().map(String::as_str).collect();
    while let Some(name) = open.pop() {
        if let Some(function) = functions.get(name)
            && reached.insert(name)
        {
            open.extend(function.names.iter().chain(&function.waiting).map(String::as_str));
        }
    }
    reached
}

fn read(source: &Source, functions: &mut BTreeMap<String, Function>) {
    let starts: Vec<_> = source.text.match_indices("fn ").map(|(at, found)| at + found.len()).collect();
    for (index, &start) in starts.iter().enumerate() {
        let text = &source.text[start..starts.get(index + 1).copied().unwrap_or(source.text.len())];
        let name = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
        let body = &text[name.len()..];
        let waits = ["<Transition", "Suspend::new"].iter().filter_map(|mark| body.find(mark)).min();
        let (before, waiting) = body.split_at(waits.unwrap_or(body.len()));
        let function = functions.entry(known_as(name, source)).or_default();
        function.asks |= body.contains("Resource::new(");
        function.names.extend(named(before, source));
        function.waiting.extend(named(waiting, source));
    }
}

/// The components that a text shows and the functions that it calls.
fn named<'a>(text: &'a str, source: &'a Source) -> impl Iterator<Item = String> + 'a {
    static NAMES: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<([A-Z]\w*)|(?:^|[^.:\w])([a-z]\w*)\(").unwrap());
    NAMES.captures_iter(text).filter_map(move |found| Some(known_as(found.get(1).or(found.get(2))?.as_str(), source)))
}

/// A component has its name in the whole house; any other function in its file.
fn known_as(name: &str, source: &Source) -> String {
    if name.starts_with(char::is_uppercase) { name.to_owned() } else { format!("{}: {name}", source.path) }
}
