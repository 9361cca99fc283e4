//! Memory: where a person found a value is where it is looked for first on the next page of the same layout.

use super::super::notation::spelling::compact;
use super::document::{Candidate, Document, Place};
use super::layout::{Layout, Row, overlap};
use super::leaf::Leaf;
use super::shape::Shape;
use crate::domain::{
    lesson::{Lesson, Printed},
    page::{BBox, Page},
};
use serde_json::json;

/// Words kept to know a layout again: half from the head of the page, half from its foot.
const LANDMARKS: usize = 40;
/// So many of them must stand where they stood, at least.
const FEWEST: usize = 4;
/// And this share of them: names, numbers and items differ from document to document, letter heads do not.
const SAME_LAYOUT: f32 = 0.4;
/// How far a word may stand from where it stood, as a fraction of the page: scans lie a little askew.
const DRIFT: f32 = 0.02;
/// How far a label may be from its value: to the left as a fraction of the width, above in line heights.
const REACH_LEFT: f32 = 0.4;
const REACH_UP: f32 = 3.0;
/// A lesson is a person's word about another page of the layout: near certain, but not about this one.
const SCORE: f32 = 0.97;

/// Remembers where the value of `path` stands on page `number` (from 1).
#[must_use]
pub fn learn(pages: &[Page], path: &str, number: u32, value: BBox) -> Option<Lesson> {
    let at = pages.iter().position(|page| page.number == number)?;
    let layout = Layout::of(pages);
    let rows: Vec<&Row> = layout.rows.iter().filter(|row| row.page == at).collect();
    let label = label_left(&rows, &value).or_else(|| label_above(&rows, &value));
    let landmarks = landmarks(&pages[at], &value);
    Some(Lesson { path: path.to_owned(), page: number, value, label, landmarks })
}

/// What the newest fitting lesson says about a field of this document.
#[must_use]
pub fn recall(document: &Document, leaf: &Leaf, lessons: &[Lesson]) -> Option<Candidate> {
    lessons.iter().filter(|lesson| lesson.path == leaf.path).find_map(|lesson| {
        let at = document.pages.iter().position(|page| page.number == lesson.page)?;
        if !is_same_layout(&document.pages[at], &lesson.landmarks) {
            return None;
        }
        let rows = || document.layout.rows.iter().enumerate().filter(|(_, row)| row.page == at);
        let expected = match &lesson.label {
            Some(label) => moved(lesson, label, &find(rows().map(|(_, row)| row), label)?),
            None => lesson.value,
        };
        let within: Vec<(usize, &Row)> =
            rows().filter(|(_, row)| holds(&expected, row.bbox.center_y(), row.bbox.height)).collect();
        match leaf.shape {
            Shape::Address | Shape::Name | Shape::Free => words(&within, &expected),
            _ => typed(document, leaf, &within, &expected),
        }
    })
}

fn is_same_layout(page: &Page, landmarks: &[Printed]) -> bool {
    let stands = |landmark: &&Printed| {
        page.words.iter().any(|word| is_near(&word.bbox, &landmark.bbox) && compact(&word.text) == landmark.text)
    };
    let standing = landmarks.iter().filter(stands).count();
    standing >= FEWEST && standing as f32 >= SAME_LAYOUT * landmarks.len() as f32
}

fn is_near(a: &BBox, b: &BBox) -> bool {
    (a.x - b.x).abs() < DRIFT && (a.center_y() - b.center_y()).abs() < DRIFT
}

/// Words without digits from the head and the foot of the page, but not the value itself.
fn landmarks(page: &Page, value: &BBox) -> Vec<Printed> {
    let stable = |word: &&crate::domain::page::Word| {
        let letters = compact(&word.text);
        letters.chars().count() >= 3
            && !letters.contains(|letter: char| letter.is_numeric())
            && !value.contains(&word.bbox, DRIFT / 2.0)
    };
    let words: Vec<_> = page.words.iter().filter(stable).collect();
    let foot = words.len().saturating_sub(LANDMARKS / 2).max(LANDMARKS / 2);
    let kept = words.iter().take(LANDMARKS / 2).chain(words.iter().skip(foot));
    kept.map(|word| Printed { text: compact(&word.text), bbox: word.bbox }).collect()
}

