//! Tesseract as a process: a picture in, tab-separated words out, with a time limit.

use super::Token;
use crate::domain::page::BBox;
use image::RgbImage;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::process::{Command, Stdio};
use std::sync::Once;
use std::time::{Duration, Instant};

/// A page takes about two seconds; a stuck process must not hold a worker.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Between looks at the process.
const PAUSE: Duration = Duration::from_millis(20);

/// The words of the picture, or `None` when Tesseract or its Thai data are not installed.
pub(super) fn read(image: &RgbImage) -> Option<Vec<Token>> {
    static WARNED: Once = Once::new();
    match run(image) {
        Ok(table) => Some(tokens(&table)),
        Err(error) => {
            WARNED.call_once(|| {
                tracing::warn!(
                    %error,
                    "THAI PAGES ARE READ WITHOUT THEIR THAI: install tesseract-ocr and tesseract-ocr-tha"
                );
            });
            None
        }
    }
}

fn run(image: &RgbImage) -> io::Result<String> {
    // Files and not pipes: neither side can block the other.
    let (mut picture, mut table) = (tempfile::tempfile()?, tempfile::tempfile()?);
    write_pnm(image, &mut picture)?;
    picture.rewind()?;
    let mut command = Command::new("tesseract");
    command.args(["stdin", "stdout", "-l", "tha+eng", "tsv"]);
    command.stdin(Stdio::from(picture)).stdout(Stdio::from(table.try_clone()?)).stderr(Stdio::null());
    // The server's environment holds secrets that a child has no use for.
    let kept = ["PATH", "TESSDATA_PREFIX"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
    let kept: Vec<_> = kept.collect();
    // More threads spin against each other: two cost eight times the time of one on a busy machine.
    command.env_clear().envs(kept).env("OMP_THREAD_LIMIT", "1");

    let mut child = command.spawn()?;
    let deadline = Instant::now() + TIME_LIMIT;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if Instant::now() > deadline {
            child.kill()?;
            child.wait()?;
            return Err(io::Error::new(io::ErrorKind::TimedOut, "tesseract took too long"));
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "reading blocks its own thread; a child process has no event to wait for"
        )]
        std::thread::sleep(PAUSE);
    };
    if !status.success() {
        return Err(io::Error::other(format!("tesseract: {status}")));
    }
    table.rewind()?;
    let mut text = String::new();
    table.read_to_string(&mut text)?;
    Ok(text)
}

/// The plainest format there is: a header and the bytes.
fn write_pnm(image: &RgbImage, file: &mut File) -> io::Result<()> {
    let gray = image::imageops::grayscale(image);
    write!(file, "P5\n{} {}\n255\n", gray.width(), gray.height())?;
    file.write_all(gray.as_raw())
}

/// Columns: level page block paragraph line word left top width height confidence text; lines are level 4, words 5.
fn tokens(table: &str) -> Vec<Token> {
    let mut line_height = 0.0;
    let token = |row: &str| {
        let columns: Vec<&str> = row.split('\t').collect();
        let [level, page, block, paragraph, line, _, left, top, width, height, confidence, text] = columns[..] else {
            return None;
        };
        let number = |text: &str| text.parse::<f32>().ok();
        if level == "4" {
            line_height = number(height)?;
        }
        if level != "5" || text.trim().is_empty() {
            return None;
        }
        Some(Token {
            text: text.trim().to_owned(),
            bbox: BBox::new(number(left)?, number(top)?, number(width)?, number(height)?),
            confidence: (number(confidence)? / 100.0).clamp(0.0, 1.0),
            line: [page.parse().ok()?, block.parse().ok()?, paragraph.parse().ok()?, line.parse().ok()?],
            line_height,
        })
    };
    table.lines().filter_map(token).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_words_become_tokens() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
                     4\t1\t1\t1\t2\t0\t63\t73\t378\t33\t-1\t\n\
                     5\t1\t1\t1\t2\t1\t63\t73\t29\t33\t96.5\tใบ\n\
                     5\t1\t1\t1\t2\t2\t99\t73\t5\t33\t12\t \n";
        let expected = Token {
            text: "ใบ".into(),
            bbox: BBox::new(63.0, 73.0, 29.0, 33.0),
            confidence: 0.965,
            line: [1, 1, 1, 2],
            line_height: 33.0,
        };
        assert_eq!(tokens(table), [expected]);
    }
}
