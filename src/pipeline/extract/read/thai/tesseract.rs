//! Tesseract as a process: a picture in, tab-separated words out, with a time limit.

use super::Token;
use crate::domain::page::BBox;
use image::RgbImage;
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::sync::{Once, mpsc};
use std::thread;
use std::time::Duration;

/// A page takes about two seconds; a stuck process must not hold a worker.
const TIME_LIMIT: Duration = Duration::from_secs(60);

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
    let mut command = Command::new("tesseract");
    command.args(["stdin", "stdout", "-l", "tha+eng", "tsv"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // The environment may hold secrets that a child has no use for.
    let kept = ["PATH", "TESSDATA_PREFIX"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
    let kept: Vec<_> = kept.collect();
    // More threads spin against each other: two cost eight times the time of one on a busy machine.
    command.env_clear().envs(kept).env("OMP_THREAD_LIMIT", "1");

    // Pipes and not files, which a reader process may not write: so somebody has to take the words while the picture is
    // still being given.
    let mut child = command.spawn()?;
    let (mut picture, mut words) = child.stdin.take().zip(child.stdout.take()).expect("both were asked for");
    let (tell, told) = mpsc::channel();
    let table = thread::scope(|scope| {
        scope.spawn(move || {
            let mut table = String::new();
            // Nobody listens any more when it took too long.
            let _ = tell.send(words.read_to_string(&mut table).map(|_| table));
        });
        scope.spawn(move || {
            let _ = write_pnm(image, &mut picture);
        });
        let table = told.recv_timeout(TIME_LIMIT);
        // Whether it ended or not: both pipes close, and both threads with them.
        if table.is_err() {
            let _ = child.kill();
        }
        table
    });
    let status = child.wait()?;
    let table = table.map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "tesseract took too long"))??;
    if status.success() { Ok(table) } else { Err(io::Error::other(format!("tesseract: {status}"))) }
}

/// The plainest format there is: a header and the bytes.
fn write_pnm(image: &RgbImage, to: &mut impl Write) -> io::Result<()> {
    let gray = image::imageops::grayscale(image);
    write!(to, "P5\n{} {}\n255\n", gray.width(), gray.height())?;
    to.write_all(gray.as_raw())
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