/// The nearest words without digits before the value on its row.
fn label_left(rows: &[&Row], value: &BBox) -> Option<Printed> {
    let row = rows.iter().find(|row| holds(value, row.bbox.center_y(), row.bbox.height))?;
    let before: Vec<_> = row.spans.iter().filter(|span| span.bbox.right() <= value.x + DRIFT / 4.0).collect();
    let nearest = *before.last()?;
    if value.x - nearest.bbox.right() > REACH_LEFT {
        return None;
    }
    let segment = &row.segments[row.segment_at(nearest.range.start)];
    let spans: Vec<_> = before.into_iter().filter(|span| span.range.start >= segment.range.start).collect();
    named(&row.text[spans.first()?.range.start..nearest.range.end], BBox::around(spans.iter().map(|span| &span.bbox))?)
}

/// The nearest segment without digits above the value, in its column.
fn label_above(rows: &[&Row], value: &BBox) -> Option<Printed> {
    let above = rows.iter().rev().filter(|row| {
        let gap = value.y - row.bbox.bottom();
        gap > -0.5 * row.bbox.height && gap < REACH_UP * row.bbox.height
    });
    let mut segments = above.flat_map(|row| row.segments.iter().map(move |segment| (row, segment)));
    segments.find_map(|(row, segment)| {
        (overlap(&segment.bbox, value) > 0.0).then(|| named(row.text_of(segment), segment.bbox)).flatten()
    })
}

fn named(text: &str, bbox: BBox) -> Option<Printed> {
    let text = compact(text);
    let is_name = text.chars().any(char::is_alphabetic) && !text.contains(|letter: char| letter.is_numeric());
    is_name.then_some(Printed { text, bbox })
}

