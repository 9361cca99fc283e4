//! Whole pages, made by hand: every role, any template, and input that nobody would send.

use super::sample::{lines, page};
use super::*;
use crate::domain::{
    evidence::FieldStatus,
    page::{BBox, PageSource, Word},
    preset,
};
use serde_json::{Value, json};

fn fields(pages: &[Page], schema: Value) -> Value {
    extract(pages, &Schema::parse(&schema).unwrap()).result
}

fn invoice(pages: &[Page]) -> Value {
    fields(pages, preset::invoice().schema)
}

#[test]
fn a_german_invoice_is_read_whole() {
    let out = invoice(&[page(&[
        (40.0, 40.0, "Muster GmbH · Hauptstr. 1 · 80333 München"),
        (40.0, 56.0, "Beta AG"),
        (40.0, 68.0, "Nebenweg 3"),
        (40.0, 80.0, "10115 Berlin"),
        (40.0, 120.0, "Rechnung Nr. RE-2025-17"),
        (350.0, 120.0, "Rechnungsdatum: 28.01.2025"),
        (350.0, 134.0, "Fällig am: 11.02.2025"),
        (40.0, 170.0, "Bezeichnung"),
        (250.0, 170.0, "Menge"),
        (330.0, 170.0, "Einzelpreis"),
        (450.0, 170.0, "Betrag"),
        (40.0, 186.0, "Stuhl"),
        (250.0, 186.0, "4"),
        (330.0, 186.0, "300,00"),
        (450.0, 186.0, "1.200,00"),
        (40.0, 200.0, "Tisch"),
        (250.0, 200.0, "1"),
        (330.0, 200.0, "300,00"),
        (450.0, 200.0, "300,00"),
        (330.0, 230.0, "Nettobetrag"),
        (450.0, 230.0, "1.500,00 €"),
        (330.0, 244.0, "zzgl. 19% MwSt"),
        (450.0, 244.0, "285,00 €"),
        (330.0, 258.0, "Gesamtbetrag (inkl. MwSt)"),
        (490.0, 258.0, "1.785,00 €"),
        (40.0, 780.0, "USt-IdNr.: DE123456789"),
        (300.0, 780.0, "IBAN: DE02 1203 0000 0000 2020 51"),
    ])]);
    assert_eq!(
        out,
        json!({
            "invoiceNumber": "RE-2025-17", "issueDate": "2025-01-28", "dueDate": "2025-02-11", "vendor": "Muster GmbH",
            "vendorTaxId": "DE123456789", "customer": "Beta AG", "currency": "EUR",
            "lineItems": [
                { "description": "Stuhl", "quantity": 4, "unitPrice": 300, "amount": 1200 },
                { "description": "Tisch", "quantity": 1, "unitPrice": 300, "amount": 300 },
            ],
            "subtotal": 1500, "vatAmount": 285, "totalAmount": 1785,
        })
    );
}

#[test]
fn a_thai_tax_invoice_is_read_with_its_calendar() {
    let out = invoice(&[lines(&[
        "บริษัท ตัวอย่าง จำกัด",
        "เลขประจำตัวผู้เสียภาษี 0107544000108",
        "ใบกำกับภาษี",
        "เลขที่: IV6801-0042 | | วันที่: 28 มกราคม 2568",
        "ลูกค้า: ร้านสมมติ",
        "รายการ | จำนวน | ราคาต่อหน่วย | จำนวนเงิน",
        "กระดาษ | 10 | 100.00 | 1,000.00",
        "รวมเงิน | | | 1,000.00",
        "ภาษีมูลค่าเพิ่ม 7% | | | 70.00",
        "จำนวนเงินรวมทั้งสิ้น | | | 1,070.00 บาท",
    ])]);
    for (field, want) in [
        ("invoiceNumber", json!("IV6801-0042")),
        ("issueDate", json!("2025-01-28")),
        ("vendor", json!("บริษัท ตัวอย่าง จำกัด")),
        ("vendorTaxId", json!("0107544000108")),
        ("customer", json!("ร้านสมมติ")),
        ("currency", json!("THB")),
        ("subtotal", json!(1000)),
        ("vatAmount", json!(70)),
        ("totalAmount", json!(1070)),
        ("lineItems", json!([{ "description": "กระดาษ", "quantity": 10, "unitPrice": 100, "amount": 1000 }])),
    ] {
        assert_eq!(out[field], want, "{field}");
    }
}

