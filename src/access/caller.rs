//! Who is calling, and the checks that turn a caller and an id into a scope.
//!
//! A foreign or unknown id is 404, never a hint that it exists; a visible thing without the permission is 403.

use super::{Actor, AnyScope, OrgScope, PROJECTS_READ, Permit, ProjectScope, TokenGrant, token};
use crate::{
    db::{Db, queries::access as lookup},
    domain::{
        access::{Action, Permission, Resource, Role},
        id::{
            BatchId, DocumentId, LineChannelId, OrgId, ProcessingId, ProjectId, TemplateId, TokenId, UserId, WebhookId,
        },
        place::Place,
        time::Timestamp,
    },
    error::{AppError, Kind},
};
use std::net::IpAddr;

/// An authenticated caller.
#[derive(Clone, Debug)]
pub enum Caller {
    Person(UserId),
    Token(TokenGrant),
}

impl Caller {
    /// The caller behind an API token.
    ///
    /// # Errors
    /// 401 when the token is unknown, revoked or expired; 403 from an address that it is not for.
    pub async fn from_token(db: &Db, text: &str, address: Option<IpAddr>, now: Timestamp) -> Result<Self, AppError> {
        let refused = || {
            let mut error = AppError::unauthorized();
            error.message = "The API token is not valid: it is mistyped, revoked or expired.".into();
            error
        };
        let hash = token::lookup_hash(text).ok_or_else(refused)?;
        let found = lookup::token(db, &hash, now).await?.ok_or_else(refused)?;
        if !found.grant.is_for(address) {
            let from = address.map_or("an address that is not known".to_owned(), |address| address.to_string());
            let message = format!("This API token may not be used from {from}: its list of networks has no such.");
            return Err(AppError::new(Kind::Forbidden, "address_not_allowed", message));
        }
        lookup::note_use(db, &found, address, now).await?;
        Ok(Self::Token(found.grant))
    }

    /// The person, for what only people do.
    ///
    /// # Errors
    /// 403 for a token.
    pub fn person(&self) -> Result<&UserId, AppError> {
        match self {
            Self::Person(user) => Ok(user),
            Self::Token(_) => Err(AppError::forbidden("An API token cannot do this; sign in.")),
        }
    }

    /// May this permission be handed on? Nobody gives what they do not have.
    #[must_use]
    pub fn may_grant(&self, permission: &Permission) -> bool {
        match self {
            // A person who may make tokens at all is an admin and has every permission.
            Self::Person(_) => true,
            Self::Token(grant) => grant.permissions.contains(permission),
        }
    }

    /// The project that goes without saying: a token's own.
    #[must_use]
    pub fn own_project(&self) -> Option<&ProjectId> {
        match self {
            Self::Token(grant) => grant.project.as_ref(),
            Self::Person(_) => None,
        }
    }

    /// # Errors
    /// 404 or 403.
    pub async fn organization<P: Permit>(&self, db: &Db, id: &OrgId, _: P) -> Result<OrgScope<P>, AppError> {
        let missing = || AppError::not_found("organization");
        match self {
            Self::Person(user) => {
                let member = lookup::membership(db, user, id).await?.ok_or_else(missing)?;
                permitted(member.role.may(P::PERMISSION), P::PERMISSION)?;
                goes_on(member.ends_at, P::PERMISSION)?;
                Ok(OrgScope::granted(id.clone(), Actor::Person(user.clone())))
            }
            Self::Token(grant) if grant.organization == *id && grant.project.is_none() => {
                permitted(grant.may(P::PERMISSION), P::PERMISSION)?;
                goes_on(grant.ends_at, P::PERMISSION)?;
                Ok(OrgScope::granted(id.clone(), by(grant)))
            }
            // A token of one project has nothing to do with the rest of its organization.
            Self::Token(_) => Err(missing()),
        }
    }

    /// The organization around a place.
    ///
    /// # Errors
    /// 404 or 403.
    pub async fn around<P: Permit>(&self, db: &Db, place: &Place, permit: P) -> Result<OrgScope<P>, AppError> {
        match place {
            Place::Organization(id) => self.organization(db, id, permit).await,
            Place::Project(id) => {
                let project = self.project(db, id, PROJECTS_READ).await?;
                self.organization(db, project.organization(), permit).await
            }
        }
    }

    /// # Errors
    /// 404 or 403.
    pub async fn project<P: Permit>(&self, db: &Db, id: &ProjectId, _: P) -> Result<ProjectScope<P>, AppError> {
        self.project_or(db, id, "project").await
    }

    /// The project that a document belongs to.
    ///
    /// # Errors
    /// 404 or 403.
    pub async fn document<P: Permit>(&self, db: &Db, id: &DocumentId, _: P) -> Result<ProjectScope<P>, AppError> {
        self.owner(db, lookup::project_of_document(db, id).await?, "document").await
    }

    /// The project that a batch belongs to.
    ///
    /// # Errors
    /// 404 or 403.
    pub async fn batch<P: Permit>(&self, db: &Db, id: &BatchId, _: P) -> Result<ProjectScope<P>, AppError> {
        self.owner(db, lookup::project_of_batch(db, id).await?, "batch").await
    }

    /// The project that a processing belongs to.
    ///
    /// # Errors
    /// 404 or 403.
    pub async fn processing<P: Permit>(&self, db: &Db, id: &ProcessingId, _: P) -> Result<ProjectScope<P>, AppError> {
        self.owner(db, lookup::project_of_processing(db, id).await?, "processing").await
    }

