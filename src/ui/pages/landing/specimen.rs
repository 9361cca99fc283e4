//! A drawn result for the front page: an invoice beside the fields read from it.

use crate::ui::components::{Confidence, FileMark, Glyph, Icon};
use leptos::prelude::*;

/// Field, value, how sure.
const FIELDS: [(&str, &str, f32); 5] = [
    ("vendor", "Acme Supplies Ltd", 0.98),
    ("invoiceNumber", "INV-2026-0331", 0.99),
    ("dueDate", "2026-04-30", 0.74),
    ("vatAmount", "84.00", 0.97),
    ("totalAmount", "1284.00", 0.99),
];

/// Not a screenshot: it follows the theme, and stacks on a phone.
#[component]
pub fn Specimen() -> impl IntoView {
    view! {
        <div class="specimen" aria-hidden="true">
            <div class="paper">
                <b>"Acme Supplies Ltd"</b>
                <span>"12 Quay Street · Bristol"</span>
                <h3>"Invoice " <mark>"INV-2026-0331"</mark></h3>
                <span>"Due " <mark class="doubtful">"30 April 2026"</mark></span>
                <i></i>
                <p><span>"Paper, A4, 80 g"</span><span>"480.00"</span></p>
                <p><span>"Toner, black"</span><span>"720.00"</span></p>
                <i></i>
                <p><span>"VAT 7 %"</span><mark>"84.00"</mark></p>
                <p><b>"Total"</b><mark>"1,284.00"</mark></p>
            </div>
            <div class="reading">
                <header>
                    <FileMark mime_type="application/pdf"/>
                    <span>"invoice_march.pdf"</span>
                    <span class="badge good"><Icon glyph=Glyph::Check/>"Completed"</span>
                </header>
                <dl>
                    {FIELDS
                        .into_iter()
                        .map(|(name, text, value)| {
                            view! {
                                <div>
                                    <dt class="mono">{name}</dt>
                                    <dd>{text}</dd>
                                    <Confidence value/>
                                </div>
                            }
                        })
                        .collect_view()}
                </dl>
                <p class="verdict"><Icon glyph=Glyph::Check/>"lines add up to the total"</p>
            </div>
        </div>
    }
}
