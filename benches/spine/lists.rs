//! Does a list stay as quick as it was, with a million documents in the project? The floor is the same list with
//! ten thousand.

use crate::{
    document,
    support::{Backend, Scripted, Tenant, TestApp},
    table::{self, percentile},
};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const FEW: usize = 10_000;
const MANY: usize = 1_000_000;
const READS: usize = 300;
/// Pages of a database are read into memory at the first ones.
const WARM_UP: usize = 30;

pub async fn measure(backend: Backend) {
    let app = TestApp::start_scripted(backend, Arc::new(Scripted::default())).await;
    let ann = app.register("ann").await;
    let accepted = ann.upload("invoice.pdf", document::invoice(0)).await.expect(201);
    let run = accepted["processingId"].as_str().expect("an upload has a run").to_owned();
    app.finished(&ann.client, &run).await;
    let paths = [
        ("list of 20", format!("/processing-history?projectId={}&limit=20", ann.project)),
        ("list of 20 that failed", format!("/processing-history?projectId={}&limit=20&status=failed", ann.project)),
        ("status of one", format!("/processing-history/{run}")),
    ];
    let db = Database::connect(app.runtime.config.database_url()).await.expect("the database is there");

    grow(&db, 0, FEW).await;
    let mut before = Vec::new();
    for (_, path) in &paths {
        before.push(read(&ann, path).await);
    }
    grow(&db, FEW, MANY).await;
    for ((what, path), mut few) in paths.iter().zip(before) {
        let mut many = read(&ann, path).await;
        for (name, part) in [("p50", 0.5), ("p99", 0.99)] {
            let what = format!("{what}, {MANY} documents, {name}");
            table::time(&what, percentile(&mut many, part), percentile(&mut few, part), "the same with 10,000");
        }
    }
}

async fn read(ann: &Tenant, path: &str) -> Vec<Duration> {
    let mut times = Vec::new();
    for n in 0..WARM_UP + READS {
        let begin = Instant::now();
        ann.client.get(path).await.expect(200);
        if n >= WARM_UP {
            times.push(begin.elapsed());
        }
    }
    times
}

/// Copies the one document and its run, each with an id that sorts before theirs; one in a hundred has failed.
async fn grow(db: &DatabaseConnection, from: usize, to: usize) {
    let numbers =
        format!("WITH RECURSIVE numbers (n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {to})");
    let documents = format!(
        "{numbers} INSERT INTO documents (id, organization_id, project_id, template_id, file_name, file_size, mime_type,
             sha256, storage_key, pages, status, uploaded_by, created_at)
         SELECT 'doc_0' || (10000000 + n), organization_id, project_id, template_id, file_name, file_size, mime_type,
             sha256 || n, storage_key, pages, status, uploaded_by, created_at
         FROM numbers CROSS JOIN (SELECT * FROM documents ORDER BY id DESC LIMIT 1) AS one"
    );
    let runs = format!(
        "{numbers} INSERT INTO processings (id, organization_id, project_id, document_id, template_id, template_version,
             is_latest, status, result, fields, checks, confidence, provider, model, created_at, started_at, completed_at)
         SELECT 'proc_0' || (10000000 + n), organization_id, project_id, 'doc_0' || (10000000 + n), template_id,
             template_version, is_latest, CASE WHEN n % 100 = 0 THEN 'failed' ELSE status END, result, fields, checks,
             confidence, provider, model, created_at, started_at, completed_at
         FROM numbers CROSS JOIN (SELECT * FROM processings ORDER BY id DESC LIMIT 1) AS one"
    );
    // What PostgreSQL's own housekeeping does in its time.
    let tidy = if db.get_database_backend() == DbBackend::Postgres { "VACUUM ANALYZE" } else { "ANALYZE" };
    for sql in [documents.as_str(), runs.as_str(), tidy] {
        db.execute_unprepared(sql).await.expect("rows can be copied");
    }
}
