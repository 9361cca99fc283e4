//! Builds `target/site`: all that a browser is sent, split, squeezed and compressed, from one command.
//!
//! The wasm tools are libraries locked in `Cargo.lock`, so there is nothing to install and no version to mismatch.

mod browser;
mod files;
mod names;
mod styles;

use std::hash::{DefaultHasher, Hasher};
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use clap::Parser;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The name of every file that Leptos' `HydrationScripts` asks for: `ocriva.js`, `ocriva_bg.wasm`, `ocriva.css`.
const NAME: &str = "ocriva";

/// Builds target/site: wasm, styles and public files, compressed.
#[derive(Parser)]
#[command(name = "site")]
struct Args {
    /// Cargo profile of the browser's half; `wasm-dev` is rebuilt in seconds and explains hydration errors.
    #[arg(long, default_value = "wasm-release")]
    profile: String,
}

fn main() -> ExitCode {
    match build(&Args::parse(), Path::new("target/site")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("site: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build(args: &Args, site: &Path) -> Result<()> {
    let wasm = browser::compile(&args.profile)?;
    let scripts = browser::bind(&wasm, Path::new("target/scripts"))?;
    let fresh = site.with_extension("new");
    files::empty(&fresh)?;
    files::copy(Path::new("public"), &fresh)?;
    files::copy(&scripts, &fresh.join("pkg"))?;
    fs::write(fresh.join("pkg").join(format!("{NAME}.css")), styles::bundle(Path::new("style"))?)?;
    let version = version(&fresh)?;
    if fs::read_to_string(site.join("version")).is_ok_and(|built| built == version) {
        fs::remove_dir_all(fresh)?;
        return Ok(());
    }
    files::compress(&fresh)?;
    fs::write(fresh.join("version"), version)?;
    files::swap(&fresh, site)?;
    files::report(site)
}

/// One name for all that is in the folder; the server puts it into the addresses, so that browsers may keep files for good.
fn version(folder: &Path) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    for file in files::list(folder)? {
        hasher.write(file.strip_prefix(folder).unwrap_or(&file).as_os_str().as_encoded_bytes());
        hasher.write(&fs::read(&file)?);
    }
    Ok(format!("{:016x}", hasher.finish()))
}
