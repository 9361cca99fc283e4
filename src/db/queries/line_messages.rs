//! What is sent to LINE bots: kept once, taken, answered, forgotten.

use super::jobs::{self, JobKind, NewJobs, Priority};
use crate::{
    access::ProjectScope,
    clock::Clock,
    db::{
        Db, DbError, Script, Tx,
        tables::{line_messages, processings},
    },
    domain::{
        document::Accepted,
        id::{DocumentId, JobId, LineChannelId, LineMessageId, ProcessingId, ProjectId},
        processing::ProcessingStatus,
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{LockType, OnConflict},
};

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// What it brought is to be fetched.
    Received,
    /// The same, once the bot has a token that LINE takes.
    Held,
    /// It is a document; its result is to be said in the chat.
    Accepted,
    /// Its answer is to be sent.
    Answering,
    Done,
}

impl State {
    const ALL: [Self; 5] = [Self::Received, Self::Held, Self::Accepted, Self::Answering, Self::Done];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Held => "held",
            Self::Accepted => "accepted",
            Self::Answering => "answering",
            Self::Done => "done",
        }
    }

    fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.as_str() == text).unwrap_or(Self::Done)
    }
}

/// Something that was sent to a bot.
#[derive(Clone, Debug)]
pub struct LineMessage {
    pub id: LineMessageId,
    pub channel_id: LineChannelId,
    /// LINE's own id of it.
    pub message_id: String,
    pub event_id: String,
    /// `user`, `group` or `room`.
    pub chat_kind: String,
    /// Where an answer goes.
    pub chat_id: String,
    pub user_id: Option<String>,
    pub reply_token: Option<String>,
    pub file_name: Option<String>,
    pub state: State,
    /// What is said in the chat, where that is known already.
    pub answer: Option<String>,
    pub document_id: Option<DocumentId>,
    pub processing_id: Option<ProcessingId>,
    pub created_at: Timestamp,
}

/// Messages of one insert: each takes sixteen values, and SQLite takes 32,766.
const AT_ONCE: usize = 500;

/// Keeps messages and puts them into the queue; those that LINE brought before are left as they are.
pub async fn receive<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    clock: &Clock,
    messages: Vec<LineMessage>,
) -> Result<(), DbError> {
    for some in messages.chunks(AT_ONCE) {
        let rows = some.iter().cloned().map(|message| row(scope, message).into_active_model());
        let once = OnConflict::columns([line_messages::Column::ChannelId, line_messages::Column::MessageId])
            .do_nothing()
            .to_owned();
        line_messages::Entity::insert_many(rows).on_conflict(once).exec_without_returning(tx.connection()).await?;
        let new = some.iter().map(|message| message.id.clone());
        let kept = own(scope).add(line_messages::Column::Id.is_in(new));
        enqueue(tx, scope, clock, &ids(tx, kept).await?).await?;
    }
    Ok(())
}

/// Puts messages into the queue.
pub async fn enqueue<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    clock: &Clock,
    messages: &[LineMessageId],
) -> Result<(), DbError> {
    let mut script = Script::of(tx);
    let subjects = messages.iter().map(|id| (clock.id(JobId::PREFIX), id.as_str())).collect();
    jobs::enqueue(&mut script, NewJobs { subjects, ..new_jobs(scope, clock.now()) });
    script.run(tx).await
}

/// A document has its result, or will never have one: whoever sent it by LINE is to hear of it.
pub fn answer<P>(script: &mut Script, scope: &ProjectScope<P>, clock: &Clock, document: &DocumentId) {
    let state = State::Accepted.as_str();
    let found = format!("SELECT id AS subject FROM line_messages WHERE document_id = $8 AND state = '{state}'");
    let jobs = new_jobs(scope, clock.now());
    jobs::enqueue_found(script, &jobs, clock.id(JobId::PREFIX), &found, document.as_str());
}

pub async fn get<P>(db: &Db, scope: &ProjectScope<P>, id: &LineMessageId) -> Result<Option<LineMessage>, DbError> {
    let query = line_messages::Entity::find_by_id(id.clone()).filter(own(scope));
    Ok(query.one(&db.pool).await?.map(message))
}

/// Sets how far a message has come.
pub async fn set_state<P>(tx: &Tx, scope: &ProjectScope<P>, id: &LineMessageId, state: State) -> Result<(), DbError> {
    set(tx, scope, id, line_messages::ActiveModel { state: Set(state.as_str().to_owned()), ..Default::default() }).await
}

/// What is to be said about it.
pub async fn set_answer<P>(tx: &Tx, scope: &ProjectScope<P>, id: &LineMessageId, answer: &str) -> Result<(), DbError> {
    let row = line_messages::ActiveModel {
        state: Set(State::Answering.as_str().to_owned()),
        answer: Set(Some(answer.to_owned())),
        ..Default::default()
    };
    set(tx, scope, id, row).await
}

