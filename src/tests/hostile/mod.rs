//! Files that are made to break who reads them: each costs its own document, never the server.

mod bodies;
mod files;
mod names;
mod patterns;

use crate::support::{Server, is_alive, memory, sample, until};
use files::{page, stream};
use image::ImageFormat;
use serde_json::{Value, json};

/// Of one reader, in megabytes: enough for a scan, and little enough to be used up in a test.
const MEMORY: u64 = 600;
/// A process is more than its data: its code, and what it shares.
const BESIDE: u64 = 200;
/// What a server may hold on to after files of hundreds of megabytes, unpacked, in its readers.
const SLACK: u64 = 100;

struct Ann {
    server: Server,
    project: String,
    _folder: tempfile::TempDir,
}

impl Ann {
    async fn with(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        std::fs::write(&file, settings).unwrap();
        let server = Server::start(folder.path(), &[("OCRIVA_CONFIG", file.to_str().unwrap())]);
        let person = json!({ "email": "ann@example.com", "password": "correct horse", "name": "Ann" });
        let made = server.client.post("/auth/register", person).await.expect(201);
        Self { server, project: made["project"]["id"].as_str().unwrap().to_owned(), _folder: folder }
    }

    async fn upload(&self, name: &str, bytes: Vec<u8>) -> Value {
        let answer = self.server.client.upload("/upload", &[("projectId", &self.project)], name, bytes).await;
        serde_json::from_slice(&answer.body).unwrap()
    }

    async fn run(&self, accepted: &Value) -> Value {
        let path = format!("/processing-history/{}", accepted["processingId"].as_str().unwrap());
        self.server.client.get(&path).await.expect(200)
    }

    async fn finished(&self, accepted: &Value) -> Value {
        until("the run did not end", async || {
            let run = self.run(accepted).await;
            matches!(run["status"].as_str(), Some("completed" | "failed")).then_some(run)
        })
        .await
    }

    /// What became of a file: the code of its refusal or of its failure, else `completed`; with its sentence.
    async fn outcome(&self, name: &str, bytes: Vec<u8>) -> (String, String) {
        let accepted = self.upload(name, bytes).await;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        if accepted["processingId"].is_null() {
            assert!((400..500).contains(&accepted["statusCode"].as_u64().unwrap()), "{name}: {accepted}");
            return (text(&accepted["code"]), text(&accepted["message"]));
        }
        let run = self.finished(&accepted).await;
        match run["errorCode"].as_str() {
            Some(code) => (code.to_owned(), text(&run["errorMessage"])),
            None => (text(&run["status"]), "It was read.".to_owned()),
        }
    }
}

fn cut(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() / 2);
    bytes
}

/// Each with what is said about it.
fn corpus() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let text = b"BT /F1 12 Tf 72 720 Td (Invoice 1) Tj ET".as_slice();
    let nested = |open: &str, close: &str, depth: usize| format!("{}{}", open.repeat(depth), close.repeat(depth));
    let encrypted = {
        let key = |letter: &str| letter.repeat(32);
        let encrypt =
            format!("<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{}> /U <{}> >>", key("41"), key("41"));
        let file = files::pdf(&[
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            b"<< /Type /Pages /Kids [] /Count 0 >>".to_vec(),
            encrypt.into_bytes(),
        ]);
        let id = "42".repeat(16);
        let with = format!("/Root 1 0 R /Encrypt 3 0 R /ID [<{id}> <{id}>]");
        String::from_utf8(file).unwrap().replace("/Root 1 0 R", &with).into_bytes()
    };
    let form = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]";
    let itself = stream(&format!("{form} /Resources << /XObject << /X 5 0 R >> >>"), b"/X Do /X Do");
    let gigantic = stream(
        "/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /ColorSpace /DeviceRGB /BitsPerComponent 8 \
         /Filter [/FlateDecode /FlateDecode]",
        &files::twice_deflated(0, 8),
    );
    let tiles = stream(
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.0001 /YStep 0.0001 \
         /Resources << >>",
        b"0 0 1 1 re f",
    );
    vec![
        ("empty.pdf", Vec::new(), "empty_file"),
        ("words.pdf", b"just words".to_vec(), "unsupported_type"),
        (
            "picture.png",
            b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec(),
            "unsupported_type",
        ),
        (
            "picture.jpg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec(),
            "unsupported_type",
        ),
        ("package.pdf", b"PK\x03\x04\x14\0\0\0\x08\0".to_vec(), "unsupported_type"),
        ("cut.pdf", cut(page(text, "", "", "", &[])), "corrupt_file"),
        ("cut.png", cut(files::picture(ImageFormat::Png)), "corrupt_file"),
        ("cut.jpg", cut(files::picture(ImageFormat::Jpeg)), "corrupt_file"),
        ("cut.webp", cut(files::picture(ImageFormat::WebP)), "corrupt_file"),
        ("cut.tiff", cut(files::picture(ImageFormat::Tiff)), "corrupt_file"),
        ("cut.bmp", cut(files::picture(ImageFormat::Bmp)), "corrupt_file"),
        ("locked.pdf", encrypted, "encrypted"),
        ("huge.png", files::huge_png(65_535), "image_too_large"),
        ("loop.tiff", files::looping_tiff(), "corrupt_file"),
        ("laughs.xml", files::laughing_xml(), "unsupported_type"),
        ("deep.xml", files::deep_xml(1_000_000), "corrupt_file"),
        ("pages.pdf", files::many_pages(10_001), "too_many_pages"),
        ("tree.pdf", files::deep_tree(50_000), "no_text_found"),
        ("arrays.pdf", page(text, "", "", &format!("/Deep {}", nested("[", "]", 200_000)), &[]), "corrupt_file"),
        ("dicts.pdf", page(text, "", "", &format!("/Deep {}", nested("<</A ", ">>", 200_000)), &[]), "corrupt_file"),
        (
            "operands.pdf",
            page(format!("{} TJ", nested("[", "]", 500_000)).as_bytes(), "", "", "", &[]),
            "no_text_found",
        ),
        ("states.pdf", page("q ".repeat(1_000_000).as_bytes(), "", "", "", &[]), "no_text_found"),
        ("itself.pdf", page(b"/X Do", "", "/XObject << /X 5 0 R >>", "", &[itself]), "no_text_found"),
        (
            "flate.pdf",
            page(&files::twice_deflated(b' ', 1_000), "/Filter [/FlateDecode /FlateDecode]", "", "", &[]),
            "too_much_memory",
        ),
        (
            "image.pdf",
            page(b"600 0 0 800 0 0 cm /X Do", "", "/XObject << /X 5 0 R >>", "", &[gigantic]),
            "no_text_found",
        ),
        (
            "tiles.pdf",
            page(b"/Pattern cs /P scn 0 0 595 842 re f", "", "/Pattern << /P 5 0 R >>", "", &[tiles]),
            "no_text_found",
        ),
        ("wide.pdf", page(text, "", "", "/UserUnit 100000 /CropBox [0 0 1e9 1e9]", &[]), "corrupt_file"),
    ]
}