    /// The project that a template belongs to.
    ///
    /// # Errors
    /// 404 or 403.
    pub async fn template<P: Permit>(&self, db: &Db, id: &TemplateId, _: P) -> Result<ProjectScope<P>, AppError> {
        self.owner(db, lookup::project_of_template(db, id).await?, "template").await
    }

    /// The project that a webhook endpoint belongs to.
    ///
    /// # Errors
    /// 404 or 403.
    pub async fn webhook<P: Permit>(&self, db: &Db, id: &WebhookId, _: P) -> Result<ProjectScope<P>, AppError> {
        self.owner(db, lookup::project_of_webhook(db, id).await?, "webhook").await
    }

    /// The project that a LINE bot belongs to.
    ///
    /// # Errors
    /// 404 or 403.
    pub async fn line_channel<P: Permit>(
        &self,
        db: &Db,
        id: &LineChannelId,
        _: P,
    ) -> Result<ProjectScope<P>, AppError> {
        self.owner(db, lookup::project_of_line_channel(db, id).await?, "LINE channel").await
    }

    /// The project or the organization that an API token belongs to.
    ///
    /// # Errors
    /// 404 or 403.
    pub async fn token<P: Permit>(&self, db: &Db, id: &TokenId, permit: P) -> Result<AnyScope<P>, AppError> {
        let missing = || AppError::not_found("API token");
        match lookup::owner_of_token(db, id).await?.ok_or_else(missing)? {
            (_, Some(project)) => self.project_or(db, &project, "API token").await.map(AnyScope::Project),
            (organization, None) => match self.organization(db, &organization, permit).await {
                Err(error) if error.kind == Kind::NotFound => Err(missing()),
                found => found.map(AnyScope::Organization),
            },
        }
    }

    /// Is this the project of a token, or one of its organization's?
    async fn reaches(&self, db: &Db, id: &ProjectId) -> Result<bool, AppError> {
        match self {
            Self::Token(TokenGrant { project: Some(own), .. }) => Ok(own == id),
            Self::Token(grant) => Ok(lookup::organization_of(db, id).await?.as_ref() == Some(&grant.organization)),
            Self::Person(_) => Ok(false),
        }
    }

    async fn owner<P: Permit>(
        &self,
        db: &Db,
        project: Option<ProjectId>,
        thing: &str,
    ) -> Result<ProjectScope<P>, AppError> {
        let project = project.ok_or_else(|| AppError::not_found(thing))?;
        self.project_or(db, &project, thing).await
    }

    /// Checks the way to a project; what is refused is called `thing`.
    async fn project_or<P: Permit>(&self, db: &Db, id: &ProjectId, thing: &str) -> Result<ProjectScope<P>, AppError> {
        let missing = || AppError::not_found(thing);
        match self {
            Self::Person(user) => {
                let seat = lookup::seat(db, user, id).await?.ok_or_else(missing)?;
                let visible = seat.role.sees_every_project() || seat.in_project;
                if !visible {
                    return Err(missing());
                }
                permitted(seat.role.may(P::PERMISSION), P::PERMISSION)?;
                goes_on(seat.ends_at, P::PERMISSION)?;
                Ok(ProjectScope::granted(seat.organization, id.clone(), Actor::Person(user.clone())))
            }
            Self::Token(grant) if self.reaches(db, id).await? => {
                permitted(grant.may(P::PERMISSION), P::PERMISSION)?;
                goes_on(grant.ends_at, P::PERMISSION)?;
                Ok(ProjectScope::granted(grant.organization.clone(), id.clone(), by(grant)))
            }
            Self::Token(_) => Err(missing()),
        }
    }
}

/// Where a person sits with respect to a project.
pub struct Seat {
    pub organization: OrgId,
    pub role: Role,
    pub ends_at: Option<Timestamp>,
    pub in_project: bool,
}

/// What a person is in an organization, and when that ends.
pub struct Membership {
    pub role: Role,
    pub ends_at: Option<Timestamp>,
}

/// A token that was found, and what is known of its last use.
pub struct KnownToken {
    pub grant: TokenGrant,
    pub last_used_at: Option<Timestamp>,
    pub last_used_ip: Option<String>,
}

fn by(grant: &TokenGrant) -> Actor {
    Actor::Token { id: grant.id.clone(), maker: grant.user.clone() }
}

/// An organization that is to be deleted can be read, put in order and kept after all; nothing new comes in.
fn goes_on(ends_at: Option<Timestamp>, permission: Permission) -> Result<(), AppError> {
    let Some(ends_at) = ends_at else { return Ok(()) };
    let remains = permission.action == Action::Read
        || permission.resource == Resource::Organization
        || (permission.action == Action::Delete && matches!(permission.resource, Resource::Members | Resource::Tokens));
    if remains {
        return Ok(());
    }
    let message = format!(
        "This organization will be deleted on {}; until then it can be read and nothing in it changed. An owner can \
         keep it in its settings.",
        ends_at.short()
    );
    Err(AppError::new(Kind::Forbidden, "organization_ending", message))
}

fn permitted(may: bool, permission: Permission) -> Result<(), AppError> {
    if may {
        return Ok(());
    }
    Err(AppError::forbidden(format!("This needs the permission `{permission}`, which you do not have here.")))
}
