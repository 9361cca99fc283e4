//! The queue of mails: written with what causes them, taken under a lease, ended by who holds it.

use crate::{
    db::{Db, DbError, Tx, tables::mails},
    domain::{
        id::{MailId, OrgId},
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};

const WAITING: &str = "waiting";
const LEASED: &str = "leased";
const SENT: &str = "sent";
const FAILED: &str = "failed";

/// A mail that is to be sent.
pub struct NewMail<'a> {
    pub id: &'a MailId,
    pub organization: Option<&'a OrgId>,
    pub recipient: &'a str,
    pub subject: &'a str,
    pub sealed: String,
    pub now: Timestamp,
}

/// A mail under lease.
#[derive(Clone, Debug, FromQueryResult)]
pub struct LeasedMail {
    pub id: MailId,
    pub sealed: Option<String>,
    /// From 1.
    pub attempts: i32,
    pub created_at: Timestamp,
}

pub async fn enqueue(tx: &Tx, mail: NewMail<'_>) -> Result<(), DbError> {
    let row = mails::Model {
        id: mail.id.clone(),
        organization_id: mail.organization.cloned(),
        recipient: mail.recipient.to_owned(),
        subject: mail.subject.to_owned(),
        sealed: Some(mail.sealed),
        state: WAITING.to_owned(),
        due_at: mail.now,
        attempts: 0,
        last_error: None,
        created_at: mail.now,
        sent_at: None,
    };
    mails::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Takes up to `most` mails that are due, the lost ones included, until `lease_until`.
pub async fn claim(db: &Db, most: usize, now: Timestamp, lease_until: Timestamp) -> Result<Vec<LeasedMail>, DbError> {
    // Looking costs nothing; only a find is worth the writer's turn.
    if next_due(db).await?.is_none_or(|due| due > now) {
        return Ok(Vec::new());
    }
    let tx = db.begin().await?;
    let skip = if tx.is_postgres() { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE mails SET state = '{LEASED}', due_at = $1, attempts = attempts + 1
         WHERE id IN (SELECT id FROM mails WHERE state IN ('{WAITING}', '{LEASED}') AND due_at <= $2
                      ORDER BY due_at, id LIMIT {most} {skip})
         RETURNING id, sealed, attempts, created_at"
    );
    let values = [lease_until.0.into(), now.0.into()];
    let claimed = LeasedMail::find_by_statement(Statement::from_sql_and_values(tx.backend(), sql, values));
    let claimed = claimed.all(tx.connection()).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// When the next mail is due, or the next lease ends.
pub async fn next_due(db: &Db) -> Result<Option<Timestamp>, DbError> {
    let earliest = |state| format!("SELECT MIN(due_at) AS at FROM mails WHERE state = '{state}'");
    let sql = format!("SELECT MIN(at) AS at FROM ({} UNION ALL {}) AS due", earliest(WAITING), earliest(LEASED));
    let row = db.pool.query_one_raw(Statement::from_string(db.backend(), sql)).await?;
    Ok(row.and_then(|row| row.try_get::<Option<i64>>("", "at").ok().flatten()).map(Timestamp))
}

/// It is on its way: what it said is forgotten.
pub async fn sent(db: &Db, mail: &LeasedMail, now: Timestamp) -> Result<(), DbError> {
    let row = mails::ActiveModel {
        state: Set(SENT.to_owned()),
        sealed: Set(None),
        last_error: Set(None),
        sent_at: Set(Some(now)),
        ..Default::default()
    };
    end(db, mail, row).await
}

/// It did not go out: again at `next`, or given up.
pub async fn failed(db: &Db, mail: &LeasedMail, reason: &str, next: Option<Timestamp>) -> Result<(), DbError> {
    let mut row = mails::ActiveModel { last_error: Set(Some(reason.to_owned())), ..Default::default() };
    match next {
        Some(next) => (row.state, row.due_at) = (Set(WAITING.to_owned()), Set(next)),
        None => (row.state, row.sealed) = (Set(FAILED.to_owned()), Set(None)),
    }
    end(db, mail, row).await
}

async fn end(db: &Db, mail: &LeasedMail, row: mails::ActiveModel) -> Result<(), DbError> {
    let held = Condition::all()
        .add(mails::Column::Id.eq(mail.id.clone()))
        .add(mails::Column::State.eq(LEASED))
        .add(mails::Column::Attempts.eq(mail.attempts));
    let tx = db.begin().await?;
    mails::Entity::update_many().set(row).filter(held).exec(tx.connection()).await?;
    tx.commit().await
}

/// How many wait or are being sent.
pub async fn pending(db: &Db) -> Result<u64, DbError> {
    mails::Entity::find().filter(mails::Column::State.is_in([WAITING, LEASED])).count(&db.pool).await
}

/// What went wrong last with the mails that did not go out, oldest first.
pub async fn last_errors(db: &Db) -> Result<Vec<String>, DbError> {
    let query = mails::Entity::find().filter(mails::Column::LastError.is_not_null()).order_by_asc(mails::Column::Id);
    query.select_only().column(mails::Column::LastError).into_tuple().all(&db.pool).await
}

/// Ends every lease at `now`: right when no other process can be holding one.
pub async fn release_all(db: &Db, now: Timestamp) -> Result<u64, DbError> {
    let tx = db.begin().await?;
    let freed = mails::Entity::update_many()
        .set(mails::ActiveModel { due_at: Set(now), ..Default::default() })
        .filter(mails::Column::State.eq(LEASED))
        .exec(tx.connection())
        .await?;
    tx.commit().await?;
    Ok(freed.rows_affected)
}

/// Forgets the mails from before `until` for which nothing will be done any more.
pub async fn delete_old(db: &Db, until: Timestamp) -> Result<u64, DbError> {
    let tx = db.begin().await?;
    let gone = mails::Entity::delete_many()
        .filter(mails::Column::CreatedAt.lt(until))
        .filter(mails::Column::State.is_in([SENT, FAILED]))
        .exec(tx.connection())
        .await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}
