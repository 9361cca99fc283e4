//! Files in folders and buckets: kept, missing, out of reach, and swept when nobody has them.

use crate::support::{
    Backend, ObjectServer, S3Server, Tenant, TestApp, object_server::on_both_stores, on_both_databases, sample,
};
use futures::TryStreamExt as _;
use ocriva::{
    clients::storage::{Storage, StorageError},
    config::{Config, StoragePlace},
    db::queries::jobs::{self, JobKind},
    error::AppError,
    pipeline::ingest::orphans,
};
use sea_orm::{ConnectionTrait as _, Database};
use serde_json::{Value, json};
use std::{fmt::Debug, path::Path, time::Duration};

const HOUR: Duration = Duration::from_secs(60 * 60);

async fn keep(app: &TestApp, key: &str) {
    app.runtime.storage.put(key, b"bytes".to_vec()).await.unwrap();
}

async fn there(app: &TestApp, key: &str) -> bool {
    app.runtime.storage.get(key).await.is_ok()
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap().to_owned()
}

fn run(accepted: &Value) -> &str {
    accepted["processingId"].as_str().unwrap()
}

async fn again(ann: &Tenant, document: &str) -> String {
    id(&ann.client.post(&format!("/documents/{document}/processings"), json!({})).await.expect(201))
}

async fn sweep(app: &TestApp) -> Result<u64, AppError> {
    orphans::sweep(&app.runtime, orphans::old(&app.runtime)).await
}

/// Nothing of what was accepted goes, all that was not goes when it is old.
async fn what_nobody_has_is_swept(app: &TestApp) {
    let ann = app.register("ann").await;
    let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
    app.finished(&ann.client, run(&accepted)).await;
    let key = format!("{}/{}", ann.organization, id(&accepted));
    let pages = format!("{key}.{}.pages", run(&accepted));
    let lost = [format!("{}/doc_lost", ann.organization), format!("{}/doc_lost.proc_1.pages", ann.organization)];
    let foreign = ["other/notes.txt", "org_of_another_database/doc_1"];
    for key in lost.iter().map(String::as_str).chain(foreign) {
        keep(app, key).await;
    }

    assert_eq!(sweep(app).await.unwrap(), 0, "they may be on their way");
    app.advance(2 * HOUR);
    assert_eq!(sweep(app).await.unwrap(), 2);
    assert!(!there(app, &lost[0]).await && !there(app, &lost[1]).await);
    assert!(there(app, &key).await && there(app, &pages).await);
    for key in foreign {
        assert!(there(app, key).await, "{key}");
    }
    assert_eq!(sweep(app).await.unwrap(), 0);
}

on_both_databases! {
    async fn a_folder_is_swept(app: TestApp) {
        what_nobody_has_is_swept(&app).await;
    }

    async fn a_document_waits_while_the_store_is_away_and_nothing_is_taken(app: TestApp) {
        let ann = app.register("ann").await;
        let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        app.finished(&ann.client, run(&accepted)).await;
        let folder = app.runtime.storage.folder().unwrap().to_owned();
        let away = folder.with_extension("away");
        std::fs::rename(&folder, &away).unwrap();

        assert_eq!(app.visitor().get("/health/ready").await.expect(503)["code"], "storage_unavailable");
        let refused = ann.upload("second.pdf", sample("invoice.pdf")).await;
        assert!(!refused.header("retry-after").is_empty());
        let refused = refused.expect(503);
        assert!(refused["message"].as_str().unwrap().contains("nothing was kept"), "{refused}");
        ann.client.get(&format!("/documents/{}/file", id(&accepted))).await.expect(503);
        let waiting = again(&ann, &id(&accepted)).await;
        waits_for_the_store(&app).await;

        std::fs::rename(&away, &folder).unwrap();
        app.advance(Duration::from_secs(60));
        assert_eq!(app.finished(&ann.client, &waiting).await["status"], "completed");
        app.visitor().get("/health/ready").await.expect(200);
        let list = ann.client.get(&format!("/processing-history?projectId={}", ann.project)).await.expect(200);
        assert_eq!(list["total"], 1);
    }

    async fn a_file_that_is_gone_is_a_failure_with_a_reason(app: TestApp) {
        let ann = app.register("ann").await;
        let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        app.finished(&ann.client, run(&accepted)).await;
        app.runtime.storage.delete(&format!("{}/{}", ann.organization, id(&accepted))).await.unwrap();
        let failed = app.finished(&ann.client, &again(&ann, &id(&accepted)).await).await;
        assert_eq!((failed["status"].as_str(), failed["errorCode"].as_str()), (Some("failed"), Some("file_gone")));
        ann.client.get(&format!("/documents/{}/file", id(&accepted))).await.expect(404);
    }
}

/// Until the one job in the queue is put back for later.
async fn waits_for_the_store(app: &TestApp) {
    let later = |at: ocriva::domain::time::Timestamp| at.millis_since(app.runtime.clock.now()) > 10_500;
    let put_back = async {
        while !jobs::next_due(&app.runtime.db, JobKind::Extract).await.unwrap().is_some_and(later) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), put_back).await.expect("the job was not put back");
}

