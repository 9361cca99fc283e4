//! The machine's own floor: a file on the disk, a commit on the disk, and nothing around them.

use crate::support::{Client, TestApp};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Multipart},
    routing::post,
};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, TransactionTrait};
use std::{
    fs::{self, File},
    io::Write,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tempfile::TempDir;
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    task::spawn_blocking,
};

/// Most commits that wait for each other in a group.
const GROUP: usize = 256;
const ROW: &str =
    "INSERT INTO floor (text) VALUES ('a row of about the size of the row of a job, to be found again by its number')";

pub struct Floor {
    db: DatabaseConnection,
    grouped: mpsc::Sender<oneshot::Sender<()>>,
    files: AtomicUsize,
    folder: TempDir,
}

impl Floor {
    /// A file of its own for SQLite, with the settings of the product; a table of its own in PostgreSQL.
    pub async fn beside(app: &TestApp) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let sqlite = app.runtime.db.is_sqlite();
        let url = if sqlite {
            format!("sqlite://{}?mode=rwc", folder.path().join("floor.db").display())
        } else {
            app.runtime.config.database_url()
        };
        let mut options = ConnectOptions::new(url);
        let connections = if sqlite { 1 } else { app.runtime.config.database.max_connections };
        options
            .max_connections(connections)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|sqlite| sqlite.pragma("journal_mode", "WAL").pragma("synchronous", "FULL"));
        let db = Database::connect(options).await.expect("the database of the tests is there");
        let id = if sqlite { "INTEGER PRIMARY KEY" } else { "BIGSERIAL PRIMARY KEY" };
        let table = format!("CREATE TABLE floor (id {id}, text TEXT NOT NULL)");
        db.execute_unprepared(&table).await.expect("the table is new");
        let (grouped, waiting) = mpsc::channel(GROUP);
        #[expect(clippy::disallowed_methods, reason = "it ends with its channel, which ends with the floor")]
        tokio::spawn(commit_in_groups(db.clone(), waiting));
        Self { db, grouped, files: AtomicUsize::default(), folder }
    }

    /// A bare handler: it takes a form, keeps its file and shares a commit.
    pub async fn serve(floor: Arc<Self>) -> Client {
        let handler = async move |mut form: Multipart| {
            while let Ok(Some(part)) = form.next_field().await {
                let bytes = part.bytes().await.expect("the form is whole");
                floor.keep(bytes.to_vec().into()).await;
            }
            floor.commit_in_group().await;
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let client = Client::new(format!("http://{}", listener.local_addr().expect("it is bound")));
        let app = Router::new().route("/", post(handler)).layer(DefaultBodyLimit::disable());
        #[expect(clippy::disallowed_methods, reason = "it ends with the benchmark")]
        tokio::spawn(async move { axum::serve(listener, app).await });
        client
    }

    /// One row, durable.
    pub async fn commit(&self) {
        self.db.execute_unprepared(ROW).await.expect("a row can be inserted");
    }

    /// One row, durable together with those of whoever else is waiting.
    pub async fn commit_in_group(&self) {
        let (done, told) = oneshot::channel();
        self.grouped.send(done).await.expect("the writer lives as long as the floor");
        told.await.expect("the writer answers");
    }

    /// One file, durable: data, name and folder.
    pub async fn keep(&self, bytes: Arc<[u8]>) {
        let number = self.files.fetch_add(1, Ordering::Relaxed);
        let folder = self.folder.path().to_owned();
        spawn_blocking(move || keep(folder, number, &bytes).expect("the disk takes a file")).await.expect("no panic");
    }
}

fn keep(folder: PathBuf, number: usize, bytes: &[u8]) -> std::io::Result<()> {
    let (incoming, target) = (folder.join(format!("{number}.part")), folder.join(number.to_string()));
    let mut file = File::create(&incoming)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(incoming, target)?;
    File::open(folder)?.sync_all()
}

async fn commit_in_groups(db: DatabaseConnection, mut waiting: mpsc::Receiver<oneshot::Sender<()>>) {
    let mut group = Vec::new();
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        let tx = db.begin().await.expect("a transaction begins");
        for _ in &group {
            tx.execute_unprepared(ROW).await.expect("a row can be inserted");
        }
        tx.commit().await.expect("a transaction ends");
        for done in group.drain(..) {
            let _ = done.send(());
        }
    }
}
