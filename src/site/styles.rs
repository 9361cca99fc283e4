//! Style sheets: one file of all, tokens first, the others by name, without comments and needless spaces.

use std::path::Path;
use std::{fs, io};

use crate::files;

/// Declares the order of the layers and the custom properties, so it leads.
const FIRST: &str = "tokens.css";

pub fn bundle(folder: &Path) -> io::Result<String> {
    let mut sheets = files::list(folder)?;
    sheets.retain(|file| file.extension().is_some_and(|extension| extension == "css"));
    sheets.sort_by_key(|file| (!file.ends_with(FIRST), file.clone()));
    sheets.iter().map(|file| fs::read_to_string(file).map(|sheet| squeeze(&sheet))).collect()
}

/// Drops comments and runs of white space; strings stay as they are.
fn squeeze(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if matches!(next, '"' | '\'') {
            let end = end_of_string(rest, next);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else {
            rest = &rest[next.len_utf8()..];
            if next.is_ascii_whitespace() {
                space(&mut out);
            } else {
                if matches!(next, '{' | '}' | ';' | ',') && out.ends_with(' ') {
                    out.pop();
                }
                out.push(next);
            }
        }
    }
    out.trim_end().to_owned()
}

/// A space only where the next word would otherwise touch the last one.
fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(['{', '}', ';', ',', ' ']) {
        out.push(' ');
    }
}

fn end_of_string(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, next) in text.char_indices().skip(1) {
        if next == quote && !escaped {
            return at + 1;
        }
        escaped = next == '\\' && !escaped;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::squeeze;

    #[test]
    fn keeps_meaning_and_drops_air() {
        for (sheet, squeezed) in [
            ("a { color : red; }\n\n/* note */ b{}", "a{color : red;}b{}"),
            ("a :hover,\n b > c { margin: calc(1px + 2px) }", "a :hover,b > c{margin: calc(1px + 2px)}"),
            ("a::after { content: \"  /* kept */ \\\" ; \" }", "a::after{content: \"  /* kept */ \\\" ; \"}"),
            (".a/* */.b { }", ".a.b{}"),
            ("/* open", ""),
        ] {
            assert_eq!(squeeze(sheet), squeezed);
        }
    }
}