#[test]
fn invoices_speak_many_languages() {
    for (rows, number, date, total) in [
        (["Facture n° F-12", "Date de facture : 28/01/2025", "Total TTC | 120,00 €"], "F-12", "2025-01-28", 120.0),
        (
            ["Factura nº: A/77", "Fecha de emisión: 28 de enero de 2025", "Total a pagar | 1.210,50 €"],
            "A/77",
            "2025-01-28",
            1210.5,
        ),
        (["Fattura n. 9/2025", "Data fattura: 28/01/2025", "Totale fattura | 61,00"], "9/2025", "2025-01-28", 61.0),
        (
            ["Factuurnummer: 2025-3", "Factuurdatum: 28-01-2025", "Totaal incl. BTW | € 12,10"],
            "2025-3",
            "2025-01-28",
            12.1,
        ),
        (
            ["Número da fatura: FT1/5", "Data de emissão: 28/01/2025", "Valor total | 23,00"],
            "FT1/5",
            "2025-01-28",
            23.0,
        ),
        (["请求书 发票号码：INV88", "开票日期：2025年1月28日", "总金额： | ￥88.00"], "INV88", "2025-01-28", 88.0),
        (["請求書番号：S-5", "発行日：令和7年1月28日", "ご請求金額 | ¥11,000"], "S-5", "2025-01-28", 11000.0),
    ] {
        let out = invoice(&[lines(&rows)]);
        let got = (out["invoiceNumber"].as_str(), out["issueDate"].as_str(), out["totalAmount"].as_f64());
        assert_eq!(got, (Some(number), Some(date), Some(total)), "{rows:?}");
    }
}

#[test]
fn a_receipt_is_read_with_its_address() {
    let out = fields(
        &[lines(&[
            "HAPPY BOOKS SDN BHD",
            "(123456-A)",
            "NO 5, JALAN BESAR,",
            "81100 JOHOR BAHRU.",
            "Tel: 07-1234567",
            "Date: 12/01/2019 21:13",
            "PEN 2 x 1.51 | | 3.02",
            "Total | | 3.02",
            "Rounding | | -0.02",
            "Cash | | 5.00",
            "Change | | 2.00",
            "Total paid 3.00",
        ])],
        preset::receipt().schema,
    );
    for (field, want) in [
        ("company", json!("HAPPY BOOKS SDN BHD")),
        ("address", json!("NO 5, JALAN BESAR, 81100 JOHOR BAHRU.")),
        ("date", json!("2019-01-12")),
        ("items", json!([{ "description": "PEN", "amount": 3.02 }])),
        ("total", json!(3)),
    ] {
        assert_eq!(out[field], want, "{field}");
    }
}

#[test]
fn any_template_is_answered() {
    let out = fields(
        &[lines(&[
            "Policy number: PX-17/3 | | Start date 1 March 2025",
            "Insured person | | Smoker: no",
            "Jane Doe",
            "Cover | | Premium per month",
            "Full casco | | 35.20",
            "Languages: German, Thai, English",
            "Write to care@example.org",
        ])],
        json!({
            "policyNumber": { "type": "string" },
            "startDate": { "type": "date" },
            "insured": { "type": "object", "properties": { "name": { "type": "string", "description": "Insured person" } } },
            "smoker": { "type": "boolean" },
            "cover": { "type": "string", "enum": ["Third party", "Full casco"] },
            "premiumPerMonth": { "type": "number" },
            "languages": { "type": "array", "items": { "type": "string" } },
            "email": { "type": "string" },
            "reference": { "type": "string", "pattern": "^PX-\\d+" },
            "nowhere": { "type": "string" },
        }),
    );
    assert_eq!(
        out,
        json!({
            "policyNumber": "PX-17/3", "startDate": "2025-03-01", "insured": { "name": "Jane Doe" }, "smoker": false, "cover": "Full casco",
            "premiumPerMonth": 35.2, "languages": ["German", "Thai", "English"], "email": "care@example.org", "reference": "PX-17", "nowhere": null,
        })
    );
}

