//! Who is calling and what they may touch. A scope is the proof of a check; only this room makes one.

mod actor;
pub(crate) mod caller;
mod export_link;
mod invited;
mod line_door;
mod link_token;
mod permit;
mod scope;
pub(crate) mod token;

pub use actor::{Actor, Inside};
pub use caller::Caller;
pub use export_link::ExportLink;
pub use invited::Invited;
pub use line_door::LineDoor;
pub use link_token::LinkToken;
pub use permit::*;
pub use scope::{AnyScope, OrgScope, ProjectScope};
pub use token::{NewSecret, TokenGrant};
