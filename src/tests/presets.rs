//! Every preset reads its own sample: each value as the truth beside the sample has it, each with its evidence.

use crate::support::readers;
use ocriva::{
    config::Config,
    domain::{
        evidence::{Extraction, FieldStatus},
        preset,
        template::NewTemplate,
    },
    pipeline::extract::Extractor,
};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A test for each sample, so that they run apart, and one that says that no preset was forgotten.
macro_rules! samples {
    ($($test:ident: $preset:literal $sample:literal,)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                reads($preset, $sample).await;
            }
        )*

        #[test]
        fn no_preset_is_left_out() {
            let tried = [$(($preset, $sample)),*];
            for preset in preset::all() {
                assert!(tried.contains(&(preset.key, preset.sample)), "{} has no test here", preset.key);
            }
        }
    };
}

samples! {
    invoice: "invoice" "invoice.pdf",
    invoice_over_two_pages: "invoice" "invoice-two-pages.pdf",
    invoice_in_thai: "invoice" "invoice-thai.pdf",
    invoice_with_its_data_inside: "invoice" "invoice-factur-x.pdf",
    invoice_photographed: "invoice" "photo.jpg",
    receipt: "receipt" "receipt.png",
    tax_invoice: "tax-invoice-th" "tax-invoice-th.pdf",
    quotation: "quotation" "quotation.pdf",
    utility_bill: "utility-bill" "utility-bill.pdf",
    expense_report: "expense-report" "expense-report.pdf",
    purchase_order: "purchase-order" "purchase-order.pdf",
    delivery_note: "delivery-note" "delivery-note.pdf",
    bill_of_lading: "bill-of-lading" "bill-of-lading.pdf",
    bank_statement: "bank-statement" "bank-statement.pdf",
    payslip: "payslip" "payslip.pdf",
    id_card: "id-card" "id-card.jpg",
    passport: "passport" "passport.jpg",
    driving_licence: "driving-licence" "driving-licence.jpg",
    contract: "contract" "contract.pdf",
    nda: "nda" "nda.pdf",
    business_card: "business-card" "business-card.png",
    resume: "resume" "resume.pdf",
    medical_certificate: "medical-certificate" "medical-certificate.png",
}

async fn reads(key: &str, sample: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("public/samples").join(sample);
    let truth = std::fs::read(file.with_extension("expected.json")).unwrap();
    let truth: Value = serde_json::from_slice(&truth).unwrap();
    let extraction = extract(key, root.join("models"), std::fs::read(&file).unwrap()).await;

    let (wanted, got) = (leaves(&truth), leaves(&extraction.result));
    let paths = |leaves: &[(String, Value)]| leaves.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(&got), paths(&wanted), "{sample} has other rows");
    let mut wrong = Vec::new();
    for ((path, wanted), (_, got)) in wanted.iter().zip(&got) {
        if !same(path, wanted, got) {
            wrong.push(format!("{path}: {got} instead of {wanted}"));
        }
        let status = extraction.fields.get(path).map(|evidence| evidence.status);
        let expected = if got.is_null() { FieldStatus::Missing } else { FieldStatus::Grounded };
        if status != Some(expected) {
            wrong.push(format!("{path}: {got} is {status:?}"));
        }
    }
    assert!(wrong.is_empty(), "{sample}: {wrong:#?}");
}

async fn extract(key: &str, models: PathBuf, file: Vec<u8>) -> Extraction {
    let models = models.display().to_string();
    let config =
        Config::load(Path::new("/nowhere/Leptos.toml"), |name| (name == "OCRIVA_MODELS").then(|| models.clone()));
    let template = NewTemplate::from(preset::named(key).unwrap());
    let extractor = Extractor::new(config.unwrap().extraction, readers());
    extractor.extract(template.into(), file, None).await.unwrap().extraction
}

/// Values are compared as they are, with two freedoms. A value has plain quotes and dashes where the page has curved
/// ones (the evidence keeps the text as printed). Addresses print their lines with commas or without.
fn same(path: &str, wanted: &Value, got: &Value) -> bool {
    let (Value::String(wanted), Value::String(got)) = (wanted, got) else { return wanted == got };
    let plain = |text: &str| text.replace(['‘', '’'], "'").replace(['–', '—'], "-");
    if path.to_lowercase().ends_with("address") {
        let words = |text: &str| {
            let text = plain(text).replace(',', " ");
            text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        };
        return words(wanted) == words(got);
    }
    plain(wanted) == plain(got)
}

/// Every plain value by its path.
fn leaves(result: &Value) -> Vec<(String, Value)> {
    fn collect(value: &Value, path: String, found: &mut Vec<(String, Value)>) {
        match value {
            Value::Object(fields) => {
                for (name, inner) in fields {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    collect(inner, path, found);
                }
            }
            Value::Array(rows) => {
                for (at, inner) in rows.iter().enumerate() {
                    collect(inner, format!("{path}[{at}]"), found);
                }
            }
            _ => found.push((path, value.clone())),
        }
    }
    let mut found = Vec::new();
    collect(result, String::new(), &mut found);
    found
}
