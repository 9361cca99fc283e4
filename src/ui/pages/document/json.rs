//! The result as a program receives it.

use super::{
    download,
    lit::{Lit, Pane},
};
use crate::{
    domain::{export::ExportFormat, processing::Processing},
    ui::components::{CopyButton, Empty, Glyph, Icon},
};
use leptos::prelude::*;
use serde_json::Value;

#[component]
pub fn JsonView(processing: Processing) -> impl IntoView {
    let Some(result) = processing.result else {
        return view! {
            <Empty
                glyph=Glyph::Documents
                title="No result yet"
                text="The result appears here as JSON as soon as the document has been read."
            />
        }
        .into_any();
    };
    let text = serde_json::to_string_pretty(&result).unwrap_or_default();
    view! {
        <div class="json">
            <div class="row">
                <CopyButton text=text.clone() label="Copy JSON"/>
                <a
                    class="button"
                    href=download::address(&processing.id, ExportFormat::Json)
                    rel="external"
                    download=""
                >
                    <Icon glyph=Glyph::Download/>
                    "Download JSON"
                </a>
                <a class="button quiet" href=format!("/processing-history/{}", processing.id) target="_blank" rel="external">
                    "With evidence"
                    <Icon glyph=Glyph::External/>
                </a>
            </div>
            <div class="code">
                <pre tabindex="0" data-testid="json">
                    <code>{value(&result, "", 0)}</code>
                </pre>
            </div>
        </div>
    }
    .into_any()
}

/// `value` with its colours; pointing at a leaf lights its field.
fn value(value: &Value, path: &str, depth: usize) -> AnyView {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let lines = map.iter().enumerate().map(|(at, (name, inner))| {
                let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                let key = Value::String(name.clone()).to_string();
                view! {
                    {indent(depth + 1)}
                    <span class="key">{key}</span>
                    ": "
                    {self::value(inner, &below, depth + 1)}
                    {end(at, map.len())}
                }
            });
            view! { "{\n" {lines.collect_view()} {indent(depth) + "}"} }.into_any()
        }
        Value::Array(items) if !items.is_empty() => {
            let lines = items.iter().enumerate().map(|(at, inner)| {
                view! {
                    {indent(depth + 1)}
                    {self::value(inner, &format!("{path}[{at}]"), depth + 1)}
                    {end(at, items.len())}
                }
            });
            view! { "[\n" {lines.collect_view()} {indent(depth) + "]"} }.into_any()
        }
        leaf => {
            let lit = expect_context::<Lit>();
            let (is_lit, pointed) = (path.to_owned(), path.to_owned());
            view! {
                <span
                    class=colour(leaf)
                    class:lit=move || lit.is(&is_lit)
                    on:mouseenter=move |_| lit.point(&pointed, Pane::Fields)
                    on:mouseleave=move |_| lit.leave()
                >
                    {leaf.to_string()}
                </span>
            }
            .into_any()
        }
    }
}

fn colour(leaf: &Value) -> &'static str {
    match leaf {
        Value::String(_) => "string",
        Value::Number(_) => "number",
        _ => "literal",
    }
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

fn end(at: usize, count: usize) -> &'static str {
    if at + 1 < count { ",\n" } else { "\n" }
}
