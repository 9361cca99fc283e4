//! Proofs: "this caller may do P in this organization", "… in this project".

use super::{Actor, Belongs, Inside, Sweeps};
use crate::{
    db::{DbError, Tx, queries::access as lookup},
    domain::id::{OrgId, ProjectId, UserId},
};
use std::marker::PhantomData;

/// Leave to do `P` in one organization.
#[derive(Clone, Debug)]
pub struct OrgScope<P> {
    organization: OrgId,
    by: Actor,
    permit: PhantomData<P>,
}

/// Leave to do `P` in one project.
#[derive(Clone, Debug)]
pub struct ProjectScope<P> {
    organization: OrgId,
    project: ProjectId,
    by: Actor,
    permit: PhantomData<P>,
}

/// Leave to do `P` in an organization as a whole, or in one project of it.
#[derive(Clone, Debug)]
pub enum AnyScope<P> {
    Organization(OrgScope<P>),
    Project(ProjectScope<P>),
}

impl<P> AnyScope<P> {
    #[must_use]
    pub fn organization(&self) -> &OrgId {
        match self {
            Self::Organization(scope) => &scope.organization,
            Self::Project(scope) => &scope.organization,
        }
    }

    /// None where the whole organization is meant.
    #[must_use]
    pub fn project(&self) -> Option<&ProjectId> {
        match self {
            Self::Organization(_) => None,
            Self::Project(scope) => Some(&scope.project),
        }
    }

    #[must_use]
    pub fn by(&self) -> &Actor {
        match self {
            Self::Organization(scope) => &scope.by,
            Self::Project(scope) => &scope.by,
        }
    }

    /// The person behind the call, if there is one.
    #[must_use]
    pub fn actor(&self) -> Option<&UserId> {
        self.by().person()
    }
}

impl<P> OrgScope<P> {
    /// Call it after the check and nowhere else.
    pub(super) fn granted(organization: OrgId, by: Actor) -> Self {
        Self { organization, by, permit: PhantomData }
    }

    /// Whoever founds a tenant owns it.
    pub(crate) fn of_founder(organization: OrgId, founder: UserId) -> Self {
        Self::granted(organization, Actor::Person(founder))
    }

    /// The inside of a project that is being made under this scope.
    pub(crate) fn new_project<Q>(&self, project: ProjectId) -> ProjectScope<Q> {
        ProjectScope::granted(self.organization.clone(), project, self.by.clone())
    }

    #[must_use]
    pub fn organization(&self) -> &OrgId {
        &self.organization
    }

    /// The person behind the call, if there is one.
    #[must_use]
    pub fn actor(&self) -> Option<&UserId> {
        self.by.person()
    }

    #[must_use]
    pub fn by(&self) -> &Actor {
        &self.by
    }
}

impl OrgScope<Belongs> {
    /// Every organization that a person belongs to at this moment, always in the same order: what concerns the person
    /// concerns each of them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn all_of(tx: &Tx, user: &UserId) -> Result<Vec<Self>, DbError> {
        let organizations = lookup::organizations_of(tx, user).await?;
        Ok(organizations.into_iter().map(|id| Self::granted(id, Actor::Person(user.clone()))).collect())
    }
}

impl<P> ProjectScope<P> {
    /// Call it after the check and nowhere else.
    pub(super) fn granted(organization: OrgId, project: ProjectId, by: Actor) -> Self {
        Self { organization, project, by, permit: PhantomData }
    }

    #[must_use]
    pub fn organization(&self) -> &OrgId {
        &self.organization
    }

    #[must_use]
    pub fn project(&self) -> &ProjectId {
        &self.project
    }

    /// The person behind the call, if there is one.
    #[must_use]
    pub fn actor(&self) -> Option<&UserId> {
        self.by.person()
    }

    #[must_use]
    pub fn by(&self) -> &Actor {
        &self.by
    }

    /// The organization around the project, to use what it brought and for nothing more.
    #[must_use]
    pub fn organization_use(&self) -> OrgScope<super::Uses> {
        OrgScope::granted(self.organization.clone(), self.by.clone())
    }
}

impl ProjectScope<super::BatchesRead> {
    /// What a signed link opens: the row that it names says where it belongs.
    pub(super) fn of_link(organization: OrgId, project: ProjectId) -> Self {
        Self::granted(organization, project, Actor::Link)
    }
}

impl ProjectScope<super::Receives> {
    /// What a signed request opens: the bot that it was signed for says where it belongs.
    pub(super) fn of_door(organization: OrgId, project: ProjectId) -> Self {
        Self::granted(organization, project, Actor::System)
    }
}

impl ProjectScope<super::Claimed> {
    /// The worker's scope: the row it claimed says where it belongs.
    pub(crate) fn of_claim(organization: OrgId, project: ProjectId) -> Self {
        Self::granted(organization, project, Actor::System)
    }

    /// Leave to hand in what the claimed job fetches: whoever set up where it comes from may upload.
    #[must_use]
    pub fn hands_in(&self) -> ProjectScope<super::DocumentsWrite> {
        ProjectScope::granted(self.organization.clone(), self.project.clone(), self.by.clone())
    }
}

impl OrgScope<Sweeps> {
    /// The sweep's scope: the row that is due says where it belongs.
    pub(crate) fn of_sweep(organization: OrgId) -> Self {
        Self::granted(organization, Actor::System)
    }
}

impl ProjectScope<Sweeps> {
    /// The sweep's scope: the row that is due says where it belongs.
    pub(crate) fn of_sweep(organization: OrgId, project: ProjectId) -> Self {
        Self::granted(organization, project, Actor::System)
    }
}

impl<P: Sync> Inside for AnyScope<P> {
    fn organization(&self) -> &OrgId {
        self.organization()
    }

    fn by(&self) -> &Actor {
        self.by()
    }
}

impl<P: Sync> Inside for OrgScope<P> {
    fn organization(&self) -> &OrgId {
        &self.organization
    }

    fn by(&self) -> &Actor {
        &self.by
    }
}

impl<P: Sync> Inside for ProjectScope<P> {
    fn organization(&self) -> &OrgId {
        &self.organization
    }

    fn by(&self) -> &Actor {
        &self.by
    }
}
