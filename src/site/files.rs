//! Folders of files: listed in order, copied, compressed beside themselves, swapped in one step, weighed.

use std::path::{Path, PathBuf};
use std::{fs, io};

use brotli::BrotliCompress;
use brotli::enc::BrotliEncoderParams;

use crate::{NAME, Result};

/// High enough to be near the best size, low enough to take a second.
const BROTLI_QUALITY: i32 = 9;

/// Every file below a folder, sorted; none if there is no such folder.
pub fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { files.extend(list(&path)?) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

pub fn empty(folder: &Path) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)
}

pub fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in list(from)? {
        let copy = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(copy.parent().unwrap_or(to))?;
        fs::copy(file, copy)?;
    }
    Ok(())
}

/// Puts a `.br` beside everything that is text or code; the server sends it to browsers that take it.
pub fn compress(folder: &Path) -> io::Result<()> {
    let parameters = BrotliEncoderParams { quality: BROTLI_QUALITY, ..Default::default() };
    for file in list(folder)? {
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if matches!(extension, "js" | "css" | "wasm" | "svg" | "json" | "webmanifest") {
            let mut compressed = fs::File::create(file.with_added_extension("br"))?;
            BrotliCompress(&mut fs::File::open(&file)?, &mut compressed, &parameters)?;
        }
    }
    Ok(())
}

/// Puts the fresh folder in the place of the old one, so that a running server never sees half of it.
pub fn swap(fresh: &Path, place: &Path) -> io::Result<()> {
    let old = place.with_extension("old");
    empty(&old)?;
    if place.exists() {
        fs::rename(place, old.join("site"))?;
    }
    fs::rename(fresh, place)?;
    fs::remove_dir_all(old)
}

/// Prints what a first visit costs and what the lazy parts cost together.
pub fn report(site: &Path) -> Result<()> {
    let (mut first, mut lazy) = (0, 0);
    for file in list(&site.join("pkg"))?.iter().filter(|file| file.extension().is_some_and(|end| end == "br")) {
        let size = fs::metadata(file)?.len();
        let is_first = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(NAME));
        *(if is_first { &mut first } else { &mut lazy }) += size;
    }
    println!("site: {} · {} kB at first, {} kB when asked for (brotli)", site.display(), first / 1000, lazy / 1000);
    Ok(())
}