/// The label on this page; of several the one nearest to where it was.
fn find<'a>(rows: impl Iterator<Item = &'a Row>, label: &Printed) -> Option<BBox> {
    let hits = rows.flat_map(|row| {
        row.spans.iter().enumerate().filter_map(|(first, _)| {
            let mut text = String::new();
            for (last, span) in row.spans.iter().enumerate().skip(first) {
                text.push_str(&compact(&row.text[span.range.clone()]));
                if text == label.text {
                    return BBox::around(row.spans[first..=last].iter().map(|span| &span.bbox));
                }
                if text.len() >= label.text.len() {
                    return None;
                }
            }
            None
        })
    });
    let distance = |bbox: &BBox| (bbox.x - label.bbox.x).abs() * 4.0 + (bbox.y - label.bbox.y).abs();
    hits.min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// Where the value stands when its label stands at `found`.
fn moved(lesson: &Lesson, label: &Printed, found: &BBox) -> BBox {
    let value = lesson.value;
    BBox::new(value.x + found.x - label.bbox.x, value.y + found.y - label.bbox.y, value.width, value.height)
}

/// Is the middle of a line inside the box, give or take half a line?
fn holds(bbox: &BBox, middle: f32, line: f32) -> bool {
    middle > bbox.y - 0.3 * line && middle < bbox.bottom() + 0.3 * line
}

/// The value of the field's type that stands nearest to where it is expected; figures end, words begin in a column.
fn typed(document: &Document, leaf: &Leaf, rows: &[(usize, &Row)], expected: &BBox) -> Option<Candidate> {
    let readings = rows.iter().flat_map(|(at, row)| {
        leaf.shape.read(&row.text, document.habits).into_iter().filter_map(move |(spot, quality)| {
            let bbox = row.bbox_of(&spot.range)?;
            let off = (bbox.x - expected.x).abs().min((bbox.right() - expected.right()).abs());
            (off < 2.0 * DRIFT || overlap(&bbox, expected) > 0.0).then_some((off, quality, *at, spot))
        })
    });
    let (_, quality, row, spot) = readings.min_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(Candidate { value: spot.value, places: vec![Place { row, range: spot.range }], score: SCORE * quality })
}

/// The words that begin where they are expected, line by line.
fn words(rows: &[(usize, &Row)], expected: &BBox) -> Option<Candidate> {
    let lines: Vec<(&str, Place)> = rows
        .iter()
        .filter_map(|(at, row)| {
            let first = row.spans.iter().find(|span| span.bbox.x > expected.x - DRIFT)?;
            let segment = &row.segments[row.segment_at(first.range.start)];
            let range = first.range.start..segment.range.end;
            (overlap(&row.bbox_of(&range)?, expected) > 0.0)
                .then(|| (&row.text[range.clone()], Place { row: *at, range }))
        })
        .collect();
    let text = lines.iter().map(|(text, _)| *text).collect::<Vec<_>>().join(" ");
    let places: Vec<Place> = lines.into_iter().map(|(_, place)| place).collect();
    (!text.is_empty()).then_some(Candidate { value: json!(text), places, score: SCORE })
}

#[cfg(test)]
mod tests {
    use super::super::{leaf, sample::page};
    use super::*;
    use crate::domain::schema::Schema;

    const HEAD: [(f32, f32, &str); 3] = [
        (10.0, 10.0, "Northern Haulage and Storage Company"),
        (10.0, 25.0, "Harbour Road Eastgate receiving office"),
        (10.0, 700.0, "Goods are carried under our printed conditions alone"),
    ];

    fn slip(more: &[(f32, f32, &str)]) -> Page {
        page(&[&HEAD[..], more].concat())
    }

    fn taught(first: &Page, path: &str, words: &str) -> Lesson {
        let boxes = first.words.iter().filter(|word| words.split(' ').any(|wanted| word.text == wanted));
        let value = BBox::around(boxes.map(|word| &word.bbox)).unwrap();
        learn(std::slice::from_ref(first), path, 1, value).unwrap()
    }

    fn recalled(second: Page, field: serde_json::Value, lessons: &[Lesson]) -> Option<serde_json::Value> {
        let schema = Schema::parse(&json!({ "it": field })).unwrap();
        let (leaves, _) = leaf::of(&schema);
        let pages = [second];
        recall(&Document::read(&pages, &[]), &leaves[0], lessons).map(|found| found.value)
    }

    #[test]
    fn a_value_follows_its_label_when_the_page_grew() {
        let first = slip(&[(10.0, 200.0, "Gone 3 tons"), (10.0, 300.0, "Seal Q17 closed")]);
        let lesson = taught(&first, "it", "Q17");
        assert_eq!(lesson.label.as_ref().map(|label| label.text.as_str()), Some("seal"));
        let second = slip(&[(10.0, 200.0, "Gone 5 tons"), (10.0, 420.0, "Seal R42 closed")]);
        assert_eq!(
            recalled(second, json!({ "type": "string", "pattern": "[A-Z]\\d+" }), &[lesson]),
            Some(json!("R42"))
        );
    }

    #[test]
    fn without_a_label_it_is_the_place_that_counts() {
        let first = slip(&[(300.0, 100.0, "4711"), (300.0, 160.0, "17")]);
        let lesson = taught(&first, "it", "4711");
        assert_eq!(lesson.label, None);
        let second = slip(&[(300.0, 100.0, "9999"), (300.0, 160.0, "18")]);
        assert_eq!(recalled(second, json!({ "type": "number" }), &[lesson]), Some(json!(9999)));
    }

    #[test]
    fn words_are_taken_to_the_end_of_their_column() {
        let first = slip(&[(10.0, 200.0, "Zuw. Gate seven"), (300.0, 200.0, "aside")]);
        let lesson = taught(&first, "it", "Gate seven");
        let second = slip(&[(10.0, 200.0, "Zuw. Upper yard north"), (300.0, 200.0, "aside")]);
        assert_eq!(recalled(second, json!({ "type": "string" }), &[lesson]), Some(json!("Upper yard north")));
    }

    #[test]
    fn another_layout_and_another_field_teach_nothing() {
        let first = slip(&[(10.0, 200.0, "Seal Q17")]);
        let lesson = taught(&first, "it", "Q17");
        let field = json!({ "type": "string" });
        let stranger = page(&[(10.0, 10.0, "Quite another house with other words"), (10.0, 200.0, "Seal X1")]);
        assert_eq!(recalled(stranger, field.clone(), std::slice::from_ref(&lesson)), None);
        let same = slip(&[(10.0, 200.0, "Seal Q18")]);
        assert_eq!(recalled(same, field, &[Lesson { path: "other".into(), ..lesson }]), None);
    }

    #[test]
    fn the_newest_lesson_comes_first() {
        let first = slip(&[(10.0, 200.0, "Seal Q17"), (10.0, 300.0, "Lock Z1")]);
        let lessons = [taught(&first, "it", "Z1"), taught(&first, "it", "Q17")];
        let second = slip(&[(10.0, 200.0, "Seal Q18"), (10.0, 300.0, "Lock Z2")]);
        assert_eq!(recalled(second, json!({ "type": "string" }), &lessons), Some(json!("Z2")));
    }
}
