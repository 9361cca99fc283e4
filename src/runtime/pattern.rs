//! Regular expressions that tenants write: they run in linear time, and take little to compile.

use regex::{Error, Regex, RegexBuilder};

/// Of a compiled pattern, in bytes. A repeated class of every letter of every script fills megabytes and takes seconds;
/// what names the form of a value takes some kilobytes.
const LARGEST: usize = 512 * 1024;

/// # Errors
/// For what is no pattern, or too large a one.
pub fn compiled(pattern: &str) -> Result<Regex, Error> {
    RegexBuilder::new(pattern).size_limit(LARGEST).dfa_size_limit(LARGEST).build()
}

#[cfg(test)]
mod tests {
    use super::compiled;

    #[test]
    fn forms_of_values_fit_and_what_is_made_to_be_large_does_not() {
        for form in [r"^PO-\d{4,12}$", r"^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$", r"^\p{L}{2,4} \d+$", ".{1,200}", "(a+)+$"] {
            assert!(compiled(form).is_ok(), "{form}");
        }
        for large in [r"\p{L}{1,100}\p{L}{1,100}", r"(((a{100}){100}){100})", r"[\w\s]{1,250}", "(", "(?=a)b"] {
            assert!(compiled(large).is_err(), "{large}");
        }
    }
}
