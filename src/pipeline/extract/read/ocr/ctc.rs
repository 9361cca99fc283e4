//! From the recogniser's time steps to characters, and from characters to words with their place on the line.

use super::head::Step;

/// A character and when it was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seen {
    pub label: usize,
    pub probability: f32,
    /// The middle of the steps that showed it.
    pub at: f32,
    /// How probable a space is between the character before and this one.
    pub space: f32,
}

/// A word and its place on the line, as shares of the line's length.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spelled {
    pub text: String,
    pub confidence: f32,
    pub from: f32,
    pub to: f32,
}

/// Without a space between them, characters further apart than this many usual distances are two words.
const WIDE_GAP: f32 = 3.2;

/// … but never closer than this many steps: a step is a sixth of the line's height.
const WIDE_GAP_STEPS: f32 = 9.0;

/// Where a space lost against the blank with this probability, there was one: of 49 spaces that were overlooked 38 had
/// more, of 18,800 places within words 7 had, and 5 of those behind the comma of a number.
const LIKELY_SPACE: f32 = 0.1;

/// … and with this one between two letters or two digits, which torn print drives apart, and behind a comma or point,
/// which is narrow.
const LIKELY_SPACE_IN_WORD: f32 = 0.25;

/// Signs that lean on what stands before them.
const CLOSING: [char; 10] = [':', ';', ',', '.', '!', '?', ')', ']', '%', '*'];

/// Greedy: repeats collapse, blanks (label 0) separate.
pub(super) fn collapse(steps: &[Step]) -> Vec<Seen> {
    let mut seen: Vec<Seen> = Vec::new();
    let (mut last, mut first, mut widest) = (0, 0, 0.0f32);
    for (step, &Step { label, probability, space, .. }) in steps.iter().enumerate() {
        if label != 0 && label == last {
            let run = seen.last_mut().expect("a repeat follows its first");
            run.probability = run.probability.max(probability);
            run.at = (first + step) as f32 / 2.0;
        } else if label != 0 {
            seen.push(Seen { label, probability, at: step as f32, space: widest });
            (first, widest) = (step, 0.0);
        } else {
            widest = widest.max(space);
        }
        last = label;
    }
    seen
}

/// Splits at spaces and wide gaps. `steps` is the length of the line in steps; steps beyond it are padding.
pub(super) fn words(seen: &[Seen], alphabet: &[String], steps: f32) -> Vec<Spelled> {
    let pitch = pitch(seen);
    let text = |s: &Seen| alphabet.get(s.label).map_or("\u{fffd}", String::as_str);
    let mut words: Vec<Spelled> = Vec::new();
    let mut letters = 0.0;
    let mut before: Option<&Seen> = None;
    for s in seen {
        if text(s).trim().is_empty() {
            before = None;
            continue;
        }
        let start = (s.at + 0.5 - pitch / 2.0).max(0.0) / steps;
        let end = ((s.at + 0.5 + pitch / 2.0) / steps).min(1.0);
        let near = |b: &Seen| s.at - b.at < (WIDE_GAP * pitch).max(WIDE_GAP_STEPS);
        let apart = |word: &Spelled| s.space > likely_space(&word.text, text(s));
        match words.last_mut().filter(|word| before.is_some_and(near) && !apart(word)) {
            Some(word) => {
                word.text.push_str(text(s));
                word.to = end;
                letters += 1.0;
                word.confidence += (s.probability - word.confidence) / letters;
            }
            None => {
                // Two words never overlap: where the guess at the letters' width does, they meet in the middle.
                let from = match words.last_mut() {
                    Some(last) if last.to > start => {
                        last.to = last.to.midpoint(start);
                        last.to
                    }
                    _ => start,
                };
                words.push(Spelled { text: text(s).to_owned(), confidence: s.probability, from, to: end });
                letters = 1.0;
            }
        }
        before = Some(s);
    }
    words
}

