//! Invitations: asked by mail, accepted by the link in it, by the person whose address it was sent to.

use crate::{
    access::{Actor, Invited, LinkToken, MembersDelete, MembersRead, MembersWrite, OrgScope},
    db::{
        Tx,
        queries::{self, invitations, members},
    },
    domain::{
        audit::{AuditAction, AuditEntity},
        id::{InvitationId, ProjectId, UserId},
        membership::{Invitation, InvitationSummary, Joined, NewInvitation},
        tenancy::User,
    },
    error::{AppError, FieldError, Kind},
    mail::{self, letters},
    runtime::{Access, Runtime},
    workspace::{
        accounts,
        audit::{self, Change},
        members::may_manage,
        organizations,
    },
};

/// How long a link works, in days.
const LIFE_DAYS: i64 = 7;
/// Invitations of one organization that wait at once: nobody asks more people in a week, and nobody is to fill
/// mailboxes through us.
const MOST_WAITING: usize = 200;

/// Asks somebody to join, by mail.
///
/// # Errors
/// 400 field by field, 403 for a role above one's own and until the own address is confirmed, 409 for who is a member
/// or is asked already.
pub async fn create(
    runtime: &Runtime,
    scope: &OrgScope<MembersWrite>,
    new: NewInvitation,
) -> Result<Invitation, AppError> {
    accounts::verification::require(runtime, scope.actor()).await?;
    let email = new.email.trim().to_lowercase();
    let projects = queries::projects::named(&runtime.db, scope, &new.project_ids).await?;
    let mut wrong = Vec::new();
    if !accounts::is_address(&email) {
        wrong.push(FieldError::new("email", "This does not look like an e-mail address."));
    }
    if let Some(odd) = new.project_ids.iter().find(|id| projects.iter().all(|(known, _)| known != *id)) {
        wrong.push(FieldError::new("projectIds", format!("`{odd}` is no project of this organization.")));
    }
    if !wrong.is_empty() {
        return Err(AppError::invalid(wrong));
    }
    if queries::members::list(&runtime.db, scope).await?.iter().any(|member| member.email == email) {
        return Err(taken("already_member", "This person is a member already; change the role in the list."));
    }
    let (now, token) = (runtime.clock.now(), LinkToken::random());
    let invitation = Invitation {
        id: runtime.clock.id(InvitationId::PREFIX),
        organization_id: scope.organization().clone(),
        email,
        role: new.role,
        project_ids: projects.iter().map(|(id, _)| id.clone()).collect(),
        invited_by: scope.actor().cloned(),
        created_at: now,
        sent_at: now,
        expires_at: now.plus_days(LIFE_DAYS),
    };
    let tx = runtime.db.begin().await?;
    let seats = members::lock(&tx, scope).await?;
    may_manage(scope, &seats, new.role)?;
    if invitations::for_address(&tx, scope, &invitation.email, now).await?.is_some() {
        return Err(taken("already_invited", "This person is invited already; send that invitation again instead."));
    }
    if invitations::count(&tx, scope).await? >= MOST_WAITING as u64 {
        let message = "So many invitations wait already; take some back first.";
        return Err(AppError::conflict("too_many_invitations", message));
    }
    invitations::insert(&tx, scope, &invitation, token.hash).await?;
    send(runtime, &tx, scope, &invitation, &token.text).await?;
    let change = Change::none().with("role", (), invitation.role).with(
        "projects",
        (),
        projects.into_iter().map(|(_, name)| name).collect::<Vec<_>>(),
    );
    audit::record(runtime, &tx, scope, AuditAction::MemberInvited, deed(&invitation), change).await?;
    tx.commit().await?;
    runtime.wake.all();
    Ok(invitation)
}

/// Those that nobody accepted, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(runtime: &Runtime, scope: &OrgScope<MembersRead>) -> Result<Vec<Invitation>, AppError> {
    Ok(invitations::list(&runtime.db, scope).await?)
}

/// Sends it again, with another link that works as long again; the one before ends.
///
/// # Errors
/// 404 when it has ended.
pub async fn resend(
    runtime: &Runtime,
    scope: &OrgScope<MembersWrite>,
    id: &InvitationId,
) -> Result<Invitation, AppError> {
    accounts::verification::require(runtime, scope.actor()).await?;
    let (now, token) = (runtime.clock.now(), LinkToken::random());
    let tx = runtime.db.begin().await?;
    let seats = members::lock(&tx, scope).await?;
    let before = invitations::get(&tx, scope, id).await?.ok_or_else(missing)?;
    may_manage(scope, &seats, before.role)?;
    let invitation = Invitation { sent_at: now, expires_at: now.plus_days(LIFE_DAYS), ..before };
    invitations::renew(&tx, scope, id, token.hash, now, invitation.expires_at).await?;
    send(runtime, &tx, scope, &invitation, &token.text).await?;
    audit::record(runtime, &tx, scope, AuditAction::InvitationResent, deed(&invitation), Change::none()).await?;
    tx.commit().await?;
    runtime.wake.all();
    Ok(invitation)
}

