//! Spelling compares words the way a reader does: case, accents, width and punctuation aside.

/// Full-width forms, foreign digits, odd spaces and dashes become their plain twins.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{0e50}'..='\u{0e59}' => digit(c, 0x0e50),
            '\u{0660}'..='\u{0669}' => digit(c, 0x0660),
            '\u{06f0}'..='\u{06f9}' => digit(c, 0x06f0),
            '\u{0966}'..='\u{096f}' => digit(c, 0x0966),
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{00ad}' => '-',
            '\u{2018}' | '\u{2019}' | '\u{02bc}' | '\u{00b4}' | '`' => '\'',
            '\u{3002}' => '.',
            _ if c.is_whitespace() || c.is_control() || c == '\u{200b}' || c == '\u{feff}' => ' ',
            _ => c,
        })
        .collect()
}

fn digit(c: char, zero: u32) -> char {
    char::from_digit(c as u32 - zero, 10).unwrap_or(c)
}

/// The letters and digits of a text, folded, each with the bytes it came from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folded {
    pub letters: Vec<char>,
    /// Byte offset where the character of each letter begins.
    pub starts: Vec<usize>,
    /// Byte offset behind it.
    pub ends: Vec<usize>,
}

/// Lower case without accents; ß and the like are written out; all but letters and digits is left out.
#[must_use]
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded::default();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let mut push = |letter: char| {
            folded.letters.push(letter);
            folded.starts.push(at);
            folded.ends.push(end);
        };
        match written_out(c) {
            Some(letters) => letters.chars().for_each(push),
            None if c.is_alphanumeric() || matches!(c, '#' | '№' | '%') => {
                c.to_lowercase().take(1).map(base).for_each(&mut push);
            }
            None => {}
        }
    }
    folded
}

/// The folded text alone.
#[must_use]
pub fn compact(text: &str) -> String {
    fold(&plain(text)).letters.into_iter().collect()
}

fn written_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬀ' => "ff",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        '№' => "no",
        _ => return None,
    })
}

/// The letter without its accent, in its own case.
#[must_use]
pub fn unaccented(c: char) -> char {
    match c.to_lowercase().next() {
        Some(lower) if lower != c => base(lower).to_uppercase().next().unwrap_or(c),
        _ => base(c),
    }
}

fn base(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ī' | 'į' | 'ı' => 'i',
        'ł' | 'ľ' | 'ĺ' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ŕ' | 'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// The letter that an OCR engine could as well have read: 0/o, 1/l/i, 5/s, 8/b, 2/z.
#[must_use]
pub fn look_alike(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | 'i' | '|' => 'l',
        '5' => 's',
        '8' => 'b',
        '2' => 'z',
        other => other,
    }
}

/// How many letters must change to make `a` of `b`, or nothing if more than `limit`; look-alikes are free.
#[must_use]
pub fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        let mut best = row[0];
        for (j, y) in b.iter().enumerate() {
            let same = look_alike(*x) == look_alike(*y);
            let cost = if same { diagonal } else { 1 + diagonal.min(row[j]).min(row[j + 1]) };
            diagonal = row[j + 1];
            row[j + 1] = cost;
            best = best.min(cost);
        }
        if best > limit {
            return None;
        }
    }
    row.last().copied().filter(|edits| *edits <= limit)
}

/// Is this a letter of a script that is written without spaces?
#[must_use]
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e01}'..='\u{0e4e}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}')
}

/// A text in runs of one script each: "จำนวน Quantity" is two, in two languages.
pub fn scripts(text: &str) -> impl Iterator<Item = &str> {
    let mut starts = vec![0];
    let mut last: Option<bool> = None;
    for (at, c) in text.char_indices() {
        // Marks and punctuation are of the script before them.
        if c.is_alphabetic() {
            let unspaced = is_unspaced(c);
            if last.is_some_and(|last| last != unspaced) {
                starts.push(at);
            }
            last = Some(unspaced);
        }
    }
    starts.push(text.len());
    (1..starts.len()).map(move |at| &text[starts[at - 1]..starts[at]]).collect::<Vec<_>>().into_iter()
}

/// The words of a name in a template: `vendorTaxId`, `vendor_tax_id` and `Vendor tax ID` are all three words.
#[must_use]
pub fn name_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = ' ';
    let mut letters = name.chars().peekable();
    while let Some(c) = letters.next() {
        if c.is_alphanumeric() {
            let hump = c.is_uppercase()
                && (previous.is_lowercase()
                    || previous.is_numeric()
                    || previous.is_uppercase() && letters.peek().is_some_and(|next| next.is_lowercase()));
            if hump || !previous.is_alphanumeric() || words.is_empty() {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase());
            }
        }
        previous = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_forgets_case_accents_and_width() {
        for (text, want) in [
            ("Rechnungs-Nr.:", "rechnungsnr"),
            ("Straße", "strasse"),
            ("Nº FACTURA", "nºfactura"),
            ("ＩＮＶ－１２", "inv12"),
            ("เลขที่ ๑๒", "เลขที12"),
        ] {
            assert_eq!(compact(text), want, "{text}");
        }
    }

    #[test]
    fn every_folded_letter_knows_its_bytes() {
        let folded = fold("ß é");
        assert_eq!(folded.letters, ['s', 's', 'e']);
        assert_eq!(folded.starts, [0, 0, 3]);
        assert_eq!(folded.ends, [2, 2, 5]);
    }

    #[test]
    fn distance_counts_edits_and_forgives_look_alikes() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        for (a, b, want) in
            [("total", "t0tal", Some(0)), ("invoice", "invoce", Some(1)), ("total", "metal", None), ("", "a", Some(1))]
        {
            assert_eq!(distance(&chars(a), &chars(b), 1), want, "{a} {b}");
        }
    }

    #[test]
    fn names_fall_into_words() {
        for (name, want) in [
            ("vendorTaxId", vec!["vendor", "tax", "id"]),
            ("IBANNumber", vec!["iban", "number"]),
            ("due_date", vec!["due", "date"]),
            ("line2Total", vec!["line2", "total"]),
            ("เลขที่ใบแจ้งหนี้", vec!["เลขที่ใบแจ้งหนี้"]),
        ] {
            let words = name_words(name);
            if name.is_ascii() {
                assert_eq!(words, want, "{name}");
            } else {
                assert!(!words.is_empty());
            }
        }
    }
}