/// It was out of reach, and another one has begun a new epoch: what it had put may be swept already.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_taken_for_dead_accepts_nothing_from_before() {
    let app = TestApp::start(Backend::Postgres).await;
    let ann = app.register("ann").await;
    let another = app.runtime.db.notices("another").await.unwrap().enter(true).await.unwrap();
    assert!(!another.alone, "this one is there");

    let db = Database::connect(app.runtime.config.database_url()).await.unwrap();
    for (upload, taken) in [("one", 1), ("many", 2)] {
        ann.upload("taken.pdf", sample("invoice.pdf")).await.expect(201);
        db.execute_unprepared("UPDATE file_epochs SET epoch = epoch + 1").await.unwrap();
        let refused = match upload {
            "one" => ann.upload("second.pdf", sample("invoice.pdf")).await,
            _ => ann.upload_batch(&[], &[("a.pdf", sample("invoice.pdf")), ("b.pdf", sample("invoice.pdf"))]).await,
        };
        assert_eq!(refused.expect(503)["code"], "interrupted");
        let files = app.runtime.storage.list().map_ok(|kept| kept.key).try_collect::<Vec<_>>().await.unwrap();
        let documents = files.iter().filter(|key| !key.contains(".proc_")).count();
        assert_eq!(documents, taken, "what was refused left nothing: {files:?}");
    }
    ann.upload("after.pdf", sample("invoice.pdf")).await.expect(201);
    let list = ann.client.get(&format!("/processing-history?projectId={}", ann.project)).await.expect(200);
    assert_eq!(list["total"], 3);
}

async fn a_bucket_keeps_files_as_a_folder_does<S: ObjectServer>(server: S) {
    let settings = server.settings("files/live/a", S::KEY);
    let app = TestApp::start_configured(Backend::Sqlite, &settings).await;
    let ann = app.register("ann").await;
    let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
    let done = app.finished(&ann.client, run(&accepted)).await;
    assert_eq!(done["result"]["invoiceNumber"], "INV-2026-0331");
    let file = ann.client.get(&format!("/documents/{}/file", id(&accepted))).await;
    assert!(file.status == 200 && file.body == sample("invoice.pdf"));
    let text = ann.client.get(&format!("/processing-history/{}/export?format=text", run(&accepted))).await;
    assert!(text.text().contains("INV-2026-0331"));
    app.visitor().get("/health/ready").await.expect(200);

    app.runtime.storage.delete(&format!("{}/{}", ann.organization, id(&accepted))).await.unwrap();
    let failed = app.finished(&ann.client, &again(&ann, &id(&accepted)).await).await;
    assert_eq!(failed["errorCode"], "file_gone");
}

async fn a_bucket_is_swept<S: ObjectServer>(server: S) {
    let settings = server.settings("files/live", S::KEY);
    let app = TestApp::start_configured(Backend::Sqlite, &settings).await;
    what_nobody_has_is_swept(&app).await;
}

async fn a_bucket_that_goes_away_and_comes_back_loses_nothing<S: ObjectServer>(mut server: S) {
    let app = TestApp::start_configured(Backend::Sqlite, &server.settings("files", S::KEY)).await;
    let ann = app.register("ann").await;
    let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
    app.finished(&ann.client, run(&accepted)).await;

    server.stop();
    let refused = ann.upload("second.pdf", sample("invoice.pdf")).await.expect(503);
    assert!(refused["message"].as_str().unwrap().contains("nothing was kept"), "{refused}");
    assert_eq!(app.visitor().get("/health/ready").await.expect(503)["code"], "storage_unavailable");
    ann.client.get(&format!("/documents/{}/pages/1", id(&accepted))).await.expect(503);
    let waiting = again(&ann, &id(&accepted)).await;
    waits_for_the_store(&app).await;

    server.start_again();
    app.advance(Duration::from_secs(60));
    assert_eq!(app.finished(&ann.client, &waiting).await["status"], "completed");
    app.visitor().get("/health/ready").await.expect(200);
}

async fn a_wrong_key_or_bucket_is_no_missing_file<S: ObjectServer>(server: S) {
    let stranger = connect(&server.settings("files", "wrong"));
    assert!(away(stranger.get("org_1/doc_1").await).contains(S::REFUSES));
    assert!(away(stranger.put("org_1/doc_1", b"x".to_vec()).await).contains(S::REFUSES));
    assert!(away(stranger.check().await).contains(S::REFUSES));

    let astray = connect(&server.settings("nowhere", S::KEY));
    away(astray.put("org_1/doc_1", b"x".to_vec()).await);
    away(astray.check().await);

    let storage = connect(&server.settings("files", S::KEY));
    storage.check().await.unwrap();
    assert!(matches!(storage.get("org_1/doc_1").await, Err(StorageError::NotFound)));
    storage.delete("org_1/doc_1").await.unwrap();
}

on_both_stores!(
    a_bucket_keeps_files_as_a_folder_does,
    a_bucket_is_swept,
    a_bucket_that_goes_away_and_comes_back_loses_nothing,
    a_wrong_key_or_bucket_is_no_missing_file,
);

/// Google says so too; its stand-in only that there is nothing.
#[tokio::test]
async fn a_file_in_a_bucket_that_is_not_there_is_no_missing_file() {
    let Some(server) = S3Server::start().await else { return };
    let astray = connect(&server.settings("nowhere", S3Server::KEY));
    assert!(away(astray.get("org_1/doc_1").await).contains("NoSuchBucket"));
}

/// Why the store cannot be used.
fn away<T: Debug>(outcome: Result<T, StorageError>) -> String {
    match outcome {
        Err(StorageError::Unavailable(why)) => why,
        other => panic!("{other:?}"),
    }
}

fn connect(settings: &[(&'static str, String)]) -> Storage {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = Config::load(Path::new("/nowhere/Leptos.toml"), |name| {
        settings.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone())
    });
    let StoragePlace::Bucket(bucket) = config.unwrap().storage_place().unwrap() else { panic!("it is a bucket") };
    Storage::connect(bucket).unwrap()
}
