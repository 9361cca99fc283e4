//! The work of the stage: fetch what a message brought, or say what there is to say about it.

use super::{answer, fetch};
use crate::{
    access::{Claimed, ProjectScope},
    db::{
        Tx,
        queries::{
            jobs, line_channels,
            line_channels::StoredChannel,
            line_messages::{self, LineMessage, State},
        },
    },
    domain::id::LineMessageId,
    error::AppError,
    pipeline::queue::{JobKind, Leased, Slot, Work},
    runtime::Runtime,
};
use std::time::Duration;

/// Of all messages at once, one project gets at most one part in so many.
const PROJECT_SHARE: usize = 2;
/// What a person reads who set up the bot.
pub const TOKEN_REFUSED: &str = "LINE does not accept the channel access token: it was mistyped, has expired, or was taken back. Issue a new one in LINE’s console and enter it here; what was sent meanwhile is fetched then.";
pub const UNREADABLE: &str = "Its keys were sealed with another OCRIVA_SECRET. Enter the channel secret and the access token again; what was sent meanwhile is fetched then.";

/// Takes messages from the queue; one per process.
pub struct Stage {
    runtime: Runtime,
}

/// A claimed job, the message that it is about, and the bot that got it.
pub(super) struct Errand<'a> {
    pub runtime: &'a Runtime,
    pub scope: ProjectScope<Claimed>,
    pub job: &'a Leased,
    pub message: LineMessage,
    pub channel: StoredChannel,
}

impl Stage {
    #[must_use]
    pub fn new(runtime: Runtime) -> Self {
        Self { runtime }
    }
}

#[async_trait::async_trait]
impl Work for Stage {
    type Needs = ();

    fn kind(&self) -> JobKind {
        JobKind::Line
    }

    fn slots(&self) -> usize {
        self.runtime.config.line.at_once
    }

    /// A lane is a project.
    fn slots_per_lane(&self) -> usize {
        self.runtime.config.line.at_once.div_ceil(PROJECT_SHARE)
    }

    async fn claimed(&self, _: &Tx, _: &[Leased]) -> Result<(), AppError> {
        Ok(())
    }

    /// A message is looked at when its turn comes: its bot may have changed by then.
    async fn look_up(&self, jobs: &[Leased]) -> Result<Vec<()>, AppError> {
        Ok(vec![(); jobs.len()])
    }

    async fn run(&self, job: &Leased, (): (), slot: Slot) -> Result<(), AppError> {
        let (runtime, db) = (&self.runtime, &self.runtime.db);
        let scope = ProjectScope::of_claim(job.organization_id.clone(), job.project_id.clone());
        let message = line_messages::get(db, &scope, &LineMessageId(job.subject.clone())).await?;
        let channel = line_channels::of_project(db, &scope).await?;
        let (Some(message), Some(channel)) = (message, channel) else {
            // The bot was taken away.
            let tx = db.begin().await?;
            jobs::finish(&tx, job).await?;
            return Ok(tx.commit().await?);
        };
        let state = message.state;
        let errand = Errand { runtime, scope, job, message, channel };
        match state {
            State::Received => fetch::fetch(&errand, slot).await,
            State::Accepted | State::Answering => answer::answer(&errand).await,
            State::Held | State::Done => errand.end(state).await,
        }
    }
}

impl Errand<'_> {
    /// A transaction in which the job ends; none for a worker that lost it.
    pub async fn last_word(&self) -> Result<Option<Tx>, AppError> {
        let tx = self.runtime.db.begin().await?;
        if jobs::finish(&tx, self.job).await? {
            return Ok(Some(tx));
        }
        tracing::warn!(job = %self.job.id, "a late end of a LINE message was ignored");
        Ok(None)
    }

    /// Nothing more is to be done for now.
    pub async fn end(&self, state: State) -> Result<(), AppError> {
        let Some(tx) = self.last_word().await? else { return Ok(()) };
        line_messages::set_state(&tx, &self.scope, &self.message.id, state).await?;
        Ok(tx.commit().await?)
    }

    /// LINE does not listen to this bot: whoever set it up reads why, and nobody tries again until it is set right.
    pub async fn end_in_trouble(&self, state: State, trouble: &str) -> Result<(), AppError> {
        let tx = self.runtime.db.begin().await?;
        let channel = line_channels::of_project_for_update(&tx, &self.scope).await?;
        if channel.is_some_and(|now| now.sealed_token != self.channel.sealed_token) {
            // Another token was entered while LINE refused the old one.
            jobs::put_back(&tx, self.job, self.runtime.clock.now()).await?;
            return Ok(tx.commit().await?);
        }
        if !jobs::finish(&tx, self.job).await? {
            return Ok(());
        }
        line_messages::set_state(&tx, &self.scope, &self.message.id, state).await?;
        line_channels::set_error(&tx, &self.scope, trouble, self.runtime.clock.now()).await?;
        tracing::warn!(channel = %self.channel.id, trouble, "a LINE bot does not work");
        Ok(tx.commit().await?)
    }

    pub async fn again_after(&self, wait: Duration) -> Result<(), AppError> {
        let tx = self.runtime.db.begin().await?;
        jobs::put_back(&tx, self.job, self.runtime.clock.now().plus_millis(wait.as_millis() as i64)).await?;
        Ok(tx.commit().await?)
    }
}
