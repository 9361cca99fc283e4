//! Ready templates: what a new project starts with.

use crate::domain::template::NewTemplate;
use serde_json::{Value, json};

/// A template that needs no set-up.
#[derive(Clone, Debug)]
pub struct Preset {
    pub key: &'static str,
    pub name: &'static str,
    pub description: &'static str,
    pub schema: Value,
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

/// Invoices and credit notes of any language.
#[must_use]
pub fn invoice() -> Preset {
    Preset {
        key: "invoice",
        name: "Invoice",
        description: "Supplier invoices and credit notes, any language.",
        schema: json!({
            "type": "object",
            "properties": {
                "invoiceNumber": { "type": "string", "description": "Number of the invoice or credit note" },
                "issueDate": { "type": "string", "format": "date", "description": "Date of issue" },
                "dueDate": { "type": "string", "format": "date", "description": "Date by which it is to be paid" },
                "vendor": { "type": "string", "description": "Name of the supplier" },
                "vendorTaxId": { "type": "string", "description": "VAT or tax identification number of the supplier" },
                "customer": { "type": "string", "description": "Name of the customer" },
                "currency": { "type": "string", "description": "ISO 4217 code of the currency" },
                "lineItems": {
                    "type": "array",
                    "description": "One row per invoiced item",
                    "items": {
                        "type": "object",
                        "properties": {
                            "description": { "type": "string", "description": "What was delivered" },
                            "quantity": { "type": "number", "description": "Quantity" },
                            "unitPrice": { "type": "number", "description": "Price of one unit" },
                            "amount": { "type": "number", "description": "Net amount of the line" }
                        }
                    }
                },
                "subtotal": { "type": "number", "description": "Total before tax" },
                "vatAmount": { "type": "number", "description": "Total tax" },
                "totalAmount": { "type": "number", "description": "Total with tax" }
            },
            "required": ["invoiceNumber", "totalAmount"]
        }),
    }
}

/// Shop and restaurant receipts.
#[must_use]
pub fn receipt() -> Preset {
    Preset {
        key: "receipt",
        name: "Receipt",
        description: "Shop receipts.",
        schema: json!({
            "type": "object",
            "properties": {
                "company": { "type": "string", "description": "Legal or trading name of the shop that issued the receipt" },
                "address": { "type": "string", "description": "Full postal address of the shop, on one line" },
                "date": { "type": "string", "format": "date", "description": "Date of the purchase" },
                "total": { "type": "number", "description": "Amount to pay, tax included, after rounding" }
            },
            "required": ["total"]
        }),
    }
}

/// Every ready template.
#[must_use]
pub fn all() -> Vec<Preset> {
    vec![invoice(), receipt()]
}

/// What a new project starts with; the first is its default.
#[must_use]
pub fn starters() -> Vec<Preset> {
    vec![invoice(), receipt()]
}