#[test]
fn evidence_names_page_box_and_text() {
    let schema = Schema::parse(&json!({ "vendor": { "type": "object", "properties": { "name": { "type": "string" } } }, "dueDate": { "type": "date" } })).unwrap();
    let out = extract(&[lines(&["Seller: Alpha Ltd"])], &schema);
    let name = &out.fields["vendor.name"];
    assert_eq!((name.page, name.text.as_deref(), name.status), (Some(1), Some("Alpha Ltd"), FieldStatus::Grounded));
    assert!(name.bbox.is_some() && name.confidence > 0.5);
    assert_eq!(out.fields["dueDate"].status, FieldStatus::Missing);
    assert_eq!(out.fields.keys().collect::<Vec<_>>(), ["vendor.name", "dueDate"]);
}

#[test]
fn nothing_that_is_sent_makes_it_panic() {
    let schema = Schema::parse(&preset::invoice().schema).unwrap();
    let texts = [
        "",
        " ",
        "\u{0}",
        "é",
        "ß.",
        "…",
        "１２３．４５",
        "₫",
        "12.",
        ".5",
        "-",
        "(",
        "()",
        "-(",
        "€-",
        "1.-",
        "1,-–",
        "Total:",
        "合計：￥",
        "ǅ",
        "İstanbul",
        "ﬃ",
        "👩‍👩‍👧",
        "\u{202e}abc",
        "เลขที่",
        "ที่",
        "\u{e48}",
        "99/99/9999",
        "00.00.0000",
        "9999999999999999999999999999",
        "1'1'1'1",
        "IBAN",
        "DE",
        "DE0",
        "@",
        "www.",
        "Nr.",
        "#",
        "№",
        "Rechnung",
        "(380",
        "Invoice(",
        "1 234 567 890,12345",
    ];
    let word = |text: &str, bbox: BBox| Word { text: text.to_owned(), bbox, confidence: 0.5, bold: false };
    let boxes = [
        BBox::new(0.0, 0.0, 0.0, 0.0),
        BBox::new(f32::NAN, 0.0, 1.0, 1.0),
        BBox::new(-1.0, 2.0, 5.0, -0.1),
        BBox::new(0.5, 0.5, f32::INFINITY, 0.1),
    ];
    let long = "ก".repeat(4_000);
    let mut words: Vec<Word> = texts.iter().flat_map(|text| boxes.map(|bbox| word(text, bbox))).collect();
    words.push(word(&long, BBox::new(0.1, 0.1, 0.8, 0.01)));
    for (at, text) in texts.iter().cycle().take(texts.len() * 3).enumerate() {
        let (column, row) = ((at * 7 % 5) as f32, (at / 5) as f32);
        words.push(word(text, BBox::new(column * 0.2, row * 0.01, 0.15, 0.009)));
    }
    let cases = [(PageSource::Ocr, 0.0), (PageSource::TextLayer, f32::NAN), (PageSource::Ocr, 595.0)];
    for (source, size) in cases {
        let sheet = Page {
            number: 0,
            width: size,
            height: size,
            source,
            words: words.clone(),
            rules: vec![BBox::new(0.5, 0.0, 0.0, 1.0)],
        };
        let out = extract(&[sheet.clone(), sheet.clone()], &schema);
        assert!((0.0..=1.0).contains(&out.confidence));
        let again = super::super::ground::ground(&[sheet], &schema, out.result);
        assert!(!super::super::check::check(&schema, &again).is_empty());
    }
    assert_eq!(extract(&[], &schema).result, schema.empty_result());
}