/// From which probability on a space is believed between `word` and the character `next`.
fn likely_space(word: &str, next: &str) -> f32 {
    let is_digit = |c: char| c.is_ascii_digit();
    let in_number = next.starts_with(is_digit) && word.strip_suffix([',', '.']).is_some_and(|w| w.ends_with(is_digit));
    if in_number || next.starts_with(CLOSING) {
        return 1.0;
    }
    let of_one_kind = |is_kind: fn(char) -> bool| word.ends_with(is_kind) && next.starts_with(is_kind);
    let in_word = of_one_kind(char::is_alphabetic) || of_one_kind(char::is_numeric) || word.ends_with([',', '.']);
    if in_word { LIKELY_SPACE_IN_WORD } else { LIKELY_SPACE }
}

/// The usual distance between neighbours, in steps.
fn pitch(seen: &[Seen]) -> f32 {
    let mut distances: Vec<f32> = seen.windows(2).map(|pair| pair[1].at - pair[0].at).collect();
    distances.sort_by(f32::total_cmp);
    // A digit alone on its line is about half as wide as the line is high.
    distances.get(distances.len() / 2).copied().unwrap_or(3.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alphabet() -> Vec<String> {
        ["", "a", "b", "1", "2", " "].map(str::to_owned).to_vec()
    }

    fn steps(labels: &[usize]) -> Vec<Seen> {
        let step = |&label: &usize| Step { label, probability: 0.9, space: 0.0 };
        collapse(&labels.iter().map(step).collect::<Vec<_>>())
    }

    #[test]
    fn repeats_collapse_and_blanks_keep_doubles() {
        let labels: Vec<_> = steps(&[0, 1, 1, 0, 1, 2, 2, 2, 0]).iter().map(|s| (s.label, s.at)).collect();
        assert_eq!(labels, [(1, 1.5), (1, 4.0), (2, 6.0)]);
        assert_eq!(steps(&[0, 0, 0]), []);
    }

    #[test]
    fn words_lie_where_their_steps_lie() {
        // "ab 12": letters every 2 steps, the space at 6.
        let seen = steps(&[0, 1, 0, 2, 0, 0, 5, 0, 0, 3, 0, 4, 0, 0, 0, 0]);
        let words = words(&seen, &alphabet(), 16.0);
        let texts: Vec<_> = words.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(texts, ["ab", "12"]);
        // Pitch 3: "ab" from 1.5 − 1.5 to 3.5 + 1.5, "12" from 9.5 − 1.5 to 11.5 + 1.5, of 16.
        let places: Vec<_> = words.iter().map(|w| (w.from * 16.0, w.to * 16.0)).collect();
        assert_eq!(places, [(0.0, 5.0), (8.0, 13.0)]);
        assert!((words[0].confidence - 0.9).abs() < 1e-6);
    }

    #[test]
    fn a_wide_gap_without_a_space_is_two_words() {
        let seen = steps(&[1, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 4]);
        let texts: Vec<_> = words(&seen, &alphabet(), 19.0).into_iter().map(|w| w.text).collect();
        assert_eq!(texts, ["aba", "12"]);
    }

    #[test]
    fn a_space_that_lost_narrowly_ends_the_word_but_not_within_a_number() {
        let alphabet = ["", "a", "1", ",", " "].map(str::to_owned);
        let spelled = |labels: &[usize], at: usize, space: f32| {
            let mut steps: Vec<Step> =
                labels.iter().map(|&label| Step { label, probability: 0.9, space: 0.001 }).collect();
            steps[at].space = space;
            let words = words(&collapse(&steps), &alphabet, labels.len() as f32);
            words.into_iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(spelled(&[1, 0, 1, 0, 2, 0, 2], 3, 0.2), "aa 11");
        assert_eq!(spelled(&[1, 0, 1, 0, 2, 0, 2], 3, 0.02), "aa11");
        assert_eq!(spelled(&[1, 0, 1, 0, 1, 0, 2], 3, 0.2), "aaa1");
        assert_eq!(spelled(&[1, 0, 1, 0, 1, 0, 2], 3, 0.3), "aa a1");
        assert_eq!(spelled(&[1, 0, 3, 0, 1], 1, 0.4), "a,a");
        assert_eq!(spelled(&[2, 0, 3, 0, 2, 0, 2], 3, 0.2), "1,11");
        assert_eq!(spelled(&[1, 0, 3, 0, 2, 0, 2], 3, 0.2), "a,11");
        assert_eq!(spelled(&[1, 0, 3, 0, 2, 0, 2], 3, 0.3), "a, 11");
    }
}
