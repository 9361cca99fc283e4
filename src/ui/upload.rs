//! Uploads in the browser: dropped, chosen or pasted files on their way, kept while pages come and go.

mod drop_zone;
mod files;
mod send;
mod tray;
mod veil;

pub use drop_zone::DropZone;
pub use tray::Tray;
pub use veil::Veil;

use crate::domain::{
    document::Accepted,
    id::{ProjectId, TemplateId},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use send_wrapper::SendWrapper;
use std::collections::VecDeque;
use web_sys::File;

/// How many files travel at once; more would hold up the page's own requests.
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

/// A file with where it goes, before its turn.
struct Waiting {
    upload: Upload,
    file: File,
    project: ProjectId,
    template: Option<TemplateId>,
    /// Go to the document once it is accepted.
    follow: bool,
}

/// All uploads of this visit; a context below the frame.
#[derive(Clone, Copy)]
pub struct Uploads {
    project: Memo<Option<ProjectId>>,
    pub list: RwSignal<Vec<Upload>>,
    /// Read with this template; the project's default if none.
    pub template: RwSignal<Option<TemplateId>>,
    /// Is the visitor's single file to be followed to its page? So while a project is empty.
    pub follows: RwSignal<bool>,
    /// Wrapped because a file must stay on its thread; the server never holds one.
    waiting: StoredValue<VecDeque<SendWrapper<Waiting>>>,
    sending: StoredValue<usize>,
    go: Callback<String>,
}

impl Uploads {
    pub fn new(project: Memo<Option<ProjectId>>) -> Self {
        let navigate = use_navigate();
        let go = move |path: String| navigate(&path, NavigateOptions::default());
        Self {
            project,
            list: RwSignal::new(Vec::new()),
            template: RwSignal::new(None),
            follows: RwSignal::new(false),
            waiting: StoredValue::new(VecDeque::new()),
            sending: StoredValue::new(0),
            go: Callback::new(go),
        }
    }

    /// Takes files into the project that is open.
    pub fn take(self, files: Vec<File>) {
        let Some(project) = self.project.get_untracked() else { return };
        let follow = files.len() == 1 && self.follows.get_untracked();
        self.follows.set(false);
        let template = self.template.get_untracked();
        for file in files {
            let upload = Upload {
                id: self.list.with_untracked(|list| list.last().map_or(0, |last| last.id + 1)),
                name: file.name(),
                state: ArcRwSignal::new(State::Waiting),
            };
            self.list.update(|list| list.push(upload.clone()));
            let (project, template) = (project.clone(), template.clone());
            self.waiting.update_value(|queue| {
                queue.push_back(SendWrapper::new(Waiting { upload, file, project, template, follow }));
            });
        }
        self.send_next();
    }

    /// Forgets those that have arrived or were refused.
    pub fn clear(self) {
        self.list.update(|list| {
            list.retain(|upload| matches!(upload.state.get_untracked(), State::Waiting | State::Sending(_)));
        });
    }

    fn send_next(self) {
        while self.sending.get_value() < AT_ONCE {
            let Some(next) = self.waiting.try_update_value(VecDeque::pop_front).flatten() else { return };
            let next = next.take();
            self.sending.update_value(|n| *n += 1);
            let (id, state, follow) = (next.upload.id, next.upload.state, next.follow);
            let progress = state.clone();
            send::send(
                &next.file,
                &next.project,
                next.template.as_ref(),
                move |percent| progress.set(State::Sending(percent)),
                move |end| {
                    if let (State::Accepted(accepted), true) = (&end, follow) {
                        // Its page says more than the tray could, and the tray would stand in its way.
                        self.list.update(|list| list.retain(|upload| upload.id != id));
                        self.go.run(format!("/app/{}/documents/{}", accepted.project_id, accepted.id));
                    }
                    state.set(end);
                    self.sending.update_value(|n| *n -= 1);
                    self.send_next();
                },
            );
        }
    }
}