/// Takes it back: the link leads nowhere from now on.
///
/// # Errors
/// 404 when it has ended already.
pub async fn revoke(runtime: &Runtime, scope: &OrgScope<MembersDelete>, id: &InvitationId) -> Result<(), AppError> {
    let tx = runtime.db.begin().await?;
    let seats = members::lock(&tx, scope).await?;
    let invitation = invitations::get(&tx, scope, id).await?.ok_or_else(missing)?;
    may_manage(scope, &seats, invitation.role)?;
    if !invitations::revoke(&tx, scope, id, runtime.clock.now()).await? {
        return Err(missing());
    }
    audit::record(runtime, &tx, scope, AuditAction::InvitationRevoked, deed(&invitation), Change::none()).await?;
    Ok(tx.commit().await?)
}

/// What whoever holds a link may know.
///
/// # Errors
/// 404 for a link that leads nowhere; the code says why.
pub async fn summary(runtime: &Runtime, link: &str) -> Result<InvitationSummary, AppError> {
    let Invited { invitation, scope } = opened(runtime, link).await?;
    let organization = organizations::get(runtime, &scope).await?;
    let inviter = match &invitation.invited_by {
        Some(user) => queries::users::by_id(&runtime.db, user).await?.map(|user| user.name),
        None => None,
    };
    let projects = queries::projects::named(&runtime.db, &scope, &invitation.project_ids).await?;
    Ok(InvitationSummary {
        organization_name: organization.name,
        invited_by: inviter,
        has_account: queries::users::is_proven(&runtime.db, &invitation.email).await?,
        email: invitation.email,
        role: invitation.role,
        projects: projects.into_iter().map(|(_, name)| name).collect(),
        expires_at: invitation.expires_at,
    })
}

/// Joins as the one who is signed in. The link came by mail: whoever has it and that address is the one who was asked.
///
/// # Errors
/// 404 for a link that leads nowhere, 403 for somebody with another address.
pub async fn accept(runtime: &Runtime, link: &str, user: &UserId) -> Result<Joined, AppError> {
    let invited = opened(runtime, link).await?;
    let user = queries::users::by_id(&runtime.db, user).await?.ok_or_else(AppError::unauthorized)?;
    if user.email != invited.invitation.email {
        let message = format!(
            "This invitation was sent to {}, and you are signed in as {}. Log in with the address that was asked, or \
             have yourself invited with this one.",
            invited.invitation.email, user.email
        );
        return Err(AppError::new(Kind::Forbidden, "other_address", message));
    }
    accounts::verification::is_shown(runtime, &user).await?;
    let tx = runtime.db.begin().await?;
    let joined = join(runtime, &tx, &invited, &user).await?;
    tx.commit().await?;
    runtime.live.tell_access(Access::Person(user.id));
    Ok(joined)
}

/// What a link opens.
pub(super) async fn opened(runtime: &Runtime, link: &str) -> Result<Invited, AppError> {
    Invited::open(&runtime.db, LinkToken::lookup_hash(link), runtime.clock.now()).await
}

/// Gives the seat. Who has one already keeps it as it is.
pub(super) async fn join(
    runtime: &Runtime,
    tx: &Tx,
    Invited { invitation, scope }: &Invited,
    user: &User,
) -> Result<Joined, AppError> {
    let now = runtime.clock.now();
    let seats = members::lock(tx, scope).await?;
    if !invitations::accept(tx, scope, &invitation.id, &user.id, now).await? {
        return Err(AppError::new(Kind::NotFound, "invitation_used", "This invitation was accepted already."));
    }
    let role = match seats.role(&user.id) {
        Some(role) => role,
        None => {
            queries::organizations::insert_member(tx, scope.organization(), &user.id, invitation.role, now).await?;
            invitation.role
        }
    };
    let projects: Vec<ProjectId> = queries::projects::named_in(tx, scope, &invitation.project_ids).await?;
    for project in &projects {
        members::add_to_project(tx, project, &user.id, now).await?;
    }
    let first = match projects.first() {
        Some(project) => Some(project.clone()),
        None if role.sees_every_project() => queries::projects::first_of(tx, scope).await?,
        None => None,
    };
    let change = Change::none().with("role", (), role).with("invitation", (), &invitation.id);
    let deed = audit::entity("member", &user.id, format!("{} ({})", user.name, user.email));
    let by = Actor::Person(user.id.clone());
    audit::record_by(runtime, tx, scope, &by, AuditAction::MemberJoined, deed, change).await?;
    Ok(Joined { organization_id: scope.organization().clone(), role, project_id: first })
}

async fn send(
    runtime: &Runtime,
    tx: &Tx,
    scope: &OrgScope<MembersWrite>,
    invitation: &Invitation,
    link: &str,
) -> Result<(), AppError> {
    let organization = organizations::held(tx, scope).await?;
    let inviter = match scope.actor() {
        Some(user) => queries::users::by_id(&runtime.db, user).await?.map(|user| user.name),
        None => None,
    };
    let address = format!("{}/invitations/{link}", runtime.config.public_url());
    let letter = letters::invitation::letter(&invitation.email, &organization.name, inviter.as_deref(), address);
    mail::enqueue(runtime, tx, Some(scope.organization()), letter).await
}

fn deed(invitation: &Invitation) -> AuditEntity {
    audit::entity("invitation", &invitation.id, &invitation.email)
}

fn taken(code: &str, message: &str) -> AppError {
    let mut error = AppError::invalid_field("email", message);
    (error.kind, error.code) = (Kind::Conflict, code.to_owned());
    error
}

fn missing() -> AppError {
    AppError::not_found("invitation")
}
