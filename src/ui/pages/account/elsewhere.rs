//! Accounts elsewhere: the buttons below the log-in form, and what went wrong there.

use crate::{
    domain::login::{LoginProblem, LoginProvider},
    ui::components::{Note, Tone},
    web::server_fns::logins::login_providers,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// A link for each provider that is set up; nothing where there is none.
#[component]
pub fn ContinueWith(next: Memo<String>) -> impl IntoView {
    let providers = Resource::new(|| (), |()| login_providers());
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let providers = providers.await.unwrap_or_default();
                (!providers.is_empty()).then(|| view! { <div class="elsewhere">{links(providers, next)}</div> })
            })}
        </Transition>
    }
}

fn links(providers: Vec<LoginProvider>, next: Memo<String>) -> impl IntoView {
    let link = move |provider: LoginProvider| {
        let LoginProvider { id, name } = provider;
        let href = move || format!("/auth/login/{id}?next={}", next.with(|next| escaped(next)));
        // Not a page of the application: the browser goes there itself.
        view! { <a class="button large wide" rel="external" href=href>"Continue with " {name}</a> }
    };
    providers.into_iter().map(link).collect_view()
}

/// Why somebody who went elsewhere to sign in is back, if that is so.
#[component]
pub fn Back() -> impl IntoView {
    let problem = use_problem();
    let providers = Resource::new(|| (), |()| login_providers());
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let providers = providers.await.unwrap_or_default();
                what_went_wrong(problem, &providers)
            })}
        </Transition>
    }
}

/// The problem with which a provider sent somebody back, and the id of that provider.
pub type Problem = Memo<Option<(LoginProblem, String)>>;

pub fn use_problem() -> Problem {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let problem = LoginProblem::parse(query.get_str("problem")?)?;
            Some((problem, query.get_str("provider").unwrap_or_default().to_owned()))
        })
    })
}

pub fn what_went_wrong(problem: Problem, providers: &[LoginProvider]) -> Option<AnyView> {
    let (problem, id) = problem.get()?;
    let name = providers.iter().find(|one| one.id == id).map_or("The provider", |one| one.name.as_str());
    let text = problem.sentence(name);
    Some(view! { <Note tone=Tone::Failed>{text}</Note> }.into_any())
}

/// A path as a value of a query; `way_on` left nothing in it but printable ASCII.
fn escaped(path: &str) -> String {
    path.replace('%', "%25").replace('&', "%26").replace('#', "%23").replace('+', "%2B")
}
