//! Line items as a compact table; every cell is linked to its box.

use super::{
    edit::{Editing, Editor},
    label::label,
    lit::{Lit, Pane},
    tree::{Leaf, Trust},
};
use crate::ui::components::{Glyph, Icon};
use leptos::prelude::*;

#[component]
pub fn LineItems(path: String, name: String, columns: Vec<String>, rows: Vec<Vec<Option<Leaf>>>) -> impl IntoView {
    let count = rows.len();
    let numeric: Vec<bool> = (0..columns.len()).map(|column| is_numeric(&rows, column)).collect();
    let heads = columns
        .iter()
        .zip(&numeric)
        .map(|(column, numeric)| view! { <th scope="col" class:num=*numeric>{label(column)}</th> })
        .collect_view();
    let body = rows
        .into_iter()
        .enumerate()
        .map(|(at, row)| {
            let cells = row.into_iter().zip(&numeric).map(|(leaf, numeric)| cell(leaf, *numeric)).collect_view();
            view! { <tr>{cells} <RemoveRow path=format!("{path}[{at}]")/></tr> }
        })
        .collect_view();
    view! {
        <section class="lines" data-field=path.clone()>
            <h3>
                {label(&name)}
                <span class="faint small">{if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }}</span>
            </h3>
            <div class="lines-box" tabindex="0" role="group" aria-label=label(&name)>
                <table>
                    <thead>
                        <tr>{heads} <th><span class="unseen">"Remove"</span></th></tr>
                    </thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
            <AddRow path=path.clone() column=columns.first().cloned() count/>
        </section>
    }
}

fn cell(leaf: Option<Leaf>, numeric: bool) -> AnyView {
    let Some(Leaf { path, value, trust, confidence, printed, .. }) = leaf else {
        return view! { <td class="faint">"—"</td> }.into_any();
    };
    let (lit, editing) = (expect_context::<Lit>(), expect_context::<Editing>());
    let (is_lit, pointed, chosen) = (path.clone(), path.clone(), path.clone());
    let (opened, edited) = (path.clone(), path.clone());
    let about = match trust {
        Trust::Missing => "not found".to_owned(),
        Trust::Ungrounded => "not on the page".to_owned(),
        Trust::Corrected => "corrected".to_owned(),
        Trust::Good | Trust::Doubtful => {
            let percent = (confidence * 100.0).floor();
            printed
                .map_or_else(|| format!("{percent:.0} % sure"), |text| format!("{percent:.0} % sure, printed “{text}”"))
        }
    };
    view! {
        <td
            class=trust.as_str()
            class:num=numeric
            class:lit=move || lit.is(&is_lit)
            data-field=path
            title=about
            on:mouseenter=move |_| lit.point(&pointed, Pane::Fields)
            on:mouseleave=move |_| lit.leave()
            on:click=move |_| lit.choose(&chosen, Pane::Fields)
            on:dblclick=move |_| editing.open(&opened)
        >
            {move || {
                if editing.is(&edited) {
                    view! { <Editor path=edited.clone() value=value.clone() label="Value"/> }.into_any()
                } else {
                    shown(trust, value.clone()).into_any()
                }
            }}
        </td>
    }
    .into_any()
}

fn shown(trust: Trust, value: String) -> impl IntoView {
    view! {
        {trust
            .asks_for_a_look()
            .then(|| view! { <Icon glyph=Glyph::Warning/> <span class="unseen">"check: "</span> })}
        {if value.is_empty() { "—".to_owned() } else { value }}
    }
}

/// One row more: its first cell is typed, the others follow in the table.
#[component]
fn AddRow(path: String, column: Option<String>, count: usize) -> impl IntoView {
    let editing = expect_context::<Editing>();
    column.map(|column| {
        let next = format!("{path}[{count}].{column}");
        let (open, form) = (next.clone(), next.clone());
        view! {
            <div class="add-row needs-script">
                {move || {
                    if editing.is(&form) {
                        view! { <Editor path=form.clone() value="" label=label(&column)/> }.into_any()
                    } else {
                        let open = open.clone();
                        view! {
                            <button type="button" class="button quiet" on:click=move |_| editing.open(&open)>
                                <Icon glyph=Glyph::Plus/>
                                "Add row"
                            </button>
                        }
                        .into_any()
                    }
                }}
            </div>
        }
    })
}

/// Takes a row out.
#[component]
fn RemoveRow(path: String) -> impl IntoView {
    let editing = expect_context::<Editing>();
    view! {
        <td class="remove">
            <button
                type="button"
                class="button quiet icon-only needs-script"
                aria-label="Remove this row"
                title="Remove this row"
                on:click=move |_| editing.remove(path.clone())
            >
                <Icon glyph=Glyph::Close/>
            </button>
        </td>
    }
}

fn is_numeric(rows: &[Vec<Option<Leaf>>], column: usize) -> bool {
    let mut values =
        rows.iter().filter_map(|row| row.get(column)?.as_ref()).filter(|leaf| !leaf.value.is_empty()).peekable();
    values.peek().is_some() && values.all(|leaf| leaf.value.parse::<f64>().is_ok())
}
