//! The fields in the template's order, each with its value, what was printed and how sure it is.

use super::{
    boxes::box_id,
    edit::{EditButton, Editing, Editor},
    label::label,
    line_items::LineItems,
    lit::{Lit, Pane},
    tree::{Leaf, Node, Trust},
};
use crate::ui::components::{Confidence, Glyph, Icon};
use leptos::prelude::*;

/// All fields of a result.
#[component]
pub fn FieldList(nodes: Vec<Node>) -> impl IntoView {
    view! { <div class="fields" data-testid="fields">{nodes.into_iter().map(part).collect_view()}</div> }
}

fn part(node: Node) -> AnyView {
    match node {
        Node::Leaf(leaf) => view! { <FieldRow leaf/> }.into_any(),
        Node::Group { name, children } => view! {
            <section class="group" aria-label=label(&name)>
                <h3><span>{label(&name)}</span></h3>
                {children.into_iter().map(part).collect_view()}
            </section>
        }
        .into_any(),
        Node::Values { path, name, leaves } => values(path, &name, leaves),
        Node::Lines { path, name, columns, rows } => view! { <LineItems path name columns rows/> }.into_any(),
    }
}

fn values(path: String, name: &str, leaves: Vec<Leaf>) -> AnyView {
    if leaves.is_empty() {
        let leaf = Leaf { name: name.to_owned(), ..Leaf::missing(path) };
        return view! { <FieldRow leaf/> }.into_any();
    }
    view! {
        <section class="group" aria-label=label(name) data-field=path>
            <h3>{label(name)} <span class="faint small">{leaves.len()}</span></h3>
            {leaves.into_iter().map(|leaf| view! { <FieldRow leaf/> }).collect_view()}
        </section>
    }
    .into_any()
}

/// One value: `vendor   Acme Supplies   ▮▮▮ 98`.
#[component]
fn FieldRow(leaf: Leaf) -> impl IntoView {
    let (lit, editing) = (expect_context::<Lit>(), expect_context::<Editing>());
    let Leaf { path, name, value, trust, confidence, printed, on_page } = leaf;
    let (is_lit, pointed, chosen, focused) = (path.clone(), path.clone(), path.clone(), path.clone());
    let (edited, pencil) = (path.clone(), path.clone());
    let title = label(&name);
    let pencil_label = title.clone();
    let name = if on_page {
        view! {
            <a
                class="name"
                href=format!("#{}", box_id(&path))
                title=path.clone()
                on:click=move |event| event.prevent_default()
                on:focus=move |_| lit.choose(&focused, Pane::Fields)
            >
                {title.clone()}
            </a>
        }
        .into_any()
    } else {
        view! { <span class="name" title=path.clone()>{title.clone()}</span> }.into_any()
    };
    view! {
        <div
            class=format!("field-row {}", trust.as_str())
            class:lit=move || lit.is(&is_lit)
            data-field=path
            data-trust=trust.as_str()
            on:mouseenter=move |_| lit.point(&pointed, Pane::Fields)
            on:mouseleave=move |_| lit.leave()
            on:click=move |_| lit.choose(&chosen, Pane::Fields)
        >
            {name}
            <div class="value">
                {move || {
                    if editing.is(&edited) {
                        view! { <Editor path=edited.clone() value=value.clone() label=title.clone()/> }.into_any()
                    } else {
                        shown(trust, value.clone(), printed.clone()).into_any()
                    }
                }}
            </div>
            <div class="trust">
                {remark(trust)}
                {(trust != Trust::Missing && trust != Trust::Corrected).then(|| view! { <Confidence value=confidence/> })}
                <EditButton path=pencil label=pencil_label/>
            </div>
        </div>
    }
}

fn shown(trust: Trust, value: String, printed: Option<String>) -> impl IntoView {
    view! {
        {if trust == Trust::Missing {
            view! { <span class="faint">"— " <span class="small">"not found"</span></span> }.into_any()
        } else {
            view! { <span class="text">{value}</span> }.into_any()
        }}
        {printed.map(|text| view! { <span class="printed" title="As printed">"printed " <q>{text}</q></span> })}
    }
}

/// What a person should know about the value, in a shape and a word.
pub fn remark(trust: Trust) -> Option<AnyView> {
    let (glyph, word, title) = match trust {
        Trust::Doubtful => (Glyph::Warning, "Check", "Not sure: please compare with the page"),
        Trust::Ungrounded => (Glyph::Warning, "Not on page", "This value was not seen anywhere on the page"),
        Trust::Corrected => (Glyph::Pencil, "Corrected", "A person set this value"),
        Trust::Good | Trust::Missing => return None,
    };
    Some(view! { <span class=format!("remark {}", trust.as_str()) title=title><Icon glyph/>{word}</span> }.into_any())
}
