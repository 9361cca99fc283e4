//! Parties are the names of who sells and who buys, found by label, by address block or at the head of the page.

mod blocks;
mod head;
mod labelled;
mod name;

use super::document::{Candidate, Document};
use super::label::Subject;
use super::near;
use super::role::Role;
pub use name::{has_form, is_company, is_legal, is_title};

/// What stands at the head of a page is worth this part where it is the address of someone who cannot be reached.
const ADDRESSED: f32 = 0.6;
/// A label in the last row is worth this much less than one in the first.
const LATE: f32 = 0.4;

/// Those who may be meant by `role`, the likeliest first.
#[must_use]
pub fn candidates(document: &Document, role: Role, own: &[(Subject, f32)]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for label in &document.labels {
        let by_role = (label.subject == Subject::Role(role)).then_some(1.0);
        let worth =
            by_role.or_else(|| own.iter().find(|(subject, _)| *subject == label.subject).map(|(_, worth)| *worth));
        // "Supplier GmbH" is a name that begins like a label; "sold to X" is a label.
        let spaced = document.layout.rows.get(label.row).is_some_and(|row| row.text[label.range.clone()].contains(' '));
        if let Some(worth) = worth.filter(|_| label.leads && (label.closed || spaced && label.weight > 0.8)) {
            // Parties are named before anything else; further down the same words head other things.
            let late = label.row as f32 / document.layout.rows.len().max(1) as f32;
            found.extend(labelled::labelled(document, label, worth * label.weight * (1.0 - LATE * late)));
        }
    }
    let blocks = blocks::find(document);
    match role {
        Role::Seller => {
            let heads = head::heads(document).into_iter().map(|name| {
                let worth = if blocks::is_addressed(&blocks, &name) { ADDRESSED } else { 1.0 };
                Candidate { score: name.score * worth, ..name }
            });
            found.extend(heads.chain(blocks::sellers(&blocks)));
        }
        Role::Buyer => {
            found.extend(head::addressee(document).into_iter().chain(head::honoured(document)));
            found.extend(blocks::buyers(document, &blocks));
        }
        _ => {}
    }
    near::merge(found)
}

/// Names beside or in the block below the labels of these subjects.
#[must_use]
pub fn labelled_by(document: &Document, subjects: &[(Subject, f32)]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for label in document.labels.iter().filter(|label| label.leads && label.closed) {
        let Some((_, worth)) = subjects.iter().find(|(subject, _)| *subject == label.subject) else { continue };
        found.extend(labelled::labelled(document, label, worth * label.weight));
    }
    near::merge(found)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{lines, page};
    use super::*;

    fn first(pages: &[crate::domain::page::Page], role: Role) -> Option<String> {
        let document = Document::read(pages, &[]);
        candidates(&document, role, &[]).first().and_then(|c| c.value.as_str().map(str::to_owned))
    }

    #[test]
    fn labelled_parties_are_found() {
        let sheet = lines(&[
            "Verkäufer: | | Käufer:",
            "Nummer: 12 | | Nummer: 9",
            "Alpha GmbH | | Beta AG",
            "Weg 1 | | Platz 2",
            "80333 München | | 10115 Berlin",
        ]);
        assert_eq!(first(std::slice::from_ref(&sheet), Role::Seller).as_deref(), Some("Alpha GmbH"));
        assert_eq!(first(&[sheet], Role::Buyer).as_deref(), Some("Beta AG"));
    }

    #[test]
    fn a_letter_has_a_sender_and_an_addressee() {
        let sheet = page(&[
            (40.0, 100.0, "Muster GmbH · Hauptstr. 1 · 80333 München"),
            (40.0, 114.0, "Herrn"),
            (40.0, 126.0, "Max Beispiel"),
            (40.0, 138.0, "Nebenweg 3"),
            (40.0, 150.0, "10115 Berlin"),
        ]);
        assert_eq!(first(std::slice::from_ref(&sheet), Role::Seller).as_deref(), Some("Muster GmbH"));
        assert_eq!(first(&[sheet], Role::Buyer).as_deref(), Some("Max Beispiel"));
    }

    #[test]
    fn a_receipt_is_headed_by_its_shop() {
        let sheet = lines(&[
            "TAX INVOICE",
            "HAPPY BOOKS SDN BHD (123456-A)",
            "NO 5, JALAN BESAR",
            "81100 JOHOR BAHRU",
            "Tel: 07-1234567",
        ]);
        assert_eq!(first(&[sheet], Role::Seller).as_deref(), Some("HAPPY BOOKS SDN BHD"));
    }

    #[test]
    fn a_name_over_two_lines_is_one() {
        for (rows, want) in [
            (
                ["LIAN CHI PU VEGETARIAN", "RESTAURANT SDN BHD", "54, JALAN BESAR", "47400 KOTA"],
                "LIAN CHI PU VEGETARIAN RESTAURANT SDN BHD",
            ),
            (["POPULAR BOOK", "CO. (M) SDN BHD", "NO 8, JALAN BESAR", "56000 KOTA"], "POPULAR BOOK CO. (M) SDN BHD"),
            (["THREE STOOGES", "BISTRO & CAFE", "NO 8, JALAN BESAR", "56000 KOTA"], "THREE STOOGES BISTRO & CAFE"),
            (["HAPPY", "RESTAURANT SIN DU", "54, JALAN BESAR", "47400 KOTA"], "RESTAURANT SIN DU"),
        ] {
            assert_eq!(first(&[lines(&rows)], Role::Seller).as_deref(), Some(want));
        }
    }

    #[test]
    fn what_was_scribbled_above_a_receipt_is_not_its_shop() {
        let sheet = page(&[
            (200.0, 20.0, "jane doe"),
            (200.0, 120.0, "SUNFISH"),
            (200.0, 134.0, "22 LRG BESAR"),
            (200.0, 148.0, "68100 B.CAVES"),
        ]);
        assert_eq!(first(&[sheet], Role::Seller).as_deref(), Some("SUNFISH"));
    }

    #[test]
    fn the_owner_behind_a_trade_name_sells() {
        let head = ["Banh Mi Cafe", "Dimiliki: banh mi food sdn bhd 1110644-W", "No. 1 Jalan Besar", "47100 Puchong"];
        let items = ["Tea | | | 1.00"; 12];
        let sheet = lines(&[&head[..], &items[..]].concat());
        assert_eq!(first(&[sheet], Role::Seller).as_deref(), Some("banh mi food sdn bhd"));
    }
}
