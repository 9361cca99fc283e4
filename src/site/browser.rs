//! The browser's half of the crate: Cargo compiles it, wasm-split cuts it at the lazy routes, wasm-bindgen gives it
//! JavaScript. There is no wasm-opt: it saved a sixth of the wasm and nothing of what travels, for three minutes of work.

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{env, fs};

use serde_json::Value;
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, SplitWasm, transform};

use crate::{NAME, Result, files, names};

/// Leptos looks for these two names when it asks for the parts of a route early.
const LOADER: &str = "./__wasm_split.______________________.js";
const MANIFEST: &str = "__wasm_split_manifest.json";

/// Runs Cargo and answers with the wasm file that it made or found fresh.
pub fn compile(profile: &str) -> Result<PathBuf> {
    let target = ["--lib", "--target", "wasm32-unknown-unknown", "--no-default-features", "--features", "hydrate"];
    println!("site: cargo build {} --profile {profile}", target.join(" "));
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .arg("build")
        .args(target)
        .args(["--profile", profile, "--message-format", "json-render-diagnostics"])
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("the browser's half does not compile".into());
    }
    String::from_utf8(output.stdout)?
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| message["filenames"].as_array().cloned())
        .flatten()
        .filter_map(|file| file.as_str().map(PathBuf::from))
        .rfind(|file| file.extension().is_some_and(|extension| extension == "wasm"))
        .ok_or_else(|| "cargo named no wasm file".into())
}

/// Makes the scripts of a wasm file in `folder`; a folder that already holds them is left alone.
pub fn bind(wasm: &Path, folder: &Path) -> Result<PathBuf> {
    let bytes = fs::read(wasm)?;
    let stamp = folder.join("stamp");
    let pkg = folder.join("pkg");
    let key = key(&bytes);
    if fs::read_to_string(&stamp).is_ok_and(|made| made == key) {
        return Ok(pkg);
    }
    files::empty(folder)?;
    fs::create_dir(&pkg)?;

    let start = Instant::now();
    let main = folder.join("main.wasm");
    let parts = split(&bytes, &main, &pkg)?;
    fs::write(pkg.join(MANIFEST), serde_json::to_string(&parts.prefetch_map)?)?;
    Bindgen::new()
        .input_path(&main)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        .keep_lld_exports(true) // the parts import them
        .demangle(false)
        .remove_producers_section(true)
        .generate(&pkg)?;
    let mut modules = parts.split_modules;
    modules.push(pkg.join(format!("{NAME}_bg.wasm")));
    for module in &modules {
        fs::write(module, names::strip(&fs::read(module)?))?;
    }
    println!("site: {} lazy parts, bound in {:.1?}", modules.len() - 1, start.elapsed());
    fs::write(stamp, key)?;
    Ok(pkg)
}

fn split(wasm: &[u8], main: &Path, pkg: &Path) -> Result<SplitWasm> {
    let script = format!("./{NAME}.js");
    let mut options = Options::new(wasm);
    options.output_dir = pkg;
    options.main_out_path = main;
    options.main_module = &script;
    options.link_name = LOADER;
    Ok(transform(options)?)
}

/// Changes with the wasm, and with what this program does to it.
fn key(wasm: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(wasm);
    hasher.write(concat!(include_str!("browser.rs"), include_str!("names.rs")).as_bytes());
    format!("{:016x}", hasher.finish())
}
