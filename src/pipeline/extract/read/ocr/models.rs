//! The two networks and the alphabet, loaded once from the folder that `setup/ocr-models` fills.

use super::head::Head;
use rten::{Model, ModelOptions};
use std::path::Path;

const DETECTOR: &str = "PP-OCRv6_det_small.onnx";
const RECOGNIZER: &str = "PP-OCRv6_rec_small.onnx";

/// The recogniser carries its own alphabet, one character a line.
const ALPHABET_KEY: &str = "character";

/// Loaded networks; shared by threads.
pub(in crate::pipeline::extract::read) struct Ocr {
    pub(super) detector: Model,
    pub(super) recognizer: Model,
    pub(super) head: Head,
    /// By label; 0 is the blank of CTC and never looked up, the last is the space.
    pub(super) alphabet: Vec<String>,
}

/// Are both files there? They are not opened.
pub(in crate::pipeline::extract::read) fn present(folder: &Path) -> bool {
    [DETECTOR, RECOGNIZER].iter().all(|name| folder.join(name).is_file())
}

impl Ocr {
    pub fn present(folder: &Path) -> bool {
        present(folder)
    }

    pub fn load(folder: &Path) -> Result<Self, String> {
        let load = |name: &str| {
            let mut options = ModelOptions::with_all_ops();
            options.prepack_weights(true);
            options.load_file(folder.join(name)).map_err(|error| format!("{name}: {error}"))
        };
        let (detector, recognizer) = (load(DETECTOR)?, load(RECOGNIZER)?);
        let characters = recognizer.metadata().get(ALPHABET_KEY).ok_or_else(|| format!("{RECOGNIZER}: no alphabet"))?;
        let alphabet: Vec<String> = std::iter::once("")
            .chain(characters.split('\n').map(|line| line.trim_end_matches('\r')))
            .chain(std::iter::once(" "))
            .map(halfwidth)
            .collect();
        let head = Head::of(&recognizer, &alphabet).ok_or_else(|| format!("{RECOGNIZER}: built otherwise"))?;
        Ok(Self { detector, recognizer, head, alphabet })
    }
}

/// `Ａ：` as `A:`, as the rest of the world types them.
fn halfwidth(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).expect("the block mirrors ASCII"),
        c => c,
    };
    text.chars().map(narrow).collect()
}
