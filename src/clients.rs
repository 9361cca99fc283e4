//! The outside world, each part behind one small client.

pub mod address;
pub mod http;
pub mod line;
pub mod mail;
pub mod oidc;
pub mod readers;
pub mod retry_after;
pub mod storage;
pub mod webhook;
