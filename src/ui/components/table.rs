//! The table: always with a body, and cards on a phone.

use leptos::prelude::*;

/// Rows (`<tr>`) as children; `columns` are heading and class (`num`, `tight` or none).
///
/// On a phone each row is a card: give its first cell the class `head` and the others a `data-label`.
#[component]
pub fn Table(
    columns: &'static [(&'static str, &'static str)],
    /// What the table lists, for those who cannot see it.
    label: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="table-box cards">
            <table class="table" aria-label=label>
                <thead>
                    <tr>
                        {columns
                            .iter()
                            .map(|(heading, class)| view! { <th scope="col" class=*class>{*heading}</th> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