#[tokio::test]
async fn a_file_that_is_made_to_break_its_reader_costs_its_own_document_alone() {
    let ann = Ann::with(&format!("[extraction]\nreader-megabytes = {MEMORY}\ntimeout-seconds = 60\n")).await;
    assert_eq!(ann.outcome("first.pdf", sample("invoice.pdf")).await.0, "completed");
    let before = ann.server.memory();
    let mut wrong = Vec::new();
    for (name, bytes, expected) in corpus() {
        let (code, sentence) = ann.outcome(name, bytes).await;
        let largest = ann.server.readers().into_iter().map(|reader| memory(reader, "VmHWM")).max();
        assert!(sentence.ends_with('.'), "{name}: {code}: {sentence}");
        assert!(largest.unwrap_or(0) <= MEMORY + BESIDE, "{name}: {largest:?} MB");
        if code != expected {
            wrong.push(format!("{name}: {code} and not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(ann.outcome("last.pdf", sample("invoice.pdf")).await.0, "completed");
    let after = ann.server.memory();
    assert!(after < before + SLACK, "the server had {before} MB before and has {after} MB after");
}

#[tokio::test]
async fn a_reader_that_is_killed_costs_one_document_and_nobody_waits_behind_it() {
    let ann = Ann::with("").await;
    // A minute's work.
    let long = ann.upload("scans.pdf", files::many_pictures(&sample("photo.jpg"), 12)).await;
    // The one that recognises: it has the models in its memory.
    let recogniser = until("nobody recognises", async || {
        ann.server.readers().into_iter().find(|reader| memory(*reader, "VmRSS") > 100)
    })
    .await;
    let beside = ann.upload("beside.pdf", sample("invoice.pdf")).await;
    assert_eq!(ann.finished(&beside).await["status"], "completed");
    let page = format!("/documents/{}/pages/1?width=200", long["id"].as_str().unwrap());
    assert_eq!(ann.server.client.get(&page).await.status, 200);
    assert_eq!(ann.run(&long).await["status"], "in_progress", "neither waited for it");

    kill(recogniser).await;
    let run = ann.finished(&long).await;
    assert_eq!((&run["status"], &run["errorCode"]), (&json!("failed"), &json!("unreadable")), "{run}");
    assert!(run["errorMessage"].as_str().unwrap().ends_with('.'));
    let again = ann.upload("again.png", sample("receipt.png")).await;
    assert_eq!(ann.finished(&again).await["status"], "completed", "the next is read by another one");

    // Those that rest may die as well: nobody notices.
    let resting = ann.server.readers();
    assert!(!resting.is_empty());
    for reader in resting {
        kill(reader).await;
    }
    assert_eq!(ann.outcome("last.pdf", sample("invoice.pdf")).await.0, "completed");
}

async fn kill(process: u32) {
    let killed = std::process::Command::new("kill").args(["-9", &process.to_string()]).status().unwrap();
    assert!(killed.success(), "{process}");
    until("it lives on", async || (!is_alive(process)).then_some(())).await;
}

#[tokio::test]
async fn who_takes_too_long_is_ended_and_who_has_nothing_to_do_goes_home() {
    let ann = Ann::with("[extraction]\ntimeout-seconds = 1\nreader-idle-seconds = 1\n").await;
    // Twelve scans in one file are more than a second's work.
    let scans = files::many_pictures(&sample("photo.jpg"), 12);
    let (code, _) = ann.outcome("scans.pdf", scans).await;
    assert_eq!(code, "took_too_long");
    assert_eq!(ann.outcome("next.pdf", sample("invoice.pdf")).await.0, "completed");
    until("readers stay although nobody needs them", async || ann.server.readers().is_empty().then_some(())).await;
    assert_eq!(ann.outcome("last.pdf", sample("invoice.pdf")).await.0, "completed");
}

#[tokio::test]
async fn readers_end_with_their_server_in_the_middle_of_a_file() {
    let mut ann = Ann::with("").await;
    let scan = ann.upload("scan.png", sample("receipt.png")).await;
    until("it is not read", async || (ann.run(&scan).await["status"] == "in_progress").then_some(())).await;
    let readers =
        until("nobody reads", async || Some(ann.server.readers()).filter(|readers| !readers.is_empty())).await;
    ann.server.kill();
    until("readers outlive their server", async || (!readers.iter().any(|id| is_alive(*id))).then_some(())).await;
}
