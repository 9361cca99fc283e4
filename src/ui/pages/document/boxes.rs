//! The boxes on one page: where each value stands.

use super::{
    lit::{Lit, Pane},
    tree::Trust,
};
use crate::domain::{evidence::Fields, page::BBox};
use leptos::prelude::*;

/// Room between the print and the line around it, as a fraction of the page.
const ROOM: f32 = 0.004;

/// One box with what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldBox {
    pub path: String,
    pub page: u32,
    pub bbox: BBox,
    pub trust: Trust,
}

/// The boxes of all fields that stand on a page.
#[must_use]
pub fn boxes(fields: &Fields) -> Vec<FieldBox> {
    fields
        .iter()
        .filter_map(|(path, evidence)| {
            let (page, bbox) = (evidence.page?, evidence.bbox?);
            Some(FieldBox { path: path.clone(), page, bbox, trust: Trust::of(evidence) })
        })
        .collect()
}

/// The id that a field's label links to.
#[must_use]
pub fn box_id(path: &str) -> String {
    format!("box-{}", path.replace(' ', "_"))
}

/// Draws the boxes of page `number` over its image.
///
/// SVG attributes in percent rather than styles: they need no leave from the content security policy.
#[component]
pub fn Boxes(number: u32, boxes: Memo<Vec<FieldBox>>) -> impl IntoView {
    let lit = expect_context::<Lit>();
    let here = move || boxes.get().into_iter().filter(|one| one.page == number).collect::<Vec<_>>();
    view! {
        <svg class="boxes" aria-hidden="true" width="100%" height="100%">
            <For each=here key=|one| (one.path.clone(), one.bbox.x.to_bits(), one.bbox.y.to_bits(), one.trust.as_str()) let:one>
                {frame(one, lit)}
            </For>
        </svg>
    }
}

fn frame(one: FieldBox, lit: Lit) -> impl IntoView {
    let FieldBox { path, bbox, trust, .. } = one;
    let percent = |fraction: f32| format!("{:.2}%", fraction * 100.0);
    let (is_lit, pointed, chosen) = (path.clone(), path.clone(), path.clone());
    view! {
        <rect
            id=box_id(&path)
            class=format!("box {}", trust.as_str())
            class:lit=move || lit.is(&is_lit)
            data-path=path
            x=percent(bbox.x - ROOM)
            y=percent(bbox.y - ROOM)
            width=percent(bbox.width + 2.0 * ROOM)
            height=percent(bbox.height + 2.0 * ROOM)
            rx="3"
            on:mouseenter=move |_| lit.point(&pointed, Pane::Page)
            on:mouseleave=move |_| lit.leave()
            on:click=move |_| lit.choose(&chosen, Pane::Page)
        />
    }
}
