//! Invoices of invented companies in every syntax, in strange clothes, and what only looks like one.

use super::*;
use crate::domain::page::PageSource;
use encoding_rs::WINDOWS_1252;
use proptest::prelude::*;

const FACTUR_X: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/invoice-factur-x.xml"));
const PEPPOL: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/public/samples/invoice-peppol.xml"));
const ZUGFERD_1: &str = include_str!("golden/zugferd-1.xml");
const CREDIT_NOTE: &str = include_str!("golden/ubl-credit-note.xml");

fn invoice(xml: &str) -> Invoice {
    parse(xml.as_bytes()).unwrap()
}

fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[test]
fn factur_x_is_read_whole() {
    let invoice = invoice(FACTUR_X);
    assert_eq!(invoice.number, text("F-2026-0187"));
    assert_eq!(
        [&invoice.issue_date, &invoice.due_date, &invoice.delivery_date],
        [&text("2026-04-03"), &text("2026-05-03"), &text("2026-04-01")]
    );
    assert_eq!((invoice.currency, invoice.order_number), (text("EUR"), text("BC-5521")));
    assert_eq!((invoice.iban, invoice.bic), (text("FR7630006000011234567890189"), text("AGRIFRPPXXX")));
    assert_eq!(invoice.seller.address, ["12 quai des Brumes", "33000 Bordeaux"]);
    assert_eq!((invoice.seller.tax_id, invoice.seller.country), (text("FR11123456782"), text("FR")));
    assert_eq!((invoice.buyer.name, invoice.buyer.id), (text("Galerie Orme & Fils"), text("C-0815")));
    assert_eq!(invoice.totals.due, Some(900.0));
    assert_eq!(invoice.taxes, [Tax { rate: Some(20.0), base: Some(750.0), amount: Some(150.0) }]);
    assert_eq!(invoice.lines.len(), 3);
    let paper = Line {
        position: text("1"),
        name: text("Papier aquarelle 300 g, 24 × 32 cm"),
        description: None,
        code: text("PA-300"),
        quantity: Some(40.0),
        unit: text("H87"),
        // Quoted for a hundred.
        unit_price: Some(12.5),
        amount: Some(500.0),
        tax_rate: Some(20.0),
    };
    assert_eq!(invoice.lines[0], paper);
}

#[test]
fn the_older_names_of_zugferd_1_mean_the_same() {
    let invoice = invoice(ZUGFERD_1);
    assert_eq!((invoice.number, invoice.issue_date), (text("RE/77-4"), text("2026-02-28")));
    assert_eq!((invoice.order_number, invoice.order_date), (text("B-12"), text("2026-02-01")));
    assert_eq!(invoice.delivery_number, text("LS-9"));
    assert_eq!(invoice.seller.name, text("Gärtnerei Bachlauf"));
    assert_eq!(invoice.seller.address, ["Am Bach 1", "Hof 2", "01234 Quellheim"]);
    // No VAT id, so the number of the tax office.
    assert_eq!(invoice.seller.tax_id, text("201/113/40209"));
    assert_eq!(invoice.buyer.name, text("Hotel Zur Linde <Nord>"));
    assert_eq!(invoice.iban, None, "the account that is debited is not where to pay");
    assert!(invoice.remarks.contains(&("Debited account".into(), "AT026000000001349870".to_owned())));
    assert_eq!((invoice.totals.tax, invoice.totals.due), (Some(3.3), None));
    assert_eq!(invoice.taxes.iter().filter_map(|tax| tax.rate).collect::<Vec<_>>(), [7.0, 19.0]);
    let names: Vec<_> = invoice.lines.iter().map(|line| line.name.clone().unwrap()).collect();
    assert_eq!(names, ["Stauden & Gräser", "Anfahrt <pauschal>"], "a remark between the items is none");
    assert_eq!(invoice.lines[0].unit_price, Some(2.5));
}

#[test]
fn groups_of_lines_are_no_items() {
    let status = "</ram:LineID><ram:LineStatusReasonCode>GROUP</ram:LineStatusReasonCode>";
    let grouped = FACTUR_X.replacen("</ram:LineID>", status, 1);
    assert_eq!(invoice(&grouped).lines.len(), 2);
}

#[test]
fn ubl_is_read_whole() {
    let invoice = invoice(PEPPOL);
    assert_eq!((invoice.number, invoice.due_date), (text("SI-70417"), text("2026-05-09")));
    assert_eq!(invoice.seller.name, text("Norrsken Trävaror AB"), "the registered name, not the brand");
    assert_eq!(invoice.seller.tax_id, text("SE999000417101"), "the VAT id, not the other registration");
    assert_eq!(invoice.buyer.address, ["Satamakatu 3", "A 14", "65100 Vaasa"]);
    assert_eq!(invoice.bic, text("ESSESESS"));
    let Totals { tax, prepaid, allowances, due, .. } = invoice.totals;
    assert_eq!(tax, Some(490.0), "not the one in the currency of the tax office");
    assert_eq!((prepaid, allowances, due), (Some(450.0), Some(40.0), Some(2000.0)));
    assert_eq!(invoice.lines[0].unit_price, Some(12.5));
    assert_eq!(invoice.lines[0].description, text("Kammartorkad, 22 × 95 mm"));
    assert_eq!(invoice.lines[0].tax_rate, Some(25.0));
}

