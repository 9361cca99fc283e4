//! Signing in with accounts elsewhere: known by issuer and subject, connected by whoever holds both accounts.

use crate::{
    clients::oidc::{OidcError, Person},
    db::{
        Tx,
        queries::{
            identities::{self as kept, NewIdentity},
            users,
        },
    },
    domain::{
        audit::AuditAction,
        id::{IdentityId, ProjectId, UserId},
        login::{LoginProblem, LoginProvider, WaysIn},
        tenancy::User,
        text,
    },
    error::AppError,
    mail::{self, letters},
    runtime::Runtime,
    workspace::{
        accounts,
        audit::{self, Change},
    },
};

pub use crate::clients::oidc::Attempt;

/// Longest name of a person, in characters.
const MAX_NAME: usize = 100;

/// What a browser brings back from a provider.
pub struct Answer {
    pub code: String,
    pub issuer: Option<String>,
}

/// Who is signed in now.
pub struct SignedIn {
    pub user: UserId,
    /// The first project of an account that was just made.
    pub new_project: Option<ProjectId>,
}

/// The providers that are set up on this server.
#[must_use]
pub fn providers(runtime: &Runtime) -> Vec<LoginProvider> {
    let named = |(id, name): (&str, &str)| LoginProvider { id: id.to_owned(), name: name.to_owned() };
    runtime.oidc.providers().map(named).collect()
}

/// Where to send a browser, and what to keep for its return.
pub async fn ask(runtime: &Runtime, provider: &str) -> Result<(String, Attempt), LoginProblem> {
    runtime.oidc.ask(provider, &redirect(runtime, provider)).await.map_err(|error| problem(provider, &error))
}

/// Signs in whoever came back. Somebody new gets an account, unless their address has one: an address alone proves
/// nothing, so its owner connects the two.
pub async fn sign_in(
    runtime: &Runtime,
    provider: &str,
    attempt: Attempt,
    answer: Answer,
) -> Result<Result<SignedIn, LoginProblem>, AppError> {
    let person = match identify(runtime, provider, attempt, answer).await {
        Ok(person) => person,
        Err(problem) => return Ok(Err(problem)),
    };
    let Some((identity, user)) = kept::owner(&runtime.db, &person.issuer, &person.subject).await? else {
        return register(runtime, provider, person).await;
    };
    let tx = runtime.db.begin().await?;
    kept::touch(&tx, &identity, person.email, runtime.clock.now()).await?;
    tx.commit().await?;
    tracing::info!(user = %user, provider, "signed in elsewhere");
    Ok(Ok(SignedIn { user, new_project: None }))
}

/// Connects the account of whoever came back with the one that they are signed in to here.
pub async fn connect(
    runtime: &Runtime,
    user: &UserId,
    provider: &str,
    attempt: Attempt,
    answer: Answer,
) -> Result<Result<(), LoginProblem>, AppError> {
    let person = match identify(runtime, provider, attempt, answer).await {
        Ok(person) => person,
        Err(problem) => return Ok(Err(problem)),
    };
    if let Some((_, owner)) = kept::owner(&runtime.db, &person.issuer, &person.subject).await? {
        return Ok(if owner == *user { Ok(()) } else { Err(LoginProblem::Taken) });
    }
    let tx = runtime.db.begin().await?;
    if !kept::insert(&tx, identity(runtime, user, provider, &person), runtime.clock.now()).await? {
        return Ok(Err(LoginProblem::Taken));
    }
    if let Some(owner) = users::by_id(&runtime.db, user).await? {
        let account = format!("{}/app/account", runtime.config.public_url());
        let name =
            providers(runtime).into_iter().find(|one| one.id == provider).map_or_else(String::new, |one| one.name);
        mail::enqueue(runtime, &tx, None, letters::connected::connected(&owner.email, &name, account)).await?;
    }
    told(runtime, &tx, user, provider, AuditAction::AccountIdentityLinked).await?;
    tx.commit().await?;
    runtime.wake.all();
    tracing::info!(user = %user, provider, "an account elsewhere was connected");
    Ok(Ok(()))
}

