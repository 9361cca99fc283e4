//! Blocks: the addresses on a page tell who sells and who buys; the one that can be called or written to sells.

use super::super::super::notation::contact;
use super::super::address;
use super::super::document::{Candidate, Document};
use super::super::label::Subject;
use super::super::layout::{Row, Segment};
use super::super::role::Role;
use super::labelled::continued;
use super::name::{is_legal, name_at};
use crate::domain::page::BBox;

/// Lines of one block stand closer than this many line heights.
const LINE_GAP: f32 = 1.0;
/// A name or a telephone number may stand this many line heights apart from its address.
const APART: f32 = 2.6;
/// Edges this close are one edge, as a share of the page.
const SAME_EDGE: f32 = 0.012;
/// What a block is worth as the seller's: with ways to reach it, and without.
const REACHED: f32 = 0.85;
const UNREACHED: f32 = 0.5;
/// And as the buyer's.
const ADDRESSED: f32 = 0.62;
const REACHED_BUYER: f32 = 0.3;
/// What a legal form adds.
const COMPANY: f32 = 0.1;
/// The foot of a page begins here.
const FOOT: f32 = 0.6;
/// Letters name the one they are written to in the upper part of their first page.
const UPPER: f32 = 0.5;

/// Lines below each other that hold an address.
pub struct Block {
    lines: Vec<(usize, usize)>,
    name: Candidate,
    /// Is there a telephone number, an e-mail address or the like?
    reached: bool,
    /// What a label says of it.
    labelled: Option<Role>,
}

/// The address blocks of the first page and of the last.
#[must_use]
pub fn find(document: &Document) -> Vec<Block> {
    let last = document.layout.rows.last().map_or(0, |row| row.page);
    let columns = stack(document, last);
    let boxes: Vec<BBox> = columns.iter().filter_map(|lines| around(document, lines)).collect();
    let reach: Vec<bool> = columns.iter().map(|lines| lines.iter().any(|line| is_contact(document, *line))).collect();
    let mut blocks = Vec::new();
    for (at, lines) in columns.iter().enumerate() {
        let texts: Vec<&str> = lines.iter().map(|line| text(document, *line)).collect();
        let Some(first) = texts.iter().position(|text| address::is_line(text)) else { continue };
        if !texts.iter().any(|text| address::has_postcode(text)) {
            continue;
        }
        let near = |other: usize| columns[other][0].0 != lines[0].0 && adjoin(document, &columns, &boxes, at, other);
        let name = named(document, &lines[..first]).or_else(|| above(document, lines[0]));
        let Some(name) = name else { continue };
        // At the foot of a page the ways to reach someone stand beside the address.
        let foot = boxes[at].y > FOOT || is_below_total(document, lines[0].0);
        let beside = |other: usize| {
            let shared = boxes[other].bottom().min(boxes[at].bottom()) - boxes[other].y.max(boxes[at].y);
            foot && shared > 0.0 && document.layout.rows[columns[other][0].0].page == document.layout.rows[lines[0].0].page
        };
        let reached = reach[at] || (0..columns.len()).any(|other| reach[other] && (near(other) || beside(other)));
        blocks.push(Block { lines: lines.clone(), name, reached, labelled: label(document, lines) });
    }
    blocks
}

/// Does a total stand above on the page?
fn is_below_total(document: &Document, row: usize) -> bool {
    let page = document.layout.rows[row].page;
    let rows = (0..row).rev().take_while(|above| document.layout.rows[*above].page == page);
    rows.flat_map(|above| document.labels_in(above)).any(|label| {
        label.leads && label.weight > 0.8 && matches!(label.subject, Subject::Role(Role::Total | Role::AmountDue))
    })
}

/// Those who may sell by their blocks.
pub fn sellers(blocks: &[Block]) -> impl Iterator<Item = Candidate> {
    let contrast = blocks.len() > 1;
    let open = blocks.iter().filter(move |block| contrast && block.labelled.is_none());
    open.map(|block| {
        let worth = if block.reached { REACHED } else { UNREACHED };
        let legal = block.name.value.as_str().is_some_and(is_legal);
        Candidate { score: worth + if legal { COMPANY } else { 0.0 }, ..block.name.clone() }
    })
}

