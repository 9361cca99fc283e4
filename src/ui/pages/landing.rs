//! The front page: what Ocriva does, shown rather than told.

mod specimen;

use crate::web::server_fns::session::current_session;
use leptos::prelude::*;
use leptos_meta::Title;
use specimen::Specimen;

/// The five stages a document walks through.
const STAGES: [(&str, &str); 5] = [
    ("Ingest", "Drop it, paste it, photograph it, or send it by REST."),
    ("Queue", "Safe on disk before you hear “yes”; a crash loses nothing."),
    ("Extract", "Fields by your template, with an engine that needs no account."),
    ("Result", "Every value with its place on the page and how sure it is."),
    ("Deliver", "Signed webhooks, retried until they arrive."),
];

#[component]
pub fn LandingPage() -> AnyView {
    let session = Resource::new(|| (), |()| current_session());
    let way_in = move || match session.get() {
        Some(Ok(Some(_))) => view! { <a class="button primary large" href="/app">"Open your documents"</a> }.into_any(),
        _ => view! {
            <a class="button primary large" href="/register">"Start for free"</a>
            <a class="button large" href="/login">"Log in"</a>
        }
        .into_any(),
    };
    view! {
        <Title text=""/>
        <div class="landing">
            <header>
                <a class="brand" href="/" aria-label="Ocriva, home"><Mark/></a>
            </header>
            <main id="main">
                <section class="hero">
                    <div>
                        <h1><span>"Documents in, "</span><span>"data out, "</span><span>"with evidence"</span></h1>
                        <p>
                            "Invoices, receipts, forms: drop a file, get the fields you asked for. Each one points at its place on the page and says how far you can trust it."
                        </p>
                        <div class="row">
                            <Transition>{way_in}</Transition>
                        </div>
                    </div>
                    <Specimen/>
                </section>
                <ol class="stages">
                    {STAGES
                        .into_iter()
                        .map(|(name, text)| {
                            view! {
                                <li>
                                    <h2>{name}</h2>
                                    <p>{text}</p>
                                </li>
                            }
                        })
                        .collect_view()}
                </ol>
                <p class="open soft">
                    "Open source, one binary, your own server. No account anywhere is needed to run it."
                </p>
            </main>
        </div>
    }
    .into_any()
}

/// Sign and name.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <img src="/favicon.svg" width="28" height="28" alt=""/>
        <span>"Ocriva"</span>
    }
}
