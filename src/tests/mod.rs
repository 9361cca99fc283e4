//! Whole flows through the real router on real databases.

mod architecture;
mod configuration;
mod crash;
mod pipeline;
mod rest;
mod server_fns;
mod support;
mod tenancy;
mod webhooks;
