//! The words of the trade as types: pure data and rules, the same in the server and in the browser.

pub mod access;
pub mod amend;
pub mod batch;
pub mod correction;
pub mod document;
pub mod event;
pub mod evidence;
pub mod export;
pub mod id;
pub mod idempotency;
pub mod lesson;
pub mod list;
pub mod page;
pub mod preset;
pub mod processing;
pub mod provider;
pub mod schema;
pub mod template;
pub mod template_form;
pub mod tenancy;
pub mod text;
pub mod time;
pub mod token;
pub mod usage;
pub mod webhook;
pub mod webhook_form;
