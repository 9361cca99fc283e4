//! One line over the fields: how many there are and which ask for a look.

use super::{
    keys::choose_next,
    lit::Lit,
    tree::{Node, Trust, leaves},
};
use crate::ui::components::{Confidence, Glyph, Icon};
use leptos::prelude::*;

/// Paths of the values that a person should compare with the page.
#[must_use]
pub fn doubtful(nodes: &[Node]) -> Vec<String> {
    leaves(nodes).iter().filter(|leaf| leaf.trust.asks_for_a_look()).map(|leaf| leaf.path.clone()).collect()
}

#[component]
pub fn Summary(nodes: Memo<Vec<Node>>, doubtful: Memo<Vec<String>>, confidence: Option<f32>) -> impl IntoView {
    let lit = expect_context::<Lit>();
    let found = move || {
        nodes.with(|nodes| {
            let leaves = leaves(nodes);
            let missing = leaves.iter().filter(|leaf| leaf.trust == Trust::Missing).count();
            let found = leaves.len() - missing;
            let values = if found == 1 { "value" } else { "values" };
            if missing == 0 { format!("{found} {values}") } else { format!("{found} {values}, {missing} not found") }
        })
    };
    view! {
        <div class="summary">
            <span>{found}</span>
            {move || match doubtful.with(Vec::len) {
                0 if nodes.with(|nodes| leaves(nodes).iter().all(|leaf| leaf.trust == Trust::Missing)) => ().into_any(),
                0 => view! {
                    <span class="remark good">
                        <Icon glyph=Glyph::Check/>
                        "nothing doubtful"
                    </span>
                }
                .into_any(),
                count => view! {
                    <span class="remark doubtful">
                        <Icon glyph=Glyph::Warning/>
                        {count}
                        " to check"
                    </span>
                    <button
                        type="button"
                        class="link needs-script"
                        title="Next value to check (n)"
                        on:click=move |_| choose_next(lit, &doubtful.get_untracked())
                    >
                        "next"
                    </button>
                }
                .into_any(),
            }}
            {confidence.map(|value| view! { <span class="whole-confidence">"document " <Confidence value/></span> })}
        </div>
    }
}
