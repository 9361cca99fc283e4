//! Names that Excel takes for sheets: short, without its special signs, no two alike.

/// In UTF-16 units.
const LONGEST: usize = 31;

#[derive(Default)]
pub struct Names(Vec<String>);

impl Names {
    /// A name close to `wanted` that no sheet has yet.
    pub fn unique(&mut self, wanted: &str) -> String {
        let base = allowed(wanted);
        let name = (1..=u32::MAX)
            .map(|n| if n == 1 { base.clone() } else { format!("{} {n}", cut(&base, LONGEST - 5).trim_end()) })
            .find(|name| !self.0.contains(&name.to_lowercase()))
            .expect("there are more numbers than sheets");
        self.0.push(name.to_lowercase());
        name
    }
}

fn allowed(wanted: &str) -> String {
    let plain =
        wanted.chars().map(|c| if c.is_control() || "*?:[]\\/".contains(c) { '_' } else { c }).collect::<String>();
    let name = cut(&plain, LONGEST);
    let name = name.trim_matches('\'').trim();
    // Excel keeps "History" to itself.
    if name.is_empty() || name.eq_ignore_ascii_case("history") { "List".to_owned() } else { name.to_owned() }
}

fn cut(text: &str, units: usize) -> String {
    let mut left = units;
    text.chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_excel_takes() {
        let mut names = Names::default();
        for (wanted, given) in [
            ("Document", "Document"),
            ("document", "document 2"),
            ("'a'", "a"),
            ("", "List"),
            ("History", "List 2"),
            ("vendor/[x]:y", "vendor__x__y"),
            ("รายการสินค้า", "รายการสินค้า"),
            ("an endless name of a list of line items", "an endless name of a list of li"),
            ("an endless name of a list of line things", "an endless name of a list 2"),
        ] {
            assert_eq!(names.unique(wanted), given, "{wanted}");
        }
    }
}
