//! Words and lines put together as their script does it: Thai, Chinese and Japanese know no space between words.

/// Letters of a script without spaces stand closer than this share of the line's height; a space is wider.
const THAI_GAP: f32 = 0.22;
/// Chinese and Japanese are set in squares; only an empty one is a space.
const IDEOGRAPH_GAP: f32 = 0.6;

/// Is `right` set off from `left` by a space, when it stands `gap` line heights away?
pub fn is_spaced(left: &str, right: &str, gap: f32) -> bool {
    match (left.chars().next_back(), right.chars().next()) {
        (Some(l), Some(r)) if is_ideograph(l) && is_ideograph(r) => gap > IDEOGRAPH_GAP,
        (Some(l), Some(r)) if is_thai(l) && is_thai(r) => gap > THAI_GAP,
        _ => true,
    }
}

/// Puts the next line behind the text so far: with a space, without one, or over a hyphen.
pub fn add_line(text: &mut String, line: &str) {
    let (last, first) = (text.chars().next_back(), line.chars().next());
    let (Some(last), Some(first)) = (last, first) else {
        text.push_str(line);
        return;
    };
    if last == '\u{ad}' || is_hyphenated(text, first) {
        text.pop();
    } else if !(is_dense(last) && is_dense(first)) {
        text.push(' ');
    }
    text.push_str(line);
}

/// A word that was parted at the end of a line goes on in small letters.
fn is_hyphenated(text: &str, next: char) -> bool {
    let mut back = text.chars().rev();
    let parted = matches!(back.next(), Some('-' | '\u{2010}'));
    parted && back.next().is_some_and(char::is_alphabetic) && next.is_lowercase()
}

/// Is the script one without spaces?
pub fn is_dense(c: char) -> bool {
    is_thai(c) || is_ideograph(c)
}

/// Thai, Lao, Myanmar and Khmer.
fn is_thai(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Han, kana and their punctuation; Hangul has spaces.
pub fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(lines: &[&str]) -> String {
        let mut text = String::new();
        for line in lines {
            add_line(&mut text, line);
        }
        text
    }

    #[test]
    fn lines_join_as_their_script_does_it() {
        assert_eq!(joined(&["a line", "goes on"]), "a line goes on");
        assert_eq!(joined(&["เงื่อนไขการ", "ชำระเงิน"]), "เงื่อนไขการชำระเงิน");
        assert_eq!(joined(&["請於三十日", "內付款"]), "請於三十日內付款");
        assert_eq!(joined(&["ราคา", "VAT"]), "ราคา VAT");
        assert_eq!(joined(&["대금을 지급", "하여 주시기"]), "대금을 지급 하여 주시기");
    }

    #[test]
    fn a_parted_word_is_whole_again() {
        assert_eq!(joined(&["Zahlungs-", "bedingungen"]), "Zahlungsbedingungen");
        assert_eq!(joined(&["soft\u{ad}", "ware"]), "software");
        assert_eq!(joined(&["ISO-", "8601"]), "ISO- 8601");
        assert_eq!(joined(&["Rhein-", "Main"]), "Rhein- Main");
        assert_eq!(joined(&["costs -", "included"]), "costs - included");
    }

    #[test]
    fn only_a_real_space_parts_thai() {
        assert!(!is_spaced("ใบ", "กำกับ", 0.1));
        assert!(is_spaced("บริษัท", "จำกัด", 0.3));
        assert!(is_spaced("Total", "due", 0.1));
        assert!(!is_spaced("付", "款", 0.5));
    }
}
