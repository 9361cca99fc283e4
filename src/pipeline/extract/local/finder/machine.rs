//! Machine-readable lines confirm what is printed above them, or say it where that was not found.

use super::super::super::notation::{date::iso, mrz, mrz::Mrz, spelling::compact};
use super::super::document::{Candidate, Document, Place};
use super::super::term::MrzPart;
use super::text;
use serde_json::json;

/// A value that its check digit confirms.
const CHECKED: f32 = 1.3;
/// A name or a code, which have no digit of their own.
const READ: f32 = 0.7;
/// What is added to a printed value that the lines repeat.
const REPEATED: f32 = 0.5;

/// The lines, and the rows they were read from.
pub struct Machine {
    mrz: Mrz,
    rows: Vec<usize>,
}

impl Machine {
    /// The first machine-readable lines of the document.
    #[must_use]
    pub fn find(document: &Document) -> Option<Self> {
        let rows = &document.layout.rows;
        let lines: Vec<(usize, String)> =
            rows.iter().enumerate().filter_map(|(at, row)| Some((at, mrz::line(&row.text)?))).collect();
        (0..lines.len()).find_map(|first| {
            let texts: Vec<String> = lines[first..].iter().map(|(_, line)| line.clone()).collect();
            let mrz = mrz::parse(&texts)?;
            Some(Self { mrz, rows: lines[first..].iter().take(3).map(|(at, _)| *at).collect() })
        })
    }

    /// The candidates, those that the lines confirm first; what the lines say is one of them.
    #[must_use]
    pub fn confirm(&self, part: MrzPart, mut found: Vec<Candidate>) -> Vec<Candidate> {
        let Some((said, sure)) = self.part(part) else { return found };
        let same = |candidate: &Candidate| {
            let printed = compact(text(&candidate.value));
            let read = compact(&said);
            // Lines have no room for accents, and cut long names.
            printed == read || part_is_name(part) && !read.is_empty() && (printed.starts_with(&read) || read.starts_with(&printed))
        };
        let mut confirmed = false;
        for candidate in found.iter_mut().filter(|candidate| same(candidate)) {
            candidate.score += REPEATED;
            confirmed = true;
        }
        // A nationality in words is not wrong because the lines have its code.
        let worded = matches!(part, MrzPart::Nationality | MrzPart::Issuer) && !found.is_empty();
        if !confirmed && !worded {
            let score = if sure { CHECKED } else { READ };
            let places = self.rows.first().map(|row| Place { row: *row, range: 0..usize::MAX });
            found.push(Candidate { value: json!(said), places: places.into_iter().collect(), score });
        }
        found
    }

    /// What the lines say, and whether a check digit confirms it.
    fn part(&self, part: MrzPart) -> Option<(String, bool)> {
        let said = |text: &String| (!text.is_empty()).then(|| (text.clone(), false));
        match part {
            MrzPart::DocumentNumber => self.mrz.document_number.clone().map(|number| (number, true)),
            MrzPart::BirthDate => self.mrz.birth_date.map(|date| (iso(date), true)),
            MrzPart::ExpiryDate => self.mrz.expiry_date.map(|date| (iso(date), true)),
            MrzPart::Sex => Some((self.mrz.sex.to_string(), false)),
            MrzPart::Surname => said(&self.mrz.surname),
            MrzPart::GivenNames => said(&self.mrz.given_names),
            MrzPart::Nationality => said(&self.mrz.nationality),
            MrzPart::Issuer => said(&self.mrz.issuer),
            MrzPart::Optional => said(&self.mrz.optional),
        }
    }
}

fn part_is_name(part: MrzPart) -> bool {
    matches!(part, MrzPart::Surname | MrzPart::GivenNames)
}
