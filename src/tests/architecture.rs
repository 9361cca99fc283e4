//! The floors of the house, read from the sources.

mod waiting;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Rooms by floor, from the ground up.
const FLOORS: [&[&str]; 6] = [
    &["clock", "domain", "error"],
    &["access", "clients", "config", "db", "migrations", "runtime"],
    &["mail", "pipeline", "workspace"],
    &["web"],
    &["ui"],
    &["boot", "fuzzing"],
];

/// Doors that go up on purpose, with the reason.
const DOORS: [(&str, &str); 1] = [
    // The page for "not found" is rendered by the same shell as every other.
    ("web/fallback.rs", "ui"),
];

/// Stages of the pipeline and the stages that each may call: onward only, through the queue or the outbox.
const STAGES: [(&str, &[&str]); 6] = [
    // Reading a file needs no stage: `extract::read` is a library of pure functions.
    ("ingest", &["ingest", "extract::read"]),
    // The chat of a LINE bot is a way in: it hands in what it has fetched.
    ("line", &["line", "ingest", "queue"]),
    ("queue", &["queue"]),
    ("extract", &["extract", "queue", "result"]),
    // So are finding values on pages, checking results and learning from corrections; drawing pages waits its turn.
    (
        "result",
        &[
            "result",
            "extract::read",
            "extract::ground",
            "extract::check",
            "extract::memory",
            "extract::page_image",
            "extract::turn",
        ],
    ),
    ("deliver", &["deliver", "queue"]),
];

struct Source {
    /// Relative to `src/`.
    path: String,
    text: String,
}

#[test]
fn a_floor_imports_only_from_floors_below() {
    let mut broken = Vec::new();
    for source in sources() {
        let Some(floor) = floor_of(room_of(&source.path)) else { continue };
        for path in imports(&source.text) {
            let room = path.split("::").next().unwrap_or_default();
            let door = DOORS.contains(&(source.path.as_str(), room));
            if floor_of(room).is_some_and(|target| target > floor) && !door {
                broken.push(format!("{} imports crate::{path}", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn web_never_touches_the_database_or_the_outside_and_ui_sees_only_what_is_said() {
    let mut broken = Vec::new();
    for source in sources() {
        for path in imports(&source.text) {
            let forbidden = match room_of(&source.path) {
                // The session store is the one adapter between the session layer and its table.
                "web" if source.path != "web/session_store.rs" => path.starts_with("db") || path.starts_with("clients"),
                "ui" => !["domain", "error", "ui", "web::server_fns"].iter().any(|allowed| path.starts_with(allowed)),
                _ => false,
            };
            if forbidden {
                broken.push(format!("{} imports crate::{path}", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_stage_hands_on_only_to_the_next() {
    let mut broken = Vec::new();
    for source in sources() {
        let Some(stage) = source.path.strip_prefix("pipeline/") else { continue };
        let stage = stage.split(['/', '.']).next().unwrap_or_default();
        let (_, allowed) = STAGES.iter().find(|(name, _)| *name == stage).expect("every stage has its row");
        for path in imports(&source.text) {
            let Some(target) = path.strip_prefix("pipeline::") else { continue };
            if !allowed.iter().any(|allowed| target.starts_with(allowed)) {
                broken.push(format!("{} imports crate::{path}", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_files_of_strangers_are_parsed_apart() {
    // What runs in a reader process, or in a fuzzer, which is one as well.
    let apart = [
        "pipeline/extract/read/",
        "pipeline/extract/read.rs",
        "pipeline/result/export/pdf",
        "boot/read.rs",
        "fuzzing.rs",
    ];
    let parsing =
        ["Reader", "count_pages", "render", "pixels", "serve"].map(|name| format!("pipeline::extract::read::{name}"));
    let mut broken = Vec::new();
    for source in sources() {
        if room_of(&source.path) == "tests" || apart.iter().any(|place| source.path.starts_with(place)) {
            continue;
        }
        let parses = |path: &String| parsing.contains(path);
        broken.extend(imports(&source.text).into_iter().filter(parses).map(|path| format!("{}: {path}", source.path)));
        let called = ["hayro", "rten::", "image::load", "image::ImageReader", "read::count_pages", "read::render"];
        broken.extend(
            called.iter().filter(|name| source.text.contains(**name)).map(|name| format!("{}: {name}", source.path)),
        );
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn entities_stay_inside_db_and_screens_have_no_cfg() {
    let mut broken = Vec::new();
    for source in sources() {
        let room = room_of(&source.path);
        let entities = source.text.contains("sea_orm") && !["db", "domain", "migrations", "tests"].contains(&room);
        let gate = room == "ui" && source.text.lines().any(|line| line.trim_start().starts_with("#[cfg(feature"));
        if entities || gate {
            broken.push(source.path);
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_module_opens_with_a_sentence_and_none_is_a_drawer() {
    let drawers = ["utils", "util", "helpers", "helper", "common", "manager", "misc"];
    for source in sources() {
        assert!(source.text.starts_with("//! "), "{} does not say what it is", source.path);
        let name = Path::new(&source.path).file_stem().unwrap().to_string_lossy().into_owned();
        assert!(!drawers.contains(&name.as_str()), "{} is a drawer", source.path);
        let lines = source.text.lines().count();
        assert!(lines <= 400, "{} has {lines} lines: split it by idea", source.path);
    }
}

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn room_of(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or_default()
}

/// Every `crate::…` path of a source, groups opened: `crate::{a::b, c}` is `a::b` and `c`.
fn imports(text: &str) -> Vec<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    code.match_indices("crate::").flat_map(|(at, found)| opened(&code[at + found.len()..])).collect()
}

fn opened(rest: &str) -> Vec<String> {
    if !rest.starts_with('{') {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
        let mut path = rest[..end].trim_end_matches(':').to_owned();
        if let Some(group) = rest[end..].strip_prefix('{').filter(|_| rest[..end].ends_with("::")) {
            let inner = opened(&format!("{{{group}"));
            return inner.into_iter().map(|part| format!("{path}::{part}")).collect();
        }
        if path.is_empty() {
            path = rest.chars().take(1).collect();
        }
        return vec![path];
    }
    let mut depth = 0;
    let mut parts = vec![String::new()];
    for c in rest.chars() {
        match c {
            '{' => {
                depth += 1;
                if depth > 1 {
                    parts.last_mut().unwrap().push(c);
                }
            }
            '}' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
                parts.last_mut().unwrap().push(c);
            }
            ',' if depth == 1 => parts.push(String::new()),
            c if c.is_whitespace() => {}
            c => parts.last_mut().unwrap().push(c),
        }
    }
    parts.into_iter().filter(|part| !part.is_empty()).flat_map(|part| opened(&part)).collect()
}

#[test]
fn imports_are_read_out_of_groups() {
    let text = "use crate::{\n    a::{b, c::d},\n    e,\n};\n// crate::comment\nlet x = crate::f::g();";
    assert_eq!(imports(text), ["a::b", "a::c::d", "e", "f::g"]);
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(files.len() > 50, "the sources were not found");
    files
        .into_iter()
        .map(|file| Source {
            path: file.strip_prefix(&root).unwrap().to_string_lossy().into_owned(),
            text: fs::read_to_string(&file).unwrap(),
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
