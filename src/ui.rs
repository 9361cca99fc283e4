//! The screens: one Leptos application, rendered by the server, brought to life in the browser.

pub mod app;
pub mod components;
pub mod layout;
pub mod live;
pub mod pages;
pub mod place;
pub mod shell;
pub mod upload;