#[test]
fn a_credit_note_takes_back() {
    let note = invoice(CREDIT_NOTE);
    assert!(note.credit && !invoice(PEPPOL).credit);
    assert_eq!((note.issue_date, note.due_date), (text("2026-03-01"), text("2026-03-31")));
    assert_eq!((note.seller.name, note.totals.gross), (text("Veldkamp Fietsen"), Some(-12.1)));
    let line = &note.lines[0];
    assert_eq!((&line.name, line.quantity, line.amount), (&text("Bel, chroom"), Some(-2.0), Some(-10.0)));
    assert!(invoice(&FACTUR_X.replace("<ram:TypeCode>380<", "<ram:TypeCode>381<")).credit);
}

#[test]
fn prefixes_are_nobodys_business() {
    for (root, inner) in [("x-1:", "ÿ:"), ("", "a:"), ("rsm:", "")] {
        let own = |prefix: &str| match prefix.strip_suffix(':') {
            Some(name) => format!("xmlns:{name}="),
            None => "xmlns=".to_owned(),
        };
        let renamed = FACTUR_X
            .replace("xmlns:rsm=", &own(root))
            .replace("xmlns:ram=", &own(inner))
            .replace("rsm:", root)
            .replace("ram:", inner);
        assert_eq!(invoice(&renamed), invoice(FACTUR_X), "{root} {inner}");
    }
}

#[test]
fn every_encoding_is_read() {
    let bare = FACTUR_X.split_once("?>").unwrap().1.trim_start();
    let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let declared = |encoding: &str| format!("<?xml version='1.0' encoding='{encoding}'?>\n{bare}");
    let latin = |text: &str| WINDOWS_1252.encode(text).0.into_owned();
    for (what, bytes) in [
        ("a byte-order mark", format!("\u{feff}{FACTUR_X}").into_bytes()),
        ("no declaration", bare.as_bytes().to_vec()),
        ("UTF-16, little end first", wide(&format!("\u{feff}{}", declared("UTF-16")), u16::to_le_bytes)),
        ("UTF-16, big end first", wide(&format!("\u{feff}{}", declared("UTF-16")), u16::to_be_bytes)),
        ("UTF-16 without a mark", wide(&declared("UTF-16LE"), u16::to_le_bytes)),
        ("UTF-8 that says UTF-16", declared("UTF-16").into_bytes()),
        ("ISO-8859-1", latin(&declared("ISO-8859-1"))),
        ("Windows letters that say UTF-8", latin(FACTUR_X)),
    ] {
        assert!(is_invoice(&bytes), "{what}");
        assert_eq!(parse(&bytes), Some(invoice(FACTUR_X)), "{what}");
    }
}

#[test]
fn what_is_no_invoice_is_left_alone() {
    let foreign = "<Invoice xmlns='urn:example:other'><ID>1</ID><LegalMonetaryTotal/></Invoice>";
    for other in
        ["", "<", "hello", "{}", "<html><body>Invoice</body></html>", "<Invoice/>", foreign, "<?xml version='1.0'?>"]
    {
        assert!(!is_invoice(other.as_bytes()) && parse(other.as_bytes()).is_none(), "{other}");
    }
    let hollow = "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>";
    assert!(is_invoice(hollow.as_bytes()) && parse(hollow.as_bytes()).is_none());
}

#[test]
fn a_torn_file_is_none_at_all() {
    for whole in [FACTUR_X, PEPPOL, ZUGFERD_1] {
        let bytes = whole.trim_end().as_bytes();
        for cut in (0..bytes.len()).step_by(97) {
            assert_eq!(parse(&bytes[..cut]), None, "cut at {cut}");
        }
    }
}

#[test]
fn bombs_do_not_go_off() {
    let root = "<CrossIndustryInvoice xmlns='urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100'";
    let joined = |count: usize, part: fn(usize) -> String| (1..count).map(part).collect::<Vec<_>>().concat();
    let entities = joined(30, |n| format!("<!ENTITY e{n} '&e{};&e{};'>", n - 1, n - 1));
    let laughs = format!("<!DOCTYPE x [<!ENTITY e0 'ha'>{entities}]>{root}>&e29;</CrossIndustryInvoice>");
    let deep = format!("{root}>{}", "<a>".repeat(2_000_000));
    let attributes = joined(500_000, |n| format!(" a{n}=''"));
    let wide = format!("{root}{attributes}/>");
    let crowd = format!("{root}>{}</CrossIndustryInvoice>", "<a/>".repeat(700_000));
    let unknown = format!("{root}>&e1;</CrossIndustryInvoice>");
    for (what, bomb) in [("laughs", laughs), ("deep", deep), ("wide", wide), ("crowd", crowd), ("unknown", unknown)] {
        assert_eq!(parse(bomb.as_bytes()), None, "{what}");
    }
}

