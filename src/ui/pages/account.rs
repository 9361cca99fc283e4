//! What log-in and sign-up share: the sheet they stand on, and going on when one is signed in.

mod elsewhere;

pub use self::elsewhere::{Back, ContinueWith, use_problem, what_went_wrong};

use crate::{
    error::AppError,
    ui::components::ErrorNote,
    web::server_fns::session::{current_session, way_on},
};
use leptos::{
    prelude::*,
    server_fn::{ServerFn, client::Client},
};
use leptos_meta::Title;
use leptos_router::{NavigateOptions, components::Redirect, hooks::use_query_map};

/// The sheet: mark, title, the form, and a line that leads to the other form.
#[component]
pub fn AccountSheet(
    title: &'static str,
    text: &'static str,
    /// Also for who is signed in.
    #[prop(optional)]
    stays: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=title/>
        <main id="main" class="account">
            <a class="brand" href="/" aria-label="Ocriva, home">
                <super::landing::Mark/>
            </a>
            <div class="sheet">
                <h1>{title}</h1>
                <p class="soft">{text}</p>
                {children()}
            </div>
        </main>
        {(!stays).then(|| view! { <GoOn/> })}
    }
}

/// Where to go after logging in: the page that asked for it, if it is one of ours.
pub fn use_next() -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| way_on(query.get_str("next").unwrap_or_default()).to_owned()))
}

/// Takes those who are signed in already to where they want to be.
#[component]
fn GoOn() -> impl IntoView {
    let session = Resource::new(|| (), |()| current_session());
    let next = use_next();
    view! {
        <Transition>
            {move || {
                matches!(session.get(), Some(Ok(Some(_))))
                    .then(|| {
                        let options = NavigateOptions { replace: true, ..Default::default() };
                        view! { <Redirect path=next.get_untracked() options/> }
                    })
            }}
        </Transition>
    }
}

/// What the last answer refused as a whole; what is wrong with one field stands below that field.
#[component]
pub fn Refusal<S>(action: ServerAction<S>) -> impl IntoView
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
    S::Client: Client<AppError>,
{
    let value = action.value();
    move || {
        let error = value.get().and_then(Result::err).filter(|error| error.fields.is_empty());
        error.map(|error| view! { <ErrorNote error/> })
    }
}
