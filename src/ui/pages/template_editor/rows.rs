//! The fields as rows: add, remove, move.

use super::line::{Blank, Line};
use crate::{
    domain::template_form::{FieldForm, View},
    error::AppError,
    ui::components::{Glyph, Icon},
};
use leptos::prelude::*;

/// Blank rows for those who have no script to add some.
const BLANKS: usize = 3;
/// Far behind every row that can be there.
const AFTER_ALL: usize = 1000;

/// A row on the screen. What is typed lives in its inputs; the row knows what it began with and its columns.
#[derive(Clone, Debug)]
pub struct Row {
    /// Stays with the row when it moves.
    pub id: usize,
    pub start: FieldForm,
    pub columns: RwSignal<Vec<Row>>,
}

/// The rows of `fields`.
#[must_use]
pub fn rows_of(fields: &[FieldForm]) -> Vec<Row> {
    let row = |(id, field): (usize, &FieldForm)| Row {
        id,
        columns: RwSignal::new(rows_of(&field.columns)),
        start: FieldForm { columns: Vec::new(), ..field.clone() },
    };
    fields.iter().enumerate().map(row).collect()
}

/// Adds a blank row at the end.
pub fn add(rows: RwSignal<Vec<Row>>) {
    rows.update(|rows| {
        let id = rows.iter().map(|row| row.id + 1).max().unwrap_or(0);
        rows.push(Row { id, start: FieldForm::default(), columns: RwSignal::new(Vec::new()) });
    });
}

/// Takes the row out.
pub fn remove(rows: RwSignal<Vec<Row>>, id: usize) {
    rows.update(|rows| rows.retain(|row| row.id != id));
}

/// Swaps the row with the one above it, or below it.
pub fn shift(rows: RwSignal<Vec<Row>>, id: usize, down: bool) {
    rows.update(|rows| {
        let Some(at) = rows.iter().position(|row| row.id == id) else { return };
        let other = if down { at + 1 } else { at.wrapping_sub(1) };
        if other < rows.len() {
            rows.swap(at, other);
        }
    });
}

/// The rows view.
#[component]
pub fn Rows(rows: RwSignal<Vec<Row>>, view: RwSignal<View>, refused: RwSignal<Option<AppError>>) -> impl IntoView {
    let shown = move || view.get() == View::Rows;
    view! {
        <div class="field-lines" hidden=move || !shown()>
            <div class="line captions" aria-hidden="true">
                <span>"Name"</span>
                <span>"Type"</span>
                <span>"What to look for"</span>
                <span>"Required"</span>
            </div>
            <For each=move || rows.get() key=|row| row.id let:row>
                <Line row rows prefix=Signal::derive(|| "form[fields]".to_owned()) place="fields" refused=Some(refused)/>
            </For>
            <Show when=shown>
                <div class="without-script">
                    {(0..BLANKS).map(|at| view! { <Blank prefix=format!("form[fields][{}]", AFTER_ALL + at) deep=true/> }).collect_view()}
                </div>
            </Show>
            <button type="button" class="button needs-script" on:click=move |_| add(rows)>
                <Icon glyph=Glyph::Plus/>
                "Add field"
            </button>
        </div>
    }
}
