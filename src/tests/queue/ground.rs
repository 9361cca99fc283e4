//! An empty queue on a real database, and all that is in it.

use super::model::{Job, State};
use crate::support::{Backend, database, fast_folder};
use ocriva::{
    db::{
        Db, Script,
        queries::jobs::{self, JobKind, NewJobs, Priority},
    },
    domain::{
        id::{JobId, OrgId, ProjectId},
        time::Timestamp,
    },
};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use std::collections::BTreeMap;
use tempfile::TempDir;

pub const KIND: JobKind = JobKind::Deliver;

pub struct Ground {
    pub db: Db,
    /// Plain SQL: nothing of the queue stands between.
    raw: DatabaseConnection,
    _folder: TempDir,
}

impl Ground {
    pub async fn open(backend: Backend) -> Self {
        let folder = fast_folder();
        let url = database::create(backend, folder.path()).await;
        let db = Db::open(&url, 4).await.unwrap();
        Self { db, raw: Database::connect(url).await.unwrap(), _folder: folder }
    }

    pub async fn clear(&self) {
        for table in ["jobs", "queue_turns"] {
            self.raw.execute_unprepared(&format!("DELETE FROM {table}")).await.unwrap();
        }
    }

    pub async fn enqueue(&self, id: &str, subject: &str, lane: &str, priority: Priority, now: i64) {
        let (organization, project) = (OrgId::from("org_1".to_owned()), ProjectId::from("proj_1".to_owned()));
        let tx = self.db.begin().await.unwrap();
        let job = NewJobs {
            kind: KIND,
            organization: &organization,
            project: &project,
            subjects: vec![(JobId::from(id.to_owned()), subject)],
            lane,
            priority,
            now: Timestamp(now),
        };
        let mut script = Script::of(&tx);
        jobs::enqueue(&mut script, job);
        script.run(&tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// As whoever cancels: the job is gone, whoever may have it.
    pub async fn cancel(&self, subject: &str) {
        self.raw.execute_unprepared(&format!("DELETE FROM jobs WHERE subject = '{subject}'")).await.unwrap();
    }

    /// Every job by its subject.
    pub async fn jobs(&self) -> BTreeMap<String, Job> {
        let sql = "SELECT subject, id, lane, priority, turn, state, due_at, attempt, fence FROM jobs";
        let asked = Statement::from_string(self.raw.get_database_backend(), sql);
        let rows = self.raw.query_all_raw(asked).await.unwrap();
        let read = |row: &sea_orm::QueryResult| {
            let due = row.try_get_by_index(6).unwrap();
            let state = match row.try_get_by_index::<String>(5).unwrap().as_str() {
                "waiting" => State::Waiting,
                "delayed" => State::Delayed(due),
                "leased" => State::Leased(due),
                other => panic!("{other}"),
            };
            let job = Job {
                id: row.try_get_by_index(1).unwrap(),
                lane: row.try_get_by_index(2).unwrap(),
                priority: row.try_get_by_index(3).unwrap(),
                turn: row.try_get_by_index(4).unwrap(),
                state,
                attempt: row.try_get_by_index(7).unwrap(),
                fence: row.try_get_by_index(8).unwrap(),
            };
            (row.try_get_by_index(0).unwrap(), job)
        };
        rows.iter().map(read).collect()
    }
}