/// It is a document now.
pub async fn set_accepted<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    id: &LineMessageId,
    accepted: &Accepted,
    state: State,
) -> Result<(), DbError> {
    let row = line_messages::ActiveModel {
        state: Set(state.as_str().to_owned()),
        document_id: Set(Some(accepted.id.clone())),
        processing_id: Set(Some(accepted.processing_id.clone())),
        ..Default::default()
    };
    set(tx, scope, id, row).await
}

/// Has the run of a document ended? One that has not waits with its end for this transaction, and sees it then.
pub async fn has_ended<P>(tx: &Tx, scope: &ProjectScope<P>, run: &ProcessingId) -> Result<bool, DbError> {
    let found: Option<String> = processings::Entity::find_by_id(run.clone())
        .filter(processings::Column::ProjectId.eq(scope.project().clone()))
        .select_only()
        .column(processings::Column::Status)
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .one(tx.connection())
        .await?;
    Ok(found.as_deref().and_then(ProcessingStatus::parse).is_none_or(ProcessingStatus::is_final))
}

/// Takes up again whatever waited for a token that LINE takes.
pub async fn release<P>(tx: &Tx, scope: &ProjectScope<P>, clock: &Clock) -> Result<(), DbError> {
    let held = own(scope).add(line_messages::Column::State.eq(State::Held.as_str()));
    let ids = ids(tx, held.clone()).await?;
    let again = line_messages::ActiveModel { state: Set(State::Received.as_str().to_owned()), ..Default::default() };
    line_messages::Entity::update_many().set(again).filter(held).exec(tx.connection()).await?;
    for some in ids.chunks(AT_ONCE) {
        enqueue(tx, scope, clock, some).await?;
    }
    Ok(())
}

/// When something was sent last, for each of these projects.
pub async fn newest<P>(db: &Db, scopes: &[ProjectScope<P>]) -> Result<Vec<(ProjectId, Timestamp)>, DbError> {
    let projects = scopes.iter().map(|scope| scope.project().clone());
    line_messages::Entity::find()
        .select_only()
        .column(line_messages::Column::ProjectId)
        .column_as(line_messages::Column::CreatedAt.max(), "newest")
        .filter(line_messages::Column::ProjectId.is_in(projects))
        .group_by(line_messages::Column::ProjectId)
        .into_tuple()
        .all(&db.pool)
        .await
}

/// Forgets messages from before `until`, whatever became of them: LINE has not kept what they brought either.
pub async fn delete_old(db: &Db, until: Timestamp) -> Result<u64, DbError> {
    let tx = db.begin().await?;
    let old = line_messages::Column::CreatedAt.lt(until);
    let gone = line_messages::Entity::delete_many().filter(old).exec(tx.connection()).await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}

/// A lane is a project: one with a busy bot leaves room for the others.
fn new_jobs<P>(scope: &ProjectScope<P>, now: Timestamp) -> NewJobs<'_> {
    NewJobs {
        kind: JobKind::Line,
        organization: scope.organization(),
        project: scope.project(),
        lane: scope.project().as_str(),
        priority: Priority::Interactive,
        now,
        subjects: Vec::new(),
    }
}

async fn ids(tx: &Tx, which: Condition) -> Result<Vec<LineMessageId>, DbError> {
    let query = line_messages::Entity::find().filter(which).order_by_asc(line_messages::Column::Id);
    query.select_only().column(line_messages::Column::Id).into_tuple().all(tx.connection()).await
}

async fn set<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    id: &LineMessageId,
    row: line_messages::ActiveModel,
) -> Result<(), DbError> {
    let one = own(scope).add(line_messages::Column::Id.eq(id.clone()));
    line_messages::Entity::update_many().set(row).filter(one).exec(tx.connection()).await?;
    Ok(())
}

fn own<P>(scope: &ProjectScope<P>) -> Condition {
    Condition::all().add(line_messages::Column::ProjectId.eq(scope.project().clone()))
}

fn row<P>(scope: &ProjectScope<P>, message: LineMessage) -> line_messages::Model {
    line_messages::Model {
        id: message.id,
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        channel_id: message.channel_id,
        message_id: message.message_id,
        event_id: message.event_id,
        chat_kind: message.chat_kind,
        chat_id: message.chat_id,
        user_id: message.user_id,
        reply_token: message.reply_token,
        file_name: message.file_name,
        state: message.state.as_str().to_owned(),
        answer: message.answer,
        document_id: message.document_id,
        processing_id: message.processing_id,
        created_at: message.created_at,
    }
}

fn message(row: line_messages::Model) -> LineMessage {
    LineMessage {
        id: row.id,
        channel_id: row.channel_id,
        message_id: row.message_id,
        event_id: row.event_id,
        chat_kind: row.chat_kind,
        chat_id: row.chat_id,
        user_id: row.user_id,
        reply_token: row.reply_token,
        file_name: row.file_name,
        state: State::parse(&row.state),
        answer: row.answer,
        document_id: row.document_id,
        processing_id: row.processing_id,
        created_at: row.created_at,
    }
}
