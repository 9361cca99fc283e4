//! Who is calling, and the checks that turn a caller and an id into a scope.
//!
//! A foreign or unknown id is 404, never a hint that it exists; a visible thing without the permission is 403.

use super::{Actor, OrgScope, Permit, ProjectScope, TokenGrant, token};
use crate::{
    db::{Db, queries::access as lookup},
    domain::{
        access::{Permission, Role},
        id::{BatchId, DocumentId, OrgId, ProcessingId, ProjectId, TemplateId, TokenId, UserId, WebhookId},
        time::Timestamp,
    },
    error::AppError,
};

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
    /// 401 when the token is unknown, revoked or expired.
    pub async fn from_token(db: &Db, text: &str, now: Timestamp) -> Result<Self, AppError> {
        let refused = || {
            let mut error = AppError::unauthorized();
            error.message = "The API token is not valid: it is mistyped, revoked or expired.".into();
            error
        };
        let hash = token::lookup_hash(text).ok_or_else(refused)?;
        lookup::token(db, &hash, now).await?.map(Self::Token).ok_or_else(refused)
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
            Self::Token(grant) => Some(&grant.project),
            Self::Person(_) => None,
        }
    }

    /// # Errors
    /// 404 or 403.
    pub async fn organization<P: Permit>(&self, db: &Db, id: &OrgId, _: P) -> Result<OrgScope<P>, AppError> {
        let missing = || AppError::not_found("organization");
        match self {
            Self::Person(user) => {
                let role = lookup::role(db, user, id).await?.ok_or_else(missing)?;
                permitted(role.may(P::PERMISSION), P::PERMISSION)?;
                Ok(OrgScope::granted(id.clone(), Actor::Person(user.clone())))
            }
            // A token belongs to one project; its organization is not its to act on.
            Self::Token(_) => Err(missing()),
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

    /// The project that an API token belongs to.
    ///
    /// # Errors
    /// 404 or 403.
    pub async fn token<P: Permit>(&self, db: &Db, id: &TokenId, _: P) -> Result<ProjectScope<P>, AppError> {
        self.owner(db, lookup::project_of_token(db, id).await?, "API token").await
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
                Ok(ProjectScope::granted(seat.organization, id.clone(), Actor::Person(user.clone())))
            }
            Self::Token(grant) if grant.project == *id => {
                permitted(grant.permissions.contains(&P::PERMISSION), P::PERMISSION)?;
                let by = Actor::Token { id: grant.id.clone(), maker: grant.user.clone() };
                Ok(ProjectScope::granted(grant.organization.clone(), id.clone(), by))
            }
            Self::Token(_) => Err(missing()),
        }
    }
}

/// Where a person sits with respect to a project.
pub struct Seat {
    pub organization: OrgId,
    pub role: Role,
    pub in_project: bool,
}

fn permitted(may: bool, permission: Permission) -> Result<(), AppError> {
    if may {
        return Ok(());
    }
    Err(AppError::forbidden(format!("This needs the permission `{permission}`, which you do not have here.")))
}
