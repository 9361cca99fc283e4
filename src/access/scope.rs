//! Proofs: "this caller may do P in this organization", "… in this project".

use crate::domain::id::{OrgId, ProjectId, UserId};
use std::marker::PhantomData;

/// Leave to do `P` in one organization.
#[derive(Clone, Debug)]
pub struct OrgScope<P> {
    organization: OrgId,
    actor: Option<UserId>,
    permit: PhantomData<P>,
}

/// Leave to do `P` in one project.
#[derive(Clone, Debug)]
pub struct ProjectScope<P> {
    organization: OrgId,
    project: ProjectId,
    actor: Option<UserId>,
    permit: PhantomData<P>,
}

impl<P> OrgScope<P> {
    /// Call it after the check and nowhere else.
    pub(super) fn granted(organization: OrgId, actor: Option<UserId>) -> Self {
        Self { organization, actor, permit: PhantomData }
    }

    /// Whoever founds a tenant owns it.
    pub(crate) fn of_founder(organization: OrgId, founder: UserId) -> Self {
        Self::granted(organization, Some(founder))
    }

    /// The inside of a project that is being made under this scope.
    pub(crate) fn new_project<Q>(&self, project: ProjectId) -> ProjectScope<Q> {
        ProjectScope::granted(self.organization.clone(), project, self.actor.clone())
    }

    #[must_use]
    pub fn organization(&self) -> &OrgId {
        &self.organization
    }

    /// The person behind the call, if there is one.
    #[must_use]
    pub fn actor(&self) -> Option<&UserId> {
        self.actor.as_ref()
    }
}

impl<P> ProjectScope<P> {
    /// Call it after the check and nowhere else.
    pub(super) fn granted(organization: OrgId, project: ProjectId, actor: Option<UserId>) -> Self {
        Self { organization, project, actor, permit: PhantomData }
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
        self.actor.as_ref()
    }

    /// The organization around the project, to use what it brought and for nothing more.
    #[must_use]
    pub fn organization_use(&self) -> OrgScope<super::Uses> {
        OrgScope::granted(self.organization.clone(), self.actor.clone())
    }
}

impl ProjectScope<super::BatchesRead> {
    /// What a signed link opens: the row that it names says where it belongs.
    pub(super) fn of_link(organization: OrgId, project: ProjectId) -> Self {
        Self::granted(organization, project, None)
    }
}

impl ProjectScope<super::Claimed> {
    /// The worker's scope: the row it claimed says where it belongs.
    pub(crate) fn of_claim(organization: OrgId, project: ProjectId) -> Self {
        Self::granted(organization, project, None)
    }
}
