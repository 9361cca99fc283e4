//! Ready templates: one JSON file each in `preset/`, as a template is exported, and a sample document to try it with.

use crate::domain::template::NewTemplate;
use serde::Deserialize;
use serde_json::Value;

/// A template that needs no set-up.
#[derive(Clone, Debug)]
pub struct Preset {
    pub key: &'static str,
    pub group: Group,
    /// The file of `public/samples` that shows such a document.
    pub sample: &'static str,
    pub name: &'static str,
    pub description: &'static str,
    pub schema: Value,
}

/// Where a preset stands among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Accounting,
    Logistics,
    Banking,
    Identity,
    Agreements,
    People,
}

impl Group {
    pub const ALL: [Self; 6] =
        [Self::Accounting, Self::Logistics, Self::Banking, Self::Identity, Self::Agreements, Self::People];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Accounting => "Accounting",
            Self::Logistics => "Logistics",
            Self::Banking => "Banking & payroll",
            Self::Identity => "Identity",
            Self::Agreements => "Agreements",
            Self::People => "People & health",
        }
    }
}

/// Key, group, sample and template of each preset; to add one, write its file and its row.
const FILES: &[(&str, Group, &str, &str)] = &[
    ("invoice", Group::Accounting, "invoice.pdf", include_str!("preset/invoice.json")),
    ("receipt", Group::Accounting, "receipt.png", include_str!("preset/receipt.json")),
    ("tax-invoice-th", Group::Accounting, "tax-invoice-th.pdf", include_str!("preset/tax-invoice-th.json")),
    ("quotation", Group::Accounting, "quotation.pdf", include_str!("preset/quotation.json")),
    ("utility-bill", Group::Accounting, "utility-bill.pdf", include_str!("preset/utility-bill.json")),
    ("expense-report", Group::Accounting, "expense-report.pdf", include_str!("preset/expense-report.json")),
    ("purchase-order", Group::Logistics, "purchase-order.pdf", include_str!("preset/purchase-order.json")),
    ("delivery-note", Group::Logistics, "delivery-note.pdf", include_str!("preset/delivery-note.json")),
    ("bill-of-lading", Group::Logistics, "bill-of-lading.pdf", include_str!("preset/bill-of-lading.json")),
    ("bank-statement", Group::Banking, "bank-statement.pdf", include_str!("preset/bank-statement.json")),
    ("payslip", Group::Banking, "payslip.pdf", include_str!("preset/payslip.json")),
    ("id-card", Group::Identity, "id-card.jpg", include_str!("preset/id-card.json")),
    ("passport", Group::Identity, "passport.jpg", include_str!("preset/passport.json")),
    ("driving-licence", Group::Identity, "driving-licence.jpg", include_str!("preset/driving-licence.json")),
    ("contract", Group::Agreements, "contract.pdf", include_str!("preset/contract.json")),
    ("nda", Group::Agreements, "nda.pdf", include_str!("preset/nda.json")),
    ("business-card", Group::People, "business-card.png", include_str!("preset/business-card.json")),
    ("resume", Group::People, "resume.pdf", include_str!("preset/resume.json")),
    ("medical-certificate", Group::People, "medical-certificate.png", include_str!("preset/medical-certificate.json")),
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    name: &'static str,
    description: &'static str,
    template_schema: Value,
}

impl From<Preset> for NewTemplate {
    fn from(preset: Preset) -> Self {
        Self {
            project_id: None,
            name: preset.name.to_owned(),
            description: preset.description.to_owned(),
            template_schema: preset.schema,
            instructions: String::new(),
            result_format: crate::domain::template::ResultFormat::Json,
            provider: None,
            model: None,
            second_model: None,
        }
    }
}

/// Every ready template, group by group.
#[must_use]
pub fn all() -> Vec<Preset> {
    FILES.iter().map(read).collect()
}

/// The ready template of this key.
#[must_use]
pub fn named(key: &str) -> Option<Preset> {
    FILES.iter().find(|file| file.0 == key).map(read)
}

/// Invoices and credit notes of any language.
#[must_use]
pub fn invoice() -> Preset {
    read(&FILES[0])
}

/// Shop and restaurant receipts.
#[must_use]
pub fn receipt() -> Preset {
    read(&FILES[1])
}

/// What a new project starts with; the first is its default.
#[must_use]
pub fn starters() -> Vec<Preset> {
    vec![invoice(), receipt()]
}

fn read(&(key, group, sample, json): &(&'static str, Group, &'static str, &'static str)) -> Preset {
    let file: File = serde_json::from_str(json).expect("the presets are part of the program and tested");
    Preset { key, group, sample, name: file.name, description: file.description, schema: file.template_schema }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schema::{Field, Kind, Schema};
    use std::{collections::HashSet, path::Path};

    #[test]
    fn every_preset_is_a_template_with_words_for_each_field() {
        fn described(fields: &[Field], key: &str) {
            for field in fields {
                assert!(!field.description.is_empty(), "{key}: {}", field.name);
                if let Kind::Object(inner) | Kind::Rows(inner) = &field.kind {
                    described(inner, key);
                }
            }
        }
        for preset in all() {
            let schema = Schema::parse(&preset.schema).unwrap();
            assert!((6..=15).contains(&schema.fields.len()), "{}: {} fields", preset.key, schema.fields.len());
            assert!(schema.fields.iter().any(|field| field.required), "{}", preset.key);
            assert_eq!(schema.to_json(), preset.schema, "{} is in the stored form", preset.key);
            described(&schema.fields, preset.key);
        }
    }

    #[test]
    fn keys_and_names_are_unique_and_groups_stand_together() {
        let presets = all();
        let keys: HashSet<&str> = presets.iter().map(|preset| preset.key).collect();
        let names: HashSet<&str> = presets.iter().map(|preset| preset.name).collect();
        assert!(presets.len() >= 19 && keys.len() == presets.len() && names.len() == presets.len());
        assert!(keys.iter().all(|key| key.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
        let mut groups: Vec<Group> = presets.iter().map(|preset| preset.group).collect();
        groups.dedup();
        assert_eq!(groups, Group::ALL);
        assert_eq!((invoice().key, receipt().key), ("invoice", "receipt"));
        assert_eq!(named("passport").map(|preset| preset.name), Some("Passport"));
    }

    #[test]
    fn every_preset_has_a_sample_with_its_truth() {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("public/samples");
        for preset in all() {
            assert!(samples.join(preset.sample).is_file(), "{}", preset.sample);
            let truth = samples.join(preset.sample).with_extension("expected.json");
            let truth: Value = serde_json::from_slice(&std::fs::read(&truth).unwrap()).unwrap();
            let wanted: Vec<String> =
                Schema::parse(&preset.schema).unwrap().fields.into_iter().map(|field| field.name).collect();
            assert_eq!(truth.as_object().unwrap().keys().collect::<Vec<_>>(), wanted.iter().collect::<Vec<_>>());
        }
    }
}
