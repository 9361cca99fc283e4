//! The pieces every page is made of; each is plain HTML first and only then alive.

pub mod badge;
pub mod batch_status;
pub mod close;
pub mod confidence;
pub mod copy;
pub mod dialog;
pub mod field;
pub mod file_mark;
pub mod fresh;
pub mod icon;
pub mod menu;
pub mod note;
pub mod pager;
pub mod panel;
pub mod strength;
pub mod table;
pub mod tabs;
pub mod when;

pub use badge::{Badge, StatusBadge, Tone};
pub use batch_status::{BatchBadge, BatchBar};
pub use close::close_dialog;
pub use confidence::Confidence;
pub use copy::{CodeBlock, CopyButton};
pub use dialog::{Dialog, DialogButton};
pub use field::{SelectField, TextArea, TextField, error_of};
pub use file_mark::FileMark;
pub use fresh::fresh;
pub use icon::{Glyph, Icon};
pub use menu::{Menu, MenuFile};
pub use note::{ErrorNote, Note, PageError};
pub use pager::Pager;
pub use panel::{Card, Empty, PageHeader};
pub use strength::NewPasswordField;
pub use table::Table;
pub use tabs::{Tab, Tabs};
pub use when::When;