/// How this person can sign in.
pub async fn ways_in(runtime: &Runtime, user: &UserId) -> Result<WaysIn, AppError> {
    Ok(WaysIn {
        has_password: users::has_password(&runtime.db, user).await?,
        identities: kept::of_user(&runtime.db, user).await?,
        providers: providers(runtime),
    })
}

/// Takes an account elsewhere away from its owner's ways to sign in.
///
/// # Errors
/// 404 when there is none, 409 when it is the last way in.
pub async fn disconnect(runtime: &Runtime, user: &UserId, id: &IdentityId) -> Result<(), AppError> {
    let tx = runtime.db.begin().await?;
    let count = kept::count_for_update(&tx, user).await?;
    let provider = kept::delete(&tx, user, id).await?.ok_or_else(|| AppError::not_found("connected account"))?;
    if count == 1 && !users::has_password_in(&tx, user).await? {
        let message = "This is the only way you can sign in, so it was kept. Set a password first.";
        return Err(AppError::conflict("last_way_in", message));
    }
    told(runtime, &tx, user, &provider, AuditAction::AccountIdentityUnlinked).await?;
    tx.commit().await?;
    Ok(())
}

/// Records what became of an account elsewhere, under the name of its provider.
async fn told(runtime: &Runtime, tx: &Tx, user: &UserId, provider: &str, action: AuditAction) -> Result<(), AppError> {
    let change = Change::none().with("provider", (), provider);
    audit::record_of_person(runtime, tx, user, action, audit::entity("account", user, provider), change).await
}

async fn identify(runtime: &Runtime, provider: &str, attempt: Attempt, answer: Answer) -> Result<Person, LoginProblem> {
    let redirect = redirect(runtime, provider);
    let found = runtime.oidc.answer(provider, &redirect, attempt, answer.code, answer.issuer.as_deref()).await;
    found.map_err(|error| problem(provider, &error))
}

async fn register(
    runtime: &Runtime,
    provider: &str,
    person: Person,
) -> Result<Result<SignedIn, LoginProblem>, AppError> {
    let email = person.email.as_deref().map(|email| email.trim().to_lowercase());
    let Some(email) = email.filter(|email| accounts::is_address(email)) else {
        return Ok(Err(LoginProblem::NoEmail));
    };
    let local = email.split('@').next().unwrap_or_default();
    let name = person.name.as_deref().filter(|name| text::is_name(name, MAX_NAME)).unwrap_or(local);
    let user = User {
        id: runtime.clock.id(UserId::PREFIX),
        name: name.chars().take(MAX_NAME).collect(),
        email,
        email_verified: person.email_verified,
        created_at: runtime.clock.now(),
    };
    let tx = runtime.db.begin().await?;
    let Some((organization, project, _)) = accounts::found(runtime, &tx, &user, None).await? else {
        return Ok(Err(LoginProblem::AccountExists));
    };
    if !kept::insert(&tx, identity(runtime, &user.id, provider, &person), runtime.clock.now()).await? {
        return Ok(Err(LoginProblem::Taken));
    }
    told(runtime, &tx, &user.id, provider, AuditAction::AccountIdentityLinked).await?;
    tx.commit().await?;
    tracing::info!(user = %user.id, organization = %organization.id, provider, "registered");
    Ok(Ok(SignedIn { user: user.id, new_project: Some(project.id) }))
}

fn identity<'a>(runtime: &Runtime, user: &'a UserId, provider: &'a str, person: &'a Person) -> NewIdentity<'a> {
    NewIdentity {
        id: runtime.clock.id(IdentityId::PREFIX),
        user,
        provider,
        issuer: &person.issuer,
        subject: &person.subject,
        email: person.email.clone(),
    }
}

/// From the configuration and never from a request: where a request says it came to, others may listen.
fn redirect(runtime: &Runtime, provider: &str) -> String {
    format!("{}/auth/login/{provider}/callback", runtime.config.public_url())
}

fn problem(provider: &str, error: &OidcError) -> LoginProblem {
    match error {
        OidcError::Unknown | OidcError::Unreachable(_) => {
            tracing::warn!(provider, %error, "nobody can sign in with a provider");
            LoginProblem::Unreachable
        }
        OidcError::Refused(_) => {
            tracing::warn!(provider, %error, "an answer of a log-in provider was refused");
            LoginProblem::Refused
        }
    }
}
