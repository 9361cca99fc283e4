//! Lines of one column become paragraphs and headings.

use super::{
    Block, Ground,
    join::{add_line, is_dense, is_ideograph},
};
use crate::domain::page::BBox;

/// More white above a line than this share of its height begins a paragraph …
const WHITE: f32 = 0.7;
/// … if it is also so much more than between the other lines …
const MORE_WHITE: f32 = 1.3;
/// … and this much does in any case.
const MUCH_WHITE: f32 = 1.6;
/// Letters differ in size from this ratio on; recognised ones vary more.
const OTHER_SIZE: f32 = 1.15;
const OTHER_SIZE_RECOGNISED: f32 = 1.4;
/// How much larger than ordinary text headings are.
const FIRST_LEVEL: f32 = 1.6;
const SECOND_LEVEL: f32 = 1.2;
/// A heading is no longer than this, in characters and lines.
const HEADING_LENGTH: usize = 100;
const HEADING_LINES: usize = 2;
/// Lines of flowing text hold at least so many characters …
const PROSE: usize = 36;
/// … or half as many where each is a syllable or more …
const DENSE_PROSE: usize = 18;
/// … and more where there are few lines, which may be an address …
const FEW_LINES: usize = 4;
const PROSE_IN_FEW: usize = 60;
/// … and begin below each other, give or take this share of a line.
const INDENT: f32 = 0.6;
/// A word that did not fit is no wider than so many lines' heights, but for a rare one …
const WORD: f32 = 6.0;
/// … and no wider than so many where no spaces part the words.
const DENSE_WORD: f32 = 4.0;
/// How far the first line may be indented.
const FIRST_INDENT: f32 = 4.0;
/// This share of the lines of flowing text, all but the last, reach the end of the column.
const FULL_LINES: f32 = 0.6;

#[derive(Clone, Debug)]
pub struct Line {
    pub text: String,
    pub bbox: BBox,
    pub height: f32,
    pub first_word: f32,
    pub bold: bool,
}

/// Turns `lines` into blocks and empties them.
pub fn close(lines: &mut Vec<Line>, ground: &Ground, blocks: &mut Vec<Block>) {
    let lines = std::mem::take(lines);
    let white = usual_white(&lines);
    let mut paragraph: Vec<Line> = Vec::new();
    for line in lines {
        if paragraph.last().is_some_and(|last| begins(last, &line, white, ground)) {
            blocks.push(block(&paragraph, ground));
            paragraph.clear();
        }
        paragraph.push(line);
    }
    if !paragraph.is_empty() {
        blocks.push(block(&paragraph, ground));
    }
}

/// The white between most lines.
fn usual_white(lines: &[Line]) -> f32 {
    let mut gaps: Vec<f32> = lines.windows(2).map(|pair| pair[1].bbox.y - pair[0].bbox.bottom()).collect();
    gaps.sort_by(f32::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(0.0)
}

fn begins(last: &Line, line: &Line, usual: f32, ground: &Ground) -> bool {
    let height = last.height.min(line.height);
    let white = line.bbox.y - last.bbox.bottom();
    let apart = white > MUCH_WHITE * height || white > WHITE * height && white > MORE_WHITE * usual;
    let ratio = last.height.max(line.height) / height.max(f32::EPSILON);
    let resized = ratio > if ground.is_recognised { OTHER_SIZE_RECOGNISED } else { OTHER_SIZE };
    apart || resized || last.bold != line.bold
}

fn block(lines: &[Line], ground: &Ground) -> Block {
    let flows = is_prose(lines);
    let mut texts: Vec<String> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        match texts.last_mut() {
            Some(text) if flows && is_full(&lines[at - 1], line, lines) && !is_listed(&line.text) => {
                add_line(text, &line.text);
            }
            _ => texts.push(line.text.clone()),
        }
    }
    match level(lines, &texts, ground) {
        Some(level) => Block::Heading { level, text: joined(&texts) },
        None => Block::Paragraph(texts),
    }
}

fn joined(texts: &[String]) -> String {
    let mut all = String::new();
    for text in texts {
        add_line(&mut all, text);
    }
    all
}

/// How large a heading it is, if it is one.
fn level(lines: &[Line], texts: &[String], ground: &Ground) -> Option<u8> {
    let length: usize = texts.iter().map(|text| text.chars().count()).sum();
    let has_words = texts.iter().any(|text| text.chars().any(char::is_alphabetic));
    if lines.len() > HEADING_LINES || length > HEADING_LENGTH || !has_words {
        return None;
    }
    let height = lines.iter().map(|line| line.height).fold(0.0, f32::max);
    // What recognition takes for a large letter is often a stamp or a mark.
    let slack = if ground.is_recognised { OTHER_SIZE_RECOGNISED / OTHER_SIZE } else { 1.0 };
    let ratio = height / ground.line / slack;
    if ratio >= FIRST_LEVEL {
        Some(1)
    } else if ratio >= SECOND_LEVEL {
        Some(2)
    } else {
        let text = &texts[0];
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let is_title = lines.len() == 1 && lines[0].bold && !text.contains("   ") && 4 * digits < text.chars().count();
        is_title.then_some(3)
    }
}

/// Does text flow through these lines, or does each stand for itself, as in an address?
fn is_prose(lines: &[Line]) -> bool {
    if lines.len() < 2 {
        return false;
    }
    let mut lengths: Vec<usize> = lines.iter().map(|line| line.text.chars().count()).collect();
    lengths.sort_unstable();
    let ideographs = lines.iter().flat_map(|line| line.text.chars()).filter(|c| is_ideograph(*c)).count();
    let least = match lines.len() {
        _ if ideographs * 2 > lengths.iter().sum() => DENSE_PROSE,
        ..=FEW_LINES => PROSE_IN_FEW,
        _ => PROSE,
    };
    let full = lines.windows(2).filter(|pair| is_full(&pair[0], &pair[1], lines)).count();
    // The first line may be indented.
    let aligned = lines[1..].windows(2).all(|pair| (pair[0].bbox.x - pair[1].bbox.x).abs() < INDENT * pair[0].height)
        && (lines[0].bbox.x - lines[1].bbox.x).abs() < FIRST_INDENT * lines[0].height;
    lengths[lengths.len() / 2] >= least && aligned && full as f32 >= FULL_LINES * (lines.len() - 1) as f32
}

/// Would the first word of the next line not have fitted on this one?
fn is_full(line: &Line, next: &Line, all: &[Line]) -> bool {
    let end = all.iter().map(|line| line.bbox.right()).fold(f32::NEG_INFINITY, f32::max);
    let dense = next.text.chars().next().is_some_and(is_dense);
    let word = next.first_word.min(if dense { DENSE_WORD } else { WORD } * next.height);
    line.bbox.right() + line.height / 4.0 + word > end - line.height
}

/// Does the line begin with the mark or the number of a list?
fn is_listed(text: &str) -> bool {
    let mark = text.split_whitespace().next().unwrap_or_default();
    if mark.len() == text.len() {
        return false;
    }
    let number = mark.trim_start_matches('(').trim_end_matches(['.', ')']);
    let is_letter = number.len() == 1 && mark.ends_with(')') && number.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_digits = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = number.len() < mark.len() && (is_digits || is_letter);
    matches!(mark, "•" | "-" | "–" | "—" | "*" | "·" | "▪" | "◦" | "‣" | "o") || is_number
}