#[test]
fn data_alone_is_set_out_on_pages() {
    let (invoice, pages) = open(PEPPOL.as_bytes()).unwrap();
    assert_eq!((pages.len(), pages[0].source), (1, PageSource::Data));
    let text = |page: &Page| page.words.iter().map(|word| word.text.clone()).collect::<Vec<_>>().join(" ");
    let shown = text(&pages[0]);
    for wanted in [
        "Invoice number SI-70417",
        "Norrsken Trävaror AB",
        "VAT ID: SE999000417101",
        "65100 Vaasa",
        "Furulist",
        "120 MTR 12.50 25 1500.00",
        "Article number: FL-95",
        "Discount 40.00",
        "Amount due 2000.00",
        "Payment reference 704178",
        "Note Goods stay ours",
    ] {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
    let many = Invoice { lines: vec![invoice.lines[0].clone(); 100], ..invoice };
    let pages = sheet::pages(&many);
    assert!(pages.len() > 5 && pages.iter().enumerate().all(|(at, page)| page.number == at as u32 + 1));
    let headed = pages.iter().filter(|page| text(page).contains("Description Quantity")).count();
    assert!(headed + 1 >= pages.len(), "the headings stand on every page with items");
    let inside = |page: &Page| {
        page.words.iter().all(|word| word.bbox.x >= 0.0 && word.bbox.right() <= 1.0 && word.bbox.bottom() <= 1.0)
    };
    assert!(pages.iter().all(inside));
}

#[test]
fn a_word_without_end_is_cut_to_the_page() {
    let endless = Invoice { number: text(&"7".repeat(5_000)), ..Invoice::default() };
    let pages = sheet::pages(&endless);
    assert!(pages.iter().flat_map(|page| &page.words).all(|word| word.bbox.right() <= 0.95));
    let written: usize = pages.iter().flat_map(|page| &page.words).map(|word| word.text.matches('7').count()).sum();
    assert_eq!(written, 5_000);
    let line = Line { position: text(&"7".repeat(500)), unit: text(&"7".repeat(500)), ..Line::default() };
    let pages = sheet::pages(&Invoice { lines: vec![line], ..Invoice::default() });
    assert!(pages.iter().flat_map(|page| &page.words).all(|word| word.bbox.right() <= 0.95));
}

#[test]
fn what_is_no_amount_is_left_out() {
    let due = |amount: &str| invoice(&PEPPOL.replace(">2000.00<", &format!(">{amount}<"))).totals.due;
    for (amount, read) in [("-0.01", Some(-0.01)), ("0", Some(0.0)), (" 999999999999.99 ", Some(999_999_999_999.99))] {
        assert_eq!(due(amount), read, "{amount}");
    }
    for odd in ["1e300", "-1e15", "1e-300", "NaN", "inf", "12,50", ""] {
        assert_eq!(due(odd), None, "{odd}");
    }
}

/// Pieces of which invoices are made, in any order.
fn any_xml() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<?xml version='1.0' encoding='",
        "utf-16",
        "'?>",
        "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'>",
        "<rsm:CrossIndustryInvoice xmlns:rsm='urn:x'>",
        "<ID>",
        "<cbc:IssueDate>",
        "2026-01-0",
        "20260104",
        "1e999",
        "&#x0;",
        "&#xffffffff;",
        "&amp;",
        "&x;",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE x [",
        "<!--",
        "-->",
        "</",
        "/>",
        "<a b='",
        "'>",
        "ยอด",
    ]);
    prop::collection::vec(prop_oneof![4 => piece.prop_map(str::to_owned), 1 => r"(?s).{0,4}"], 0..25)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_that_is_sent_makes_it_panic(xml in any_xml(), noise in prop::collection::vec(any::<u8>(), 0..99)) {
        for bytes in [xml.as_bytes(), &noise, &[xml.as_bytes(), &noise].concat()] {
            let _ = (is_invoice(bytes), parse(bytes));
        }
    }

    #[test]
    fn a_damaged_invoice_is_read_or_refused(
        golden in prop::sample::select(vec![FACTUR_X, PEPPOL, ZUGFERD_1, CREDIT_NOTE]),
        (at, gone) in (any::<prop::sample::Index>(), 0..40usize),
        put in prop_oneof![any_xml(), Just(String::new())],
    ) {
        let mut bytes = golden.as_bytes().to_vec();
        let at = at.index(bytes.len());
        let end = (at + gone).min(bytes.len());
        bytes.splice(at..end, put.bytes());
        let _ = is_invoice(&bytes);
        if let Ok((_, pages)) = open(&bytes) {
            prop_assert!(!pages.is_empty());
        }
    }
}
