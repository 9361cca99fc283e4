//! The pages, one module each.

mod account;
pub mod audit;
pub mod batch;
pub mod batches;
pub mod document;
pub mod documents;
pub mod forgot;
pub mod invitation;
pub mod landing;
pub mod line;
pub mod login;
pub mod not_found;
pub mod organization;
pub mod overview;
pub mod people;
pub mod project_settings;
pub mod providers;
pub mod register;
pub mod reset;
pub mod template_editor;
pub mod templates;
pub mod tokens;
pub mod verify;
pub mod webhook;
pub mod webhook_delivery;
pub mod webhooks;
pub mod your_account;
