//! Names of all kinds: of files, of people's mailboxes, of the page to go on to, of cells in a table.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::fuzzing::{Logo, clean_file_name, is_address, reference, safe, way_on};

fuzz_target!(|text: &str| {
    let name = clean_file_name(text, "pdf");
    assert!(!name.is_empty() && name.chars().count() <= 200);
    assert!(!name.contains(['/', '\\']) && !name.contains(char::is_control) && !name.starts_with(['.', '-']));
    assert_eq!(name.trim(), name);
    assert_eq!(clean_file_name(&name, "pdf"), name);

    if is_address(text) {
        assert!(text.len() <= 254 && text.contains('@'));
        assert!(!text.contains(|c: char| c.is_whitespace() || c.is_control()));
        assert!(
            text.starts_with('"') || !text.contains(['<', '>', ',', ';']),
            "lists of addresses are quoted, or none"
        );
    }

    let page = way_on(text);
    assert!(page == "/app" || page.starts_with("/app/") || page.starts_with("/invitations/"));
    assert!(page.bytes().all(|byte| byte.is_ascii_graphic()) && !page.contains("//") && !page.contains('\\'));

    let cell = safe(text);
    assert!(cell.ends_with(text) && cell.len() <= text.len() + 1);
    assert_eq!(safe(&cell), cell);
    let first = cell.trim_start().chars().next();
    assert!(!matches!(first, Some('=' | '@' | '＝' | '＋' | '－' | '＠')));
    assert!(!matches!(first, Some('+' | '-')) || cell.parse::<f64>().is_ok());

    let (file, body) = text.split_once('\n').unwrap_or((text, ""));
    if let Some((_, said)) = reference::read(file, body.as_bytes()) {
        assert!(!said.trim().is_empty() && !said.contains('\0'));
    }
    assert!(Logo::read(text.as_bytes().to_vec()).is_none(), "no text is a picture");
});
