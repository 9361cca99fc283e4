//! Whole flows through the real router on real databases.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by failing")]
#![expect(clippy::disallowed_methods, reason = "servers and receivers of a test end with it")]

mod accounts;
mod architecture;
mod asvs;
mod audit;
mod batches;
mod configuration;
mod corrections;
mod crash;
mod exports;
mod extract;
mod hostile;
mod idempotency;
mod line;
mod logins;
mod mail;
mod matrix;
mod openapi;
mod people;
mod pipeline;
mod presets;
mod providers;
mod queue;
mod relay;
mod rest;
mod server_fns;
mod sessions;
mod socket_io;
mod storage;
mod support;
mod tenancy;
mod webhooks;
mod worker;
