//! The HTML document around the application.

use super::app::App;
use leptos::{config::LeptosOptions, prelude::*};
use leptos_meta::MetaTags;

/// The whole document; the server renders it for every page.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                // Before the first paint: the chosen theme, and that script runs.
                <script src="/theme.js"></script>
                <link rel="stylesheet" href="/pkg/ocriva.css"/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
