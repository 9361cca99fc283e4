//! Names, values, times and sizes as a person reads them.

pub use crate::domain::label::{label, shown};

/// `830 ms`, `1.2 s`, `2 min 5 s`.
#[must_use]
pub fn duration(millis: i64) -> String {
    match millis {
        ..1000 => format!("{} ms", millis.max(0)),
        1000..60_000 => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
        _ => format!("{} min {} s", millis / 60_000, millis % 60_000 / 1000),
    }
}

/// `812 B`, `48 kB`, `1.4 MB`.
#[must_use]
pub fn bytes(count: i64) -> String {
    match count {
        ..1000 => format!("{} B", count.max(0)),
        1000..1_000_000 => format!("{} kB", count / 1000),
        _ => format!("{}.{} MB", count / 1_000_000, count % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_short() {
        assert_eq!([830, 1230, 125_000].map(duration), ["830 ms", "1.2 s", "2 min 5 s"]);
        assert_eq!([812, 48_400, 1_440_000].map(bytes), ["812 B", "48 kB", "1.4 MB"]);
    }
}