/// Those who may buy by their blocks.
pub fn buyers<'a>(document: &'a Document, blocks: &'a [Block]) -> impl Iterator<Item = Candidate> + 'a {
    let contrast = blocks.len() > 1;
    let open = blocks.iter().filter(move |block| contrast && block.labelled.is_none()).filter(|block| {
        let row = &document.layout.rows[block.lines[0].0];
        row.page == 0 && row.bbox.y < UPPER
    });
    open.map(|block| Candidate { score: if block.reached { REACHED_BUYER } else { ADDRESSED }, ..block.name.clone() })
}

/// Is this name that of a block that cannot be reached, beside one that can?
#[must_use]
pub fn is_addressed(blocks: &[Block], name: &Candidate) -> bool {
    let same = |block: &&Block| block.name.places.first().zip(name.places.first()).is_some_and(|(a, b)| a.row == b.row && a.range.start == b.range.start);
    blocks.iter().any(|block| block.reached) && blocks.iter().find(same).is_some_and(|block| !block.reached)
}

/// Segments below each other, from the top: one list of rows and segments for each column of lines.
fn stack(document: &Document, last: usize) -> Vec<Vec<(usize, usize)>> {
    let rows = &document.layout.rows;
    let mut columns: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.page == 0 || row.page == last) {
        open.retain(|column| {
            columns[*column].last().is_some_and(|line| {
                let above = segment(document, *line).bbox;
                rows[line.0].page == row.page && row.bbox.y - above.bottom() < LINE_GAP * 2.0 * above.height
            })
        });
        for index in 0..row.segments.len() {
            let next = row.segments[index].bbox;
            let fits = |column: &&usize| {
                columns[**column].last().is_some_and(|line| {
                    let above = segment(document, *line).bbox;
                    line.0 < at && aligned(&above, &next) && next.y - above.bottom() < LINE_GAP * above.height.max(next.height)
                })
            };
            match open.iter().find(fits).copied() {
                Some(column) => columns[column].push((at, index)),
                None => {
                    open.push(columns.len());
                    columns.push(vec![(at, index)]);
                }
            }
        }
    }
    columns
}

fn aligned(a: &BBox, b: &BBox) -> bool {
    (a.x - b.x).abs() < SAME_EDGE
        || (a.right() - b.right()).abs() < SAME_EDGE / 2.0
        || (a.center_x() - b.center_x()).abs() < SAME_EDGE / 2.0
}

fn segment<'a>(document: &'a Document, line: (usize, usize)) -> &'a Segment {
    &document.layout.rows[line.0].segments[line.1]
}

fn text<'a>(document: &'a Document, line: (usize, usize)) -> &'a str {
    let row: &Row = &document.layout.rows[line.0];
    row.text_of(&row.segments[line.1])
}

fn around(document: &Document, lines: &[(usize, usize)]) -> Option<BBox> {
    BBox::around(lines.iter().map(|line| &segment(document, *line).bbox))
}

/// Does one column of lines follow the other closely, with the same edge?
fn adjoin(document: &Document, columns: &[Vec<(usize, usize)>], boxes: &[BBox], a: usize, b: usize) -> bool {
    let page = |at: usize| document.layout.rows[columns[at][0].0].page;
    let (upper, lower) = if boxes[a].y < boxes[b].y { (a, b) } else { (b, a) };
    let height = segment(document, columns[upper][columns[upper].len() - 1]).bbox.height;
    let gap = boxes[lower].y - boxes[upper].bottom();
    page(a) == page(b) && aligned(&boxes[upper], &boxes[lower]) && (-height..APART * height).contains(&gap)
}

fn is_contact(document: &Document, line: (usize, usize)) -> bool {
    let text = text(document, line);
    let labelled = document.labels_in(line.0).any(|label| {
        label.segment == line.1
            && label.leads
            && matches!(label.subject, Subject::Role(Role::Phone | Role::Fax | Role::Email | Role::Web))
    });
    labelled && text.contains(|c: char| c.is_ascii_digit() || c == '@')
        || !contact::emails(text).is_empty()
        || !contact::webs(text).is_empty()
}

