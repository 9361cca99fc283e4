//! `ocriva extract` as it is called on a command line.

use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn ocriva(arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::new(env!("CARGO_BIN_EXE_ocriva"))
        .arg("extract")
        .args(arguments)
        .current_dir(std::env::temp_dir())
        .env("OCRIVA_MODELS", root.join("models"))
        .output()
        .unwrap()
}

fn sample(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("public/samples").join(name).display().to_string()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn template(folder: &Path, json: &Value) -> PathBuf {
    let path = folder.join("template.json");
    std::fs::write(&path, json.to_string()).unwrap();
    path
}

#[test]
fn each_file_is_a_line_in_the_order_given() {
    let files = [sample("invoice-two-pages.pdf"), sample("invoice.pdf")];
    let output = ocriva(&["--jsonl", "--preset", "invoice", "--jobs", "2", &files[0], &files[1]]);
    assert!(output.status.success(), "{output:?}");
    let lines = lines(&output);
    let named: Vec<&str> = lines.iter().map(|line| line["file"].as_str().unwrap()).collect();
    assert_eq!(named, files);
    assert_eq!(lines[1]["result"]["invoiceNumber"], "INV-2026-0331");
    assert_eq!(lines[1]["fields"]["invoiceNumber"]["status"], "grounded");
    assert!(lines[1]["confidence"].as_f64().unwrap() > 0.5);
    assert!(lines[1]["processingTime"].is_u64());
    assert_eq!((&lines[1]["errorMessage"], lines[1].get("pages")), (&Value::Null, None));
}

#[test]
fn what_cannot_be_read_has_its_sentence_and_the_others_their_fields() {
    let output = ocriva(&["--jsonl", "--pages", "nowhere.pdf", &sample("invoice.pdf")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("1 of 2 files"), "{output:?}");
    let lines = lines(&output);
    assert!(lines[0]["errorMessage"].as_str().unwrap().contains("cannot be opened"));
    assert_eq!(lines[0]["result"], Value::Null);
    assert_eq!(lines[1]["pages"][0]["number"], 1);
}

#[test]
fn a_template_is_taken_as_exported_or_as_a_schema_alone() {
    let folder = tempfile::tempdir().unwrap();
    let schema = json!({ "invoiceNumber": { "type": "string" } });
    let whole = json!({ "name": "Numbers", "templateSchema": schema.clone(), "provider": "local" });
    for json in [schema, whole] {
        let path = template(folder.path(), &json);
        let output = ocriva(&["--template", path.to_str().unwrap(), &sample("invoice.pdf")]);
        assert!(output.status.success(), "{output:?}");
        // Without --jsonl it is indented, for people.
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer["result"], json!({ "invoiceNumber": "INV-2026-0331" }));
    }
}

#[test]
fn what_cannot_be_used_is_said_before_anything_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let bad = template(folder.path(), &json!({ "total": { "type": "money" } }));
    let odd = folder.path().join("odd.json");
    std::fs::write(&odd, r#"{"name":"Odd","templateSchema":{"a":{"type":"string"}},"modle":"x"}"#).unwrap();
    for (arguments, says) in [
        (vec!["--template", bad.to_str().unwrap()], "money"),
        (vec!["--template", odd.to_str().unwrap()], "unknown field `modle`"),
        (vec!["--template", "/nowhere.json"], "/nowhere.json"),
        (vec!["--preset", "nonsense"], "nonsense"),
        (vec!["--preset", "invoice", "--template", "x.json"], "cannot be used with"),
    ] {
        let file = sample("invoice.pdf");
        let output = ocriva(&[arguments, vec![file.as_str()]].concat());
        assert!(!output.status.success());
        assert!(output.stdout.is_empty());
        assert!(String::from_utf8_lossy(&output.stderr).contains(says), "{output:?}");
    }
}

#[test]
fn a_provider_that_is_not_set_up_is_named() {
    let output = ocriva(&["--jsonl", "--engine", "nobody/model-1", &sample("invoice.pdf")]);
    assert!(!output.status.success());
    let said = [output.stdout, output.stderr].concat();
    assert!(String::from_utf8_lossy(&said).contains("nobody"));
}
