//! The table of OWASP ASVS names tests that are there, and every requirement of levels 1 and 2 once.

use std::{collections::HashSet, fs, path::Path};

/// Requirements of levels 1 and 2 in version 5.0.0, by chapter.
const COUNTS: [(usize, usize); 17] = [
    (8, 19),
    (4, 7),
    (8, 11),
    (2, 8),
    (4, 5),
    (13, 22),
    (6, 12),
    (4, 3),
    (4, 3),
    (5, 24),
    (3, 11),
    (3, 6),
    (1, 12),
    (2, 7),
    (3, 10),
    (0, 16),
    (0, 7),
];
const VERDICTS: [&str; 5] = ["held", "in part", "not held", "operator", "n/a"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The cells of every row that begins with the number of a requirement.
fn rows() -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join("docs/security/asvs.md")).unwrap();
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    let rows = text.lines().filter(|line| line.starts_with("| ")).map(cells);
    rows.filter(|row: &Vec<String>| row[0].starts_with(|c: char| c.is_ascii_digit())).collect()
}

#[test]
fn every_requirement_of_levels_one_and_two_is_there_once() {
    let rows = rows();
    let numbers: HashSet<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(numbers.len(), rows.len(), "a number comes twice");
    for (chapter, (first, second)) in COUNTS.into_iter().enumerate() {
        let of = |level: &str| {
            let own = format!("{}.", chapter + 1);
            rows.iter().filter(|row| row[0].starts_with(&own) && row[1] == level).count()
        };
        assert_eq!((of("1"), of("2")), (first, second), "chapter {}", chapter + 1);
    }
    for row in &rows {
        assert_eq!(row.len(), 5, "{row:?}");
        assert!(VERDICTS.contains(&row[3].as_str()), "{row:?}");
        assert!(!row[4].is_empty(), "{row:?}");
    }
}

#[test]
fn every_test_that_the_table_names_is_there() {
    let mut named = 0;
    for row in rows() {
        let quoted: Vec<&str> = row[4].split('`').skip(1).step_by(2).collect();
        for (file, name) in quoted.iter().filter_map(|text| text.split_once("::")) {
            named += 1;
            let source =
                fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{}: {file}: {error}", row[0]));
            let found = if file.starts_with("end2end/") {
                source.contains(&format!("\"{name}")) || source.contains(&format!("`{name}"))
            } else {
                source.contains(&format!("fn {name}("))
            };
            assert!(found, "{}: {file} has no `{name}`", row[0]);
        }
        for path in quoted.iter().filter(|text| !text.contains("::") && text.starts_with("src/")) {
            assert!(root().join(path).exists(), "{}: {path}", row[0]);
        }
    }
    assert!(named > 150, "{named}");
}
