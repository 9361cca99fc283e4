//! The database: one handle for SQLite and PostgreSQL. Entities stay inside; queries take a scope first.

mod connect;
mod count;
mod json;
mod notices;
mod presence;
pub mod queries;
mod script;
mod tables;
mod transaction;
mod writer;

pub use connect::{Db, DbError};
pub use notices::Notices;
pub use presence::Entered;
pub use script::Script;
pub use transaction::Tx;
