//! Who belongs to an organization, who is asked to, and who works in which project.

use crate::domain::{
    access::Role,
    id::{InvitationId, OrgId, ProjectId, UserId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A person in an organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    pub user_id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub created_at: Timestamp,
}

/// A person who sees a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProjectMember {
    pub user_id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    /// Was added to the project; owners and admins see it without.
    pub added: bool,
}

/// Asks a person to join.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "email": "colleague@example.com", "role": "member" }))]
pub struct NewInvitation {
    #[schema(pattern = r"^\s*\S+@\S+\.\S+\s*$")]
    pub email: String,
    #[serde(default = "member")]
    pub role: Role,
    /// What a member or a viewer is to see from the beginning.
    #[serde(default)]
    pub project_ids: Vec<ProjectId>,
}

fn member() -> Role {
    Role::Member
}

/// An invitation as those see it who manage the organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    pub id: InvitationId,
    pub organization_id: OrgId,
    pub email: String,
    pub role: Role,
    pub project_ids: Vec<ProjectId>,
    #[schema(required)]
    pub invited_by: Option<UserId>,
    pub created_at: Timestamp,
    /// The last mail.
    pub sent_at: Timestamp,
    pub expires_at: Timestamp,
}

/// What whoever holds the link may know before joining.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvitationSummary {
    pub organization_name: String,
    /// Who asks; none when that person is gone.
    #[schema(required)]
    pub invited_by: Option<String>,
    pub email: String,
    pub role: Role,
    pub projects: Vec<String>,
    pub expires_at: Timestamp,
    /// Is there an account whose owner showed that the address is theirs? Whoever has the link reads its mail, and may
    /// know.
    pub has_account: bool,
}

/// Where somebody who accepted is now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Joined {
    pub organization_id: OrgId,
    pub role: Role,
    /// The first project to be seen.
    #[schema(required)]
    pub project_id: Option<ProjectId>,
}

impl Joined {
    /// The page to go on to.
    #[must_use]
    pub fn way(&self) -> String {
        self.project_id.as_ref().map_or_else(|| "/app".to_owned(), |project| format!("/app/{project}/documents"))
    }
}

/// Another role for a member.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "role": "viewer" }))]
pub struct RoleChange {
    pub role: Role,
}

impl Role {
    /// May someone with this role give, take away or hold down `other`? An owner may all; an admin all but owners.
    #[must_use]
    pub fn manages(self, other: Self) -> bool {
        match self {
            Self::Owner => true,
            Self::Admin => other != Self::Owner,
            Self::Member | Self::Viewer => false,
        }
    }

    /// In a word, with what comes with it.
    #[must_use]
    pub fn described(self) -> (&'static str, &'static str) {
        match self {
            Self::Owner => ("Owner", "Everything, billing and deleting the organization included"),
            Self::Admin => ("Admin", "People, projects, tokens and webhooks"),
            Self::Member => ("Member", "Uploads, reviews and templates in their projects"),
            Self::Viewer => ("Viewer", "Reads what is in their projects"),
        }
    }

    /// All of them, the highest first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Member, Self::Viewer];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_manages_above_themselves() {
        let managed = |role: Role| Role::ALL.into_iter().filter(|other| role.manages(*other)).count();
        assert_eq!(Role::ALL.map(managed), [4, 3, 0, 0]);
    }
}
