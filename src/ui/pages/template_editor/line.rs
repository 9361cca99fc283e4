//! One row: name, type, description, required; and its columns, when it has any.

use super::rows::{Row, add, remove, shift};
use crate::{
    domain::template_form::{FieldForm, FieldKind},
    error::AppError,
    ui::components::{Glyph, Icon},
};
use leptos::prelude::*;

/// Blank columns for a new list, and for those without script.
const BLANKS: usize = 2;
/// Far behind every column that can be there.
const AFTER_ALL: usize = 1000;

/// A row among `rows`; its inputs are called `prefix[place]…`, wherever it moves.
#[component]
pub fn Line(
    row: Row,
    rows: RwSignal<Vec<Row>>,
    prefix: Signal<String>,
    /// What errors call the list that the row is in.
    place: &'static str,
    /// None for a column: it has no columns of its own.
    refused: Option<RwSignal<Option<AppError>>>,
) -> AnyView {
    let Row { id, start, columns } = row;
    let at = Memo::new(move |_| rows.with(|rows| rows.iter().position(|row| row.id == id)).unwrap_or(0));
    let name = Signal::derive(move || format!("{}[{}]", prefix.get(), at.get()));
    let wrong = move |what: &str| {
        let field = format!("{place}[{}].{what}", at.get());
        refused.and_then(|refused| refused.with(|error| error.as_ref()?.of_field(&field).map(str::to_owned)))
    };
    let called = if start.name.is_empty() { "new field".to_owned() } else { start.name.clone() };
    let is_last = move || rows.with(|rows| at.get() + 1 == rows.len());
    view! {
        <div class="line-group">
            <div class="line">
                <Inputs name start/>
                <div class="line-actions needs-script">
                    <button
                        type="button"
                        class="button quiet icon-only up"
                        aria-label=format!("Move {called} up")
                        disabled=move || at.get() == 0
                        on:click=move |_| shift(rows, id, false)
                    >
                        <Icon glyph=Glyph::Chevron/>
                    </button>
                    <button
                        type="button"
                        class="button quiet icon-only"
                        aria-label=format!("Move {called} down")
                        disabled=is_last
                        on:click=move |_| shift(rows, id, true)
                    >
                        <Icon glyph=Glyph::Chevron/>
                    </button>
                    <button
                        type="button"
                        class="button quiet icon-only"
                        aria-label=format!("Remove {called}")
                        on:click=move |_| remove(rows, id)
                    >
                        <Icon glyph=Glyph::Close/>
                    </button>
                </div>
            </div>
            {move || wrong("name").or_else(|| wrong("columns")).map(|text| view! { <p class="line-error">{text}</p> })}
            {refused.is_some().then(|| view! { <Columns columns name/> })}
        </div>
    }
    .into_any()
}

/// Shown by the style sheet for types that have columns, so that it answers without script too.
#[component]
fn Columns(columns: RwSignal<Vec<Row>>, name: Signal<String>) -> impl IntoView {
    if columns.with_untracked(Vec::is_empty) {
        (0..BLANKS).for_each(|_| add(columns));
    }
    let prefix = Signal::derive(move || format!("{}[columns]", name.get()));
    let blanks = name.get_untracked();
    view! {
        <div class="columns">
            <For each=move || columns.get() key=|row| row.id let:row>
                <Line row rows=columns prefix place="columns" refused=None/>
            </For>
            <div class="without-script">
                {(0..BLANKS)
                    .map(|at| view! { <Blank prefix=format!("{blanks}[columns][{}]", AFTER_ALL + at) deep=false/> })
                    .collect_view()}
            </div>
            <button type="button" class="button quiet needs-script" on:click=move |_| add(columns)>
                <Icon glyph=Glyph::Plus/>
                "Add column"
            </button>
        </div>
    }
}

/// A row that is only there without script.
#[component]
pub fn Blank(prefix: String, deep: bool) -> AnyView {
    let columns = (0..BLANKS).map(|at| format!("{prefix}[columns][{at}]")).collect::<Vec<_>>();
    view! {
        <div class="line-group">
            <div class="line">
                <Inputs name=Signal::stored(prefix) start=FieldForm::default()/>
            </div>
            {deep
                .then(|| {
                    view! {
                        <div class="columns">
                            {columns.into_iter().map(|prefix| view! { <Blank prefix deep=false/> }).collect_view()}
                        </div>
                    }
                })}
        </div>
    }
    .into_any()
}

#[component]
fn Inputs(name: Signal<String>, start: FieldForm) -> impl IntoView {
    let of = move |key: &'static str| move || format!("{}[{key}]", name.get());
    view! {
        <input type="hidden" name=of("was") value=start.was/>
        <input class="input mono" name=of("name") value=start.name placeholder="invoiceNumber" aria-label="Name" autocomplete="off" spellcheck="false"/>
        <select class="input" name=of("kind") aria-label="Type">
            {FieldKind::ALL
                .iter()
                .map(|kind| {
                    let selected = *kind == start.kind;
                    view! { <option value=kind.as_str() selected=selected>{kind.label()}</option> }
                })
                .collect_view()}
        </select>
        <input class="input" name=of("description") value=start.description placeholder="What to look for" aria-label="What to look for" autocomplete="off"/>
        <label class="check">
            <input type="checkbox" name=of("required") value="true" checked=start.required/>
            <span>"Required"</span>
        </label>
    }
}
