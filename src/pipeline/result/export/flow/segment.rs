//! Words that stand close together on one line: a piece of prose, a label, a cell.

use super::join::is_spaced;
use crate::domain::page::{BBox, Page, Word};

/// A wider gap than this many line heights is the space between columns; between words it is a quarter.
const GAP: f32 = 0.95;
/// Letters of one line may overlap by so much: italics, boxes of recognised words.
const OVERLAP: f32 = 1.0;
/// Words of one line overlap by this share of the lower one's height …
const SAME_LINE: f32 = 0.5;
/// … and their middles are no further apart than this share of their mean height.
const SAME_MIDDLE: f32 = 0.42;
/// A ruling line this close to a word, in line heights, may touch it.
const TOUCH: f32 = 0.1;
/// Lines so many times longer than high tell how the page lies; and it lies level below this slope.
const TELLING: f32 = 8.0;
const LEVEL: f32 = 0.001;
/// Words beyond this many on a page are not laid out: no page has so many, and the work grows with them.
const MAX_WORDS: usize = 20_000;

#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    pub text: String,
    /// In the unit of the page.
    pub bbox: BBox,
    /// Of a usual letter's box.
    pub height: f32,
    /// How wide its first word is.
    pub first_word: f32,
    pub bold: bool,
}

/// The segments of a page in no order, and the words that run up a margin or have no place.
pub fn segments(page: &Page) -> (Vec<Segment>, Vec<&str>) {
    let mut aside = Vec::new();
    let mut words: Vec<(BBox, &Word)> = Vec::new();
    for word in page.words.iter().filter(|word| !word.text.trim().is_empty()) {
        let bbox = on_page(&word.bbox, page);
        if words.len() < MAX_WORDS && is_upright(word, &bbox) {
            words.push((bbox, word));
        } else {
            aside.push(word.text.as_str());
        }
    }
    words.sort_by(|a, b| a.0.x.total_cmp(&b.0.x));
    let mut rules: Vec<BBox> =
        page.rules.iter().map(|rule| on_page(rule, page)).filter(|rule| rule.height > 2.0 * rule.width).collect();
    let lines = lines(&words, &rules);
    let slope = slope(&lines);
    if slope == 0.0 {
        return (lines.iter().map(|line| segment(line)).collect(), aside);
    }
    for (bbox, _) in &mut words {
        bbox.y -= slope * bbox.center_x();
    }
    for rule in &mut rules {
        rule.y -= slope * rule.center_x();
    }
    (self::lines(&words, &rules).iter().map(|line| segment(line)).collect(), aside)
}

/// Words from the left, each behind the one that it follows best.
fn lines<'p>(words: &[(BBox, &'p Word)], rules: &[BBox]) -> Vec<Vec<(BBox, &'p Word)>> {
    let mut lines: Vec<Vec<(BBox, &Word)>> = Vec::new();
    for &(bbox, word) in words {
        let fit = |line: &Vec<(BBox, &Word)>| line.last().map_or(0.0, |(last, _)| closeness(last, &bbox, rules));
        let best = lines.iter().enumerate().map(|(at, line)| (at, fit(line))).max_by(|a, b| a.1.total_cmp(&b.1));
        match best {
            Some((line, share)) if share >= SAME_LINE => lines[line].push((bbox, word)),
            _ => lines.push(vec![(bbox, word)]),
        }
    }
    lines
}

/// How far the lines of a photo sink for each unit to the right; a page that was printed has no slope.
fn slope(lines: &[Vec<(BBox, &Word)>]) -> f32 {
    let mut slopes: Vec<f32> = lines
        .iter()
        .filter_map(|line| {
            let (first, last) = (&line[0].0, &line[line.len() - 1].0);
            let width = last.center_x() - first.center_x();
            (width > TELLING * first.height).then(|| (last.center_y() - first.center_y()) / width)
        })
        .collect();
    slopes.sort_by(f32::total_cmp);
    let middle = slopes.get(slopes.len() / 2).copied().unwrap_or(0.0);
    if middle.abs() > LEVEL { middle } else { 0.0 }
}

/// A box in the unit of the page, so that lengths in both directions compare.
pub fn on_page(b: &BBox, page: &Page) -> BBox {
    BBox::new(b.x * page.width, b.y * page.height, b.width * page.width, b.height * page.height)
}

fn is_upright(word: &Word, b: &BBox) -> bool {
    let finite = [b.x, b.y, b.width, b.height].iter().all(|n| n.is_finite());
    finite && !(word.text.chars().count() >= 4 && b.height > 2.0 * b.width)
}

/// The share of the height that both have, or nothing if `b` does not continue `a`.
fn closeness(a: &BBox, b: &BBox, rules: &[BBox]) -> f32 {
    let height = a.height.min(b.height).max(f32::EPSILON);
    let gap = (b.x - a.right()) / height;
    let apart = (a.center_y() - b.center_y()).abs() > SAME_MIDDLE * (a.height + b.height) / 2.0;
    if apart || !(-OVERLAP..=GAP).contains(&gap) || is_ruled_off(a, b, rules, TOUCH * height) {
        return 0.0;
    }
    (a.bottom().min(b.bottom()) - a.y.max(b.y)) / height
}

/// Is there a vertical line between the two?
fn is_ruled_off(left: &BBox, right: &BBox, rules: &[BBox], slack: f32) -> bool {
    rules.iter().any(|rule| {
        let between = rule.center_x() >= left.right() - slack && rule.center_x() <= right.x + slack;
        between && rule.y <= left.center_y() && rule.bottom() >= left.center_y()
    })
}

fn segment(words: &[(BBox, &Word)]) -> Segment {
    let mut heights: Vec<f32> = words.iter().map(|(bbox, _)| bbox.height).collect();
    heights.sort_by(f32::total_cmp);
    let height = heights[heights.len() / 2];
    let mut text = String::new();
    let mut end = words[0].0.x;
    for (bbox, word) in words {
        let word = word.text.trim();
        if !text.is_empty() && is_spaced(&text, word, (bbox.x - end) / height) {
            text.push(' ');
        }
        text.push_str(word);
        end = bbox.right();
    }
    Segment {
        text,
        bbox: BBox::around(words.iter().map(|(bbox, _)| bbox)).expect("a segment has words"),
        height,
        first_word: words[0].0.width,
        bold: words.iter().all(|(_, word)| word.bold),
    }
}
