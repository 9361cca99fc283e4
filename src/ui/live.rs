//! The live line: one WebSocket per open project tells pages what changed, so that they never have to ask.

use crate::domain::{
    batch::{BatchStatus, Counts},
    event::{Change, LiveEvent},
    id::{BatchId, DocumentId, ProcessingId, ProjectId, WebhookId},
    processing::ProcessingStatus,
};
use leptos::prelude::*;
use std::collections::HashMap;

mod gather;
mod line;

pub use gather::gathered;

/// What was heard about a document since the page was loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    processing: ProcessingId,
    pub status: ProcessingStatus,
    pub confidence: Option<f32>,
    /// Grows with every message about it.
    version: u64,
}

/// What was heard about a batch since the page was loaded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeardBatch {
    pub counts: Counts,
    pub status: BatchStatus,
    /// Grows with every message about it.
    version: u64,
}

/// What the server said since the line was opened; a context below the frame.
#[derive(Clone, Copy)]
pub struct Live {
    documents: RwSignal<HashMap<DocumentId, Heard>>,
    webhooks: RwSignal<HashMap<WebhookId, u64>>,
    batches: RwSignal<HashMap<BatchId, HeardBatch>>,
    /// Grows with every message, and whenever messages may have been missed.
    version: RwSignal<u64>,
    /// Grows whenever messages may have been missed: when the line is opened, and when it could not be resumed.
    opened: RwSignal<u64>,
    lost: RwSignal<bool>,
    /// Grows when the person here may do more or less than before.
    access: RwSignal<usize>,
}

impl Live {
    /// Keeps a line open for `project`; nothing happens on the server.
    pub fn keep_open(project: Memo<Option<ProjectId>>) -> Self {
        let live = Self {
            documents: RwSignal::default(),
            webhooks: RwSignal::default(),
            batches: RwSignal::default(),
            version: RwSignal::new(0),
            opened: RwSignal::new(0),
            lost: RwSignal::new(false),
            access: RwSignal::new(0),
        };
        line::keep_open(live, project);
        live
    }

    /// Grows when anything in the project changed, or may have.
    pub fn project(self) -> u64 {
        self.version.get()
    }

    /// Grows when this document changed, or may have.
    pub fn document(self, id: &DocumentId) -> u64 {
        self.opened.get() + self.documents.with(|all| all.get(id).map_or(0, |heard| heard.version))
    }

    /// Grows when a delivery to this endpoint changed, or may have.
    pub fn webhook(self, id: &WebhookId) -> u64 {
        self.opened.get() + self.webhooks.with(|all| all.get(id).copied().unwrap_or(0))
    }

    /// The newest word about this document, if there was one.
    pub fn heard(self, id: &DocumentId) -> Option<Heard> {
        self.documents.with(|all| all.get(id).cloned())
    }

    /// The newest word about this batch, if there was one.
    pub fn heard_batch(self, id: &BatchId) -> Option<HeardBatch> {
        self.batches.with(|all| all.get(id).copied())
    }

    /// Grows when this batch changed, or may have.
    pub fn batch(self, id: &BatchId) -> u64 {
        self.opened.get() + self.batches.with(|all| all.get(id).map_or(0, |heard| heard.version))
    }

    /// Grows when the person here may do more or less than before.
    pub fn access(self) -> usize {
        self.access.get()
    }

    /// Was the line open and is not now?
    pub fn is_lost(self) -> bool {
        self.lost.get()
    }

    /// The line works, and nothing was missed.
    fn resumed(self) {
        self.lost.set(false);
    }

    /// The line works, and something may have been missed.
    fn opened(self) {
        self.lost.set(false);
        // What was heard before may be stale by now; pages fetch again.
        self.documents.update(HashMap::clear);
        self.batches.update(HashMap::clear);
        self.opened.update(|n| *n += 1);
        self.version.update(|n| *n += 1);
    }

    fn hear(self, event: LiveEvent) {
        match event.change {
            // News of several tasks may overtake each other: what comes late changes nothing.
            Change::Processing { processing_id, document_id, status, confidence } => self.documents.update(|all| {
                let known = all.get(&document_id);
                if known.is_some_and(|heard| heard.processing == processing_id && heard.status.stage() > status.stage())
                {
                    return;
                }
                let version = known.map_or(0, |heard| heard.version) + 1;
                all.insert(document_id, Heard { processing: processing_id, status, confidence, version });
            }),
            Change::Batch { completed, failed, cancelled, total, status } => {
                let Some(id) = event.batch_id else { return };
                let counts = Counts {
                    total_files: total,
                    completed_files: completed,
                    failed_files: failed,
                    cancelled_files: cancelled,
                };
                self.batches.update(|all| {
                    let known = all.get(&id);
                    if known.is_some_and(|heard| heard.counts.ended() > counts.ended()) {
                        return;
                    }
                    let version = known.map_or(0, |heard| heard.version) + 1;
                    all.insert(id, HeardBatch { counts, status, version });
                });
            }
            Change::Delivery { webhook_id, .. } => self.webhooks.update(|all| *all.entry(webhook_id).or_default() += 1),
        }
        self.version.update(|n| *n += 1);
    }
}
