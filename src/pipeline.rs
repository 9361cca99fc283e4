//! The spine: a document walks through five stages, and each hands on through the database.
//!
//! ```text
//!  upload ──► INGEST ──────► QUEUE ──────► EXTRACT ─────► RESULT ──────► DELIVER ──► webhook
//!             sniff, limit,  lease,        read, find,    keep, price,   sign, send,
//!             hash, keep     heartbeat,    ground,        tell           retry, log
//!             the file       fence         check
//!                 │                                           │
//!                 └── one transaction: document,              └── one transaction: result,
//!                     processing, job, event                      job done, event, deliveries
//! ```
//!
//! Whatever dies, wherever it dies: what was accepted is in the database, and the lease brings it back.

pub mod deliver;
pub mod extract;
pub mod ingest;
pub mod line;
pub mod queue;
pub mod result;
