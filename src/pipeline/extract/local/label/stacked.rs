//! A narrow column breaks its label: "Data" above "wystawienia" is one label, on the lower line.

use super::super::super::notation::{currency, spelling::compact};
use super::super::layout::{Layout, Row, Segment};
use super::super::lexicon;
use super::{Label, Subject};

/// Lines of one label stand closer than this many line heights.
const GAP: f32 = 0.75;
/// And begin or stand in the middle within this share of the page.
const SAME_EDGE: f32 = 0.012;
/// A label has no more lines.
const LINES: usize = 3;
/// Rows further down are not looked at: beside the column others may have lines between.
const ROWS: usize = 4;

/// Adds the labels that are broken over lines and takes away those of their parts.
pub fn join(layout: &Layout, labels: &mut Vec<Label>) {
    let mut stacked: Vec<(Label, Vec<(usize, usize)>)> = Vec::new();
    for (at, row) in layout.rows.iter().enumerate() {
        for (index, segment) in row.segments.iter().enumerate() {
            if is_part(row, index) && !stacked.iter().any(|(_, parts)| parts.contains(&(at, index))) {
                stacked.extend(stack(layout, at, index, segment));
            }
        }
    }
    if stacked.is_empty() {
        return;
    }
    labels.retain(|label| !stacked.iter().any(|(_, parts)| parts.contains(&(label.row, label.segment))));
    labels.extend(stacked.into_iter().map(|(label, _)| label));
    labels.sort_by_key(|label| (label.row, label.range.start));
}

/// The longest label that begins on this line and goes on below it.
fn stack(layout: &Layout, at: usize, index: usize, first: &Segment) -> Option<(Label, Vec<(usize, usize)>)> {
    let mut text = compact(layout.rows[at].text_of(first));
    let mut parts = vec![(at, index)];
    let mut last = first.bbox;
    let mut best = None;
    for (below, row) in layout.below(at).take(ROWS) {
        if parts.len() == LINES || row.bbox.y - last.bottom() > GAP * last.height {
            break;
        }
        let next = row.segments.iter().position(|next| {
            let aligned = (next.bbox.x - last.x).abs() < SAME_EDGE
                || (next.bbox.center_x() - last.center_x()).abs() < SAME_EDGE
                || (next.bbox.right() - last.right()).abs() < SAME_EDGE / 2.0;
            aligned && next.bbox.y - last.bottom() < GAP * last.height
        });
        let Some(next) = next else { continue };
        if !is_part(row, next) {
            break;
        }
        text.push_str(&compact(row.text_of(&row.segments[next])));
        parts.push((below, next));
        last = row.segments[next].bbox;
        if let Some(role) = lexicon::meanings(&text).first() {
            let label = Label {
                subject: Subject::Role(*role),
                row: below,
                range: row.segments[next].range.clone(),
                segment: next,
                weight: 1.0,
                leads: true,
                closed: true,
            };
            best = Some((label, parts.clone()));
        }
    }
    best
}

/// A few words without figures, in a row that does not give the value beside them; an amount belongs to what stands
/// before it, however far.
fn is_part(row: &Row, index: usize) -> bool {
    let plain = |segment: &Segment| !row.text_of(segment).contains(|c: char| c.is_ascii_digit() || c == ':');
    let segment = &row.segments[index];
    plain(segment)
        && segment.spans.len() <= 3
        && row.segments.get(index + 1).is_none_or(|next| {
            plain(next) || next.bbox.x - segment.bbox.right() > 0.15 && !is_amount(row.text_of(next))
        })
}

/// Figures with their punctuation, and no letters but those of a currency.
fn is_amount(text: &str) -> bool {
    let words = || text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    text.contains(['.', ',']) && words().all(|word| currency::of(word).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::super::role::Role;
    use super::super::super::sample::page;
    use super::super::find;
    use super::*;

    #[test]
    fn a_label_of_two_lines_is_one() {
        let layout = Layout::of(&[page(&[
            (40.0, 40.0, "Numer"),
            (140.0, 40.0, "Data"),
            (40.0, 52.0, "faktury"),
            (140.0, 52.0, "wystawienia"),
            (40.0, 70.0, "2023/073"),
            (140.0, 70.0, "21.10.2023"),
        ])]);
        let labels = find(&layout, &[]);
        let subjects: Vec<Subject> = labels.iter().map(|label| label.subject).collect();
        assert_eq!(subjects, [Subject::Role(Role::InvoiceNumber), Subject::Role(Role::IssueDate)]);
        assert!(labels.iter().all(|label| label.row == 1));
    }

    #[test]
    fn lines_with_amounts_of_their_own_stay_apart() {
        let layout = Layout::of(&[page(&[
            (40.0, 40.0, "Tax"),
            (340.0, 40.0, "$1.20"),
            (40.0, 52.0, "Total"),
            (340.0, 52.0, "$16.15"),
        ])]);
        let subjects: Vec<Subject> = find(&layout, &[]).iter().map(|label| label.subject).collect();
        assert_eq!(subjects, [Subject::Role(Role::Tax), Subject::Role(Role::Total)]);
    }

    #[test]
    fn labels_below_each_other_stay_two() {
        let layout = Layout::of(&[page(&[
            (40.0, 40.0, "Invoice"),
            (140.0, 40.0, "4711"),
            (40.0, 52.0, "Date"),
            (140.0, 52.0, "1.2.2020"),
        ])]);
        assert_eq!(find(&layout, &[]).len(), 2);
    }
}