#[test]
fn an_american_invoice_is_read_whole() {
    let out = invoice(&[page(&[
        (40.0, 40.0, "ACME Widgets Inc"),
        (400.0, 40.0, "INVOICE"),
        (40.0, 54.0, "123 Main Street"),
        (400.0, 60.0, "Invoice #: 1001"),
        (40.0, 68.0, "Springfield, IL 62701"),
        (400.0, 74.0, "Date: 03/05/2024"),
        (40.0, 82.0, "Phone: (217) 555-0100"),
        (400.0, 88.0, "Due Date: 03/31/2024"),
        (40.0, 120.0, "Bill To:"),
        (300.0, 120.0, "Ship To:"),
        (40.0, 134.0, "John Smith"),
        (300.0, 134.0, "Warehouse Nine"),
        (40.0, 148.0, "9 Elm Road"),
        (300.0, 148.0, "1 Dock Road"),
        (40.0, 162.0, "Dover, DE 19901"),
        (300.0, 162.0, "Dover, DE 19901"),
        (40.0, 200.0, "Description"),
        (300.0, 200.0, "Qty"),
        (380.0, 200.0, "Rate"),
        (480.0, 200.0, "Amount"),
        (40.0, 216.0, "Web design, hourly"),
        (305.0, 216.0, "10"),
        (375.0, 216.0, "$75.00"),
        (475.0, 216.0, "$750.00"),
        (40.0, 230.0, "Hosting 12 months"),
        (305.0, 230.0, "1"),
        (370.0, 230.0, "$1,200.00"),
        (465.0, 230.0, "$1,200.00"),
        (380.0, 260.0, "Subtotal"),
        (465.0, 260.0, "$1,950.00"),
        (380.0, 274.0, "Sales Tax (8%)"),
        (475.0, 274.0, "$156.00"),
        (380.0, 288.0, "TOTAL"),
        (465.0, 288.0, "$2,106.00"),
        (40.0, 320.0, "Thank you for your business! Please pay within 30 days of invoice."),
    ])]);
    assert_eq!(
        out,
        json!({
            "invoiceNumber": "1001", "issueDate": "2024-03-05", "dueDate": "2024-03-31", "vendor": "ACME Widgets Inc",
            "vendorTaxId": null, "customer": "John Smith", "currency": "USD",
            "lineItems": [
                { "description": "Web design, hourly", "quantity": 10, "unitPrice": 75, "amount": 750 },
                { "description": "Hosting 12 months", "quantity": 1, "unitPrice": 1200, "amount": 1200 },
            ],
            "subtotal": 1950, "vatAmount": 156, "totalAmount": 2106,
        })
    );
}

#[test]
fn a_french_invoice_is_read_whole() {
    let out = invoice(&[page(&[
        (40.0, 40.0, "Boulangerie Dupont SARL"),
        (40.0, 54.0, "12 rue de la Paix"),
        (40.0, 68.0, "75002 Paris"),
        (40.0, 82.0, "N° TVA intracommunautaire : FR12345678901"),
        (330.0, 110.0, "Hôtel du Parc"),
        (330.0, 124.0, "3 avenue Foch"),
        (330.0, 138.0, "69006 Lyon"),
        (40.0, 170.0, "FACTURE N° 2024-0815"),
        (330.0, 170.0, "Le 15 août 2024"),
        (40.0, 200.0, "Désignation"),
        (280.0, 200.0, "Qté"),
        (340.0, 200.0, "PU HT"),
        (420.0, 200.0, "TVA"),
        (490.0, 200.0, "Total HT"),
        (40.0, 216.0, "Pain de campagne"),
        (280.0, 216.0, "20"),
        (340.0, 216.0, "3,50"),
        (420.0, 216.0, "5,5 %"),
        (490.0, 216.0, "70,00"),
        (40.0, 230.0, "Croissants au beurre"),
        (280.0, 230.0, "30"),
        (340.0, 230.0, "1,00"),
        (420.0, 230.0, "5,5 %"),
        (490.0, 230.0, "30,00"),
        (380.0, 260.0, "Total HT"),
        (480.0, 260.0, "100,00 €"),
        (380.0, 274.0, "TVA 5,5 %"),
        (480.0, 274.0, "5,50 €"),
        (380.0, 288.0, "Net à payer"),
        (480.0, 288.0, "105,50 €"),
        (40.0, 320.0, "Échéance : 15/09/2024"),
    ])]);
    assert_eq!(
        out,
        json!({
            "invoiceNumber": "2024-0815", "issueDate": "2024-08-15", "dueDate": "2024-09-15", "vendor": "Boulangerie Dupont SARL",
            "vendorTaxId": "FR12345678901", "customer": "Hôtel du Parc", "currency": "EUR",
            "lineItems": [
                { "description": "Pain de campagne", "quantity": 20, "unitPrice": 3.5, "amount": 70 },
                { "description": "Croissants au beurre", "quantity": 30, "unitPrice": 1, "amount": 30 },
            ],
            "subtotal": 100, "vatAmount": 5.5, "totalAmount": 105.5,
        })
    );
}
