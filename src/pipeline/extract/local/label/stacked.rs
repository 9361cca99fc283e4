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
    let row = &layout.rows[at];
    let mut text = compact(row.text_of(first));
    let mut parts = vec![(at, index)];
    let mut last = first.bbox;
    let mut best = None;
    // Where the value stands beside the first line, that is where it is looked for.
    let beside = !is_alone(row, index);
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
        // Lines that have an amount each, however far to the right, are rows of sums.
        let sums = gives_amount(&layout.rows[at], index) && gives_amount(row, next);
        if !is_part(row, next) || !is_alone(row, next) || sums {
            break;
        }
        text.push_str(&compact(row.text_of(&row.segments[next])));
        parts.push((below, next));
        last = row.segments[next].bbox;
        if let Some(role) = lexicon::meanings(&text).first() {
            let (row, segment) = if beside { (at, index) } else { (below, next) };
            let label = Label {
                subject: Subject::Role(*role),
                row,
                range: layout.rows[row].segments[segment].range.clone(),
                segment,
                weight: 1.0,
                leads: true,
                closed: true,
            };
            best = Some((label, parts.clone()));
        }
    }
    best
}

/// A few words without figures?
fn is_part(row: &Row, index: usize) -> bool {
    is_plain(row, &row.segments[index]) && row.segments[index].spans.len() <= 3
}

/// Does no value stand beside it?
fn is_alone(row: &Row, index: usize) -> bool {
    row.segments.get(index + 1).is_none_or(|next| is_plain(row, next))
}

/// Does an amount follow on the row: figures with their punctuation, and no letters but those of a currency?
fn gives_amount(row: &Row, index: usize) -> bool {
    row.segments.get(index + 1).is_some_and(|next| {
        let text = row.text_of(next);
        let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        text.contains(['.', ',']) && words.all(|word| currency::of(word).is_some())
    })
}

fn is_plain(row: &Row, segment: &Segment) -> bool {
    !row.text_of(segment).contains(|c: char| c.is_ascii_digit() || c == ':')
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
    fn a_label_may_be_broken_beside_its_value() {
        let layout = Layout::of(&[page(&[
            (40.0, 40.0, "Invoice"),
            (100.0, 40.0, "4711"),
            (40.0, 52.0, "Number"),
            (40.0, 70.0, "Due"),
            (100.0, 70.0, "1.2.2020"),
            (40.0, 82.0, "Date"),
        ])]);
        let subjects: Vec<(usize, Subject)> =
            find(&layout, &[]).iter().map(|label| (label.row, label.subject)).collect();
        assert_eq!(subjects, [(0, Subject::Role(Role::InvoiceNumber)), (2, Subject::Role(Role::DueDate))]);
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