/// The name at the head of a block: its first line that can be one.
fn named(document: &Document, lines: &[(usize, usize)]) -> Option<Candidate> {
    lines.iter().find_map(|line| {
        let segment = segment(document, *line);
        let name = name_at(document, line.0, segment.range.clone(), ADDRESSED)?;
        Some(continued(document, line.0, segment, name))
    })
}

/// The name a little above the first line, where it is printed larger.
fn above(document: &Document, first: (usize, usize)) -> Option<Candidate> {
    let bbox = segment(document, first).bbox;
    let rows = document.layout.rows[..first.0].iter().enumerate().rev().take(3);
    let (at, index) = rows
        .filter(|(_, row)| row.page == document.layout.rows[first.0].page)
        .find_map(|(at, row)| Some((at, row.segments.iter().position(|other| aligned(&other.bbox, &bbox))?)))?;
    let higher = segment(document, (at, index));
    (bbox.y - higher.bbox.bottom() < APART * bbox.height)
        .then(|| name_at(document, at, higher.range.clone(), ADDRESSED))
        .flatten()
}

/// The party that a label in the block, or right above it, names.
fn label(document: &Document, lines: &[(usize, usize)]) -> Option<Role> {
    let party = |line: (usize, usize)| {
        document.labels_in(line.0).find_map(|label| match label.subject {
            Subject::Role(role @ (Role::Seller | Role::Buyer | Role::OtherParty))
                if label.segment == line.1 && label.leads && label.closed && label.weight > 0.8 =>
            {
                Some(role)
            }
            _ => None,
        })
    };
    let first = segment(document, lines[0]).bbox;
    let above = || {
        let rows = document.layout.rows[..lines[0].0].iter().enumerate().rev().take(4);
        rows.filter(|(_, row)| row.page == document.layout.rows[lines[0].0].page)
            .filter(|(_, row)| first.y - row.bbox.bottom() < APART * first.height)
            .find_map(|(at, row)| {
                let index = row.segments.iter().position(|other| (other.bbox.x - first.x).abs() < SAME_EDGE)?;
                party((at, index))
            })
    };
    lines.iter().take(3).find_map(|line| party(*line)).or_else(above)
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::page;
    use super::*;

    fn names(cells: &[(f32, f32, &str)]) -> (Vec<String>, Vec<String>) {
        let pages = [page(cells)];
        let document = Document::read(&pages, &[]);
        let blocks = find(&document);
        let texts = |found: Vec<Candidate>| {
            let mut found = found;
            found.sort_by(|a, b| b.score.total_cmp(&a.score));
            found.iter().filter_map(|c| c.value.as_str().map(str::to_owned)).collect()
        };
        (texts(sellers(&blocks).collect()), texts(buyers(&document, &blocks).collect()))
    }

    #[test]
    fn the_block_with_a_telephone_sells() {
        let (sellers, buyers) = names(&[
            (320.0, 40.0, "Umeå kommun"),
            (320.0, 52.0, "Storgatan 18"),
            (320.0, 64.0, "903 26 Umeå"),
            (40.0, 100.0, "Malins Trädgård"),
            (40.0, 112.0, "Hamngatan 2"),
            (40.0, 124.0, "111 47 Stockholm"),
            (40.0, 136.0, "Tel 08-123 456"),
        ]);
        assert_eq!(sellers[0], "Malins Trädgård");
        assert_eq!(buyers[0], "Umeå kommun");
    }

    #[test]
    fn a_labelled_block_is_left_to_its_label() {
        let (sellers, buyers) = names(&[
            (40.0, 40.0, "Ship to:"),
            (40.0, 52.0, "Warehouse Nine"),
            (40.0, 64.0, "1 Dock Road"),
            (40.0, 76.0, "Dover, DE 19901"),
        ]);
        assert!(sellers.is_empty() && buyers.is_empty());
    }
}
