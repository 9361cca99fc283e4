//! Labels as they are printed, broken, misread and joined.

use super::super::sample::page;
use super::*;
use crate::domain::page::PageSource;

fn roles(text: &str, ocr: bool) -> Vec<Role> {
    let mut sheet = page(&[(10.0, 10.0, text)]);
    sheet.source = if ocr { PageSource::Ocr } else { PageSource::TextLayer };
    let labels = find(&Layout::of(&[sheet]), &[]);
    labels.iter().filter_map(|label| if let Subject::Role(role) = label.subject { Some(role) } else { None }).collect()
}

#[test]
fn the_longest_label_wins() {
    for (text, want) in [
        ("Invoice No.: 4711", vec![Role::InvoiceNumber]),
        ("Sub Total 9.00", vec![Role::Subtotal]),
        ("Lieferdatum: 1.1.2020", vec![Role::DeliveryDate]),
        ("Rechnungs-Nr.: 1", vec![Role::InvoiceNumber]),
        ("TOTAL:RM9.00", vec![Role::Total]),
        ("เลขที่ใบกำกับภาษี:IV001", vec![Role::InvoiceNumber]),
        ("Totally different", vec![]),
        ("Mietrechnung (380) Nr. 471102 vom 1.2.2020", vec![Role::InvoiceNumber, Role::IssueDate]),
        ("Gesamtbetrag (inkl. 19% MwSt): 119,00", vec![Role::Total]),
        ("Total (excl. VAT): 100.00", vec![Role::Subtotal]),
        ("22 % IVA", vec![Role::Tax]),
        ("Smoker: no", vec![]),
        ("FACTURE 617976", vec![Role::Title]),
        ("Albarán nº: 962556", vec![Role::DeliveryNumber]),
        ("Nr nieznany: 17", vec![]),
        ("S/N: 605344", vec![Role::OtherNumber]),
        ("เลขที่: SI-580", vec![Role::InvoiceNumber]),
    ] {
        assert_eq!(roles(text, false), want, "{text}");
    }
}

#[test]
fn letters_of_a_code_are_no_label() {
    assert_eq!(roles("EXP-2026-0087", false), []);
    assert_eq!(roles("Exp: 2026-08-01", false), [Role::ExpiryDate]);
}

#[test]
fn misread_labels_are_known_on_scans_only() {
    assert_eq!(roles("lnvoice Nunber 12", true), [Role::InvoiceNumber]);
    assert_eq!(roles("lnvoice Nunber 12", false), []);
    // What is spelled right is not taken for another label with a slip in it.
    for (text, want) in [("Sub Total 68.87", Role::Subtotal), ("CHANGE 5.00", Role::Change), ("Cash 5.00", Role::Cash)]
    {
        assert_eq!(roles(text, true), [want], "{text}");
    }
}

#[test]
fn labels_of_the_template_are_found() {
    let layout = Layout::of(&[page(&[(10.0, 10.0, "Policy number: X-1")])]);
    let own = vec![("policynumber".chars().collect(), 3, 1.0)];
    let labels = find(&layout, &own);
    assert_eq!(labels[0].subject, Subject::Field(3));
    assert!(labels[0].closed && labels[0].leads);
}
