//! Uploads in the browser: dropped, chosen or pasted files on their way, kept while pages come and go.

mod drop_zone;
mod files;
mod parcel;
mod send;
mod tray;
mod veil;

pub use drop_zone::DropZone;
pub use tray::Tray;
pub use veil::Veil;

use crate::domain::{
    batch::MAX_FILES,
    document::Accepted,
    id::{ProjectId, TemplateId},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use parcel::Parcel;
use send_wrapper::SendWrapper;
use std::collections::VecDeque;
use web_sys::File;

/// How many requests travel at once; more would hold up the page's own.
const AT_ONCE: usize = 3;

/// One file on its way.
#[derive(Clone)]
pub struct Upload {
    pub id: usize,
    pub name: String,
    pub state: ArcRwSignal<State>,
}

/// How far a file has come.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    Waiting,
    /// Percent sent.
    Sending(u8),
    Accepted(Box<Accepted>),
    /// Why, in a sentence.
    Refused(String),
}

/// All uploads of this visit; a context below the frame.
#[derive(Clone, Copy)]
pub struct Uploads {
    project: Memo<Option<ProjectId>>,
    pub list: RwSignal<Vec<Upload>>,
    /// Read with this template; the project's default if none.
    pub template: RwSignal<Option<TemplateId>>,
    /// Where the last batch is shown.
    pub batch: RwSignal<Option<String>>,
    /// Is the visitor's single file to be followed to its page? So while a project is empty.
    pub follows: RwSignal<bool>,
    /// Wrapped because a file must stay on its thread; the server never holds one.
    waiting: StoredValue<VecDeque<SendWrapper<Parcel>>>,
    sending: StoredValue<usize>,
    go: Callback<String>,
}

impl Uploads {
    pub fn new(project: Memo<Option<ProjectId>>) -> Self {
        let navigate = use_navigate();
        let go = move |path: String| navigate(&path, NavigateOptions::default());
        let template = RwSignal::new(None);
        // A template of one project is nothing to another.
        Effect::new(move || {
            project.track();
            template.set(None);
        });
        Self {
            project,
            list: RwSignal::new(Vec::new()),
            template,
            batch: RwSignal::new(None),
            follows: RwSignal::new(false),
            waiting: StoredValue::new(VecDeque::new()),
            sending: StoredValue::new(0),
            go: Callback::new(go),
        }
    }

    /// Takes files into the project that is open; several become a batch.
    pub fn take(self, mut files: Vec<File>) {
        let Some(project) = self.project.get_untracked() else { return };
        let follow = files.len() == 1 && self.follows.get_untracked();
        self.follows.set(false);
        while !files.is_empty() {
            let rest = files.split_off(files.len().min(MAX_FILES));
            let (project, template) = (project.clone(), self.template.get_untracked());
            let uploads = files.iter().map(|file| self.list_one(file)).collect();
            let parcel = Parcel { uploads, files, project, template, follow };
            self.waiting.update_value(|queue| queue.push_back(SendWrapper::new(parcel)));
            files = rest;
        }
        self.send_next();
    }

    fn list_one(self, file: &File) -> Upload {
        let upload = Upload {
            id: self.list.with_untracked(|list| list.last().map_or(0, |last| last.id + 1)),
            name: file.name(),
            state: ArcRwSignal::new(State::Waiting),
        };
        self.list.update(|list| list.push(upload.clone()));
        upload
    }

    /// Forgets those that have arrived or were refused.
    pub fn clear(self) {
        self.list.update(|list| {
            list.retain(|upload| matches!(upload.state.get_untracked(), State::Waiting | State::Sending(_)));
        });
        self.batch.set(None);
    }

    fn send_next(self) {
        while self.sending.get_value() < AT_ONCE {
            let Some(next) = self.waiting.try_update_value(VecDeque::pop_front).flatten() else { return };
            let parcel = next.take();
            self.sending.update_value(|n| *n += 1);
            let states: Vec<_> = parcel.uploads.iter().map(|upload| upload.state.clone()).collect();
            let progress = move |percents: Vec<u8>| {
                for (state, percent) in states.iter().zip(percents).filter(|(_, percent)| *percent > 0) {
                    state.set(State::Sending(percent));
                }
            };
            let (uploads, project, follow) = (parcel.uploads.clone(), parcel.project.clone(), parcel.follow);
            send::send(&parcel, progress, move |end| {
                if let Some(batch) = end.batch {
                    self.batch.set(Some(format!("/app/{project}/batches/{batch}")));
                }
                for (upload, state) in uploads.into_iter().zip(end.states) {
                    if let (State::Accepted(accepted), true) = (&state, follow) {
                        // Its page says more than the tray could, and the tray would stand in its way.
                        self.list.update(|list| list.retain(|listed| listed.id != upload.id));
                        self.go.run(format!("/app/{}/documents/{}", accepted.project_id, accepted.id));
                    }
                    upload.state.set(state);
                }
                self.sending.update_value(|n| *n -= 1);
                self.send_next();
            });
        }
    }
}
