//! Who may do what: roles of people, permissions of tokens. Rules are asked as questions.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a person is in an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Owner,
    Admin,
    Member,
    Viewer,
}

impl Role {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Viewer => "viewer",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Owner, Self::Admin, Self::Member, Self::Viewer].into_iter().find(|role| role.as_str() == text)
    }

    /// Owners and admins see every project; others those they are a member of.
    #[must_use]
    pub fn sees_every_project(self) -> bool {
        matches!(self, Self::Owner | Self::Admin)
    }

    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        match (permission.resource, permission.action) {
            (Resource::Billing, _) | (Resource::Organization, Action::Delete) => self == Self::Owner,
            (Resource::Audit, Action::Read) => self.sees_every_project(),
            (Resource::Audit, _) => false,
            (_, Action::Read) => true,
            (Resource::Documents | Resource::Templates | Resource::Batches, _) => self != Self::Viewer,
            _ => self.sees_every_project(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Resource {
    Documents,
    Batches,
    Templates,
    Webhooks,
    Analytics,
    Credits,
    Tokens,
    Projects,
    /// Keys and addresses of an organization's own.
    Providers,
    /// Its name and logo; deleting it and handing it over.
    Organization,
    /// People, their roles, and invitations.
    Members,
    /// Written by what happens, by nobody's hand.
    Audit,
    /// Plans and payments.
    Billing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    Read,
    Write,
    Delete,
}

/// `resource:action`, as an API token carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Permission {
    pub resource: Resource,
    pub action: Action,
}

const RESOURCES: [(&str, Resource); 13] = [
    ("documents", Resource::Documents),
    ("batches", Resource::Batches),
    ("templates", Resource::Templates),
    ("webhooks", Resource::Webhooks),
    ("analytics", Resource::Analytics),
    ("credits", Resource::Credits),
    ("tokens", Resource::Tokens),
    ("projects", Resource::Projects),
    ("providers", Resource::Providers),
    ("organization", Resource::Organization),
    ("members", Resource::Members),
    ("audit", Resource::Audit),
    ("billing", Resource::Billing),
];
/// What API tokens can be given; the rest is for people.
const GRANTABLE: [Resource; 7] = [
    Resource::Documents,
    Resource::Batches,
    Resource::Templates,
    Resource::Webhooks,
    Resource::Analytics,
    Resource::Credits,
    Resource::Tokens,
];
const ACTIONS: [(&str, Action); 3] = [("read", Action::Read), ("write", Action::Write), ("delete", Action::Delete)];

impl Permission {
    #[must_use]
    pub const fn new(resource: Resource, action: Action) -> Self {
        Self { resource, action }
    }

    /// Every permission that a token can be given.
    #[must_use]
    pub fn grantable() -> Vec<Self> {
        let all = |resource| ACTIONS.iter().map(move |(_, action)| Self::new(resource, *action));
        GRANTABLE.into_iter().flat_map(all).collect()
    }
}

impl utoipa::PartialSchema for Permission {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::{ObjectBuilder, schema::Type};
        let all = Self::grantable().into_iter().map(|permission| permission.to_string());
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(all)).into()
    }
}

impl utoipa::ToSchema for Permission {}

impl std::fmt::Display for Permission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let resource = RESOURCES.iter().find(|(_, r)| *r == self.resource).map_or("", |(name, _)| name);
        let action = ACTIONS.iter().find(|(_, a)| *a == self.action).map_or("", |(name, _)| name);
        write!(f, "{resource}:{action}")
    }
}

impl TryFrom<String> for Permission {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::grantable()
            .into_iter()
            .find(|permission| permission.to_string() == text)
            .ok_or_else(|| format!("`{text}` is not a permission; write one as `documents:read`"))
    }
}

impl From<Permission> for String {
    fn from(permission: Permission) -> Self {
        permission.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UPLOAD: Permission = Permission::new(Resource::Documents, Action::Write);
    const MAKE_TOKEN: Permission = Permission::new(Resource::Tokens, Action::Write);

    #[test]
    fn viewers_read_members_work_admins_manage() {
        for (role, uploads, makes_tokens) in [
            (Role::Viewer, false, false),
            (Role::Member, true, false),
            (Role::Admin, true, true),
            (Role::Owner, true, true),
        ] {
            assert_eq!(role.may(UPLOAD), uploads, "{role:?}");
            assert_eq!(role.may(MAKE_TOKEN), makes_tokens, "{role:?}");
            assert!(role.may(Permission::new(Resource::Documents, Action::Read)));
        }
    }

    #[test]
    fn the_owner_alone_ends_what_all_have_and_the_trail_is_for_who_manages() {
        let may = |resource, action| {
            let permission = Permission::new(resource, action);
            [Role::Owner, Role::Admin, Role::Member, Role::Viewer].map(|role| role.may(permission))
        };
        assert_eq!(may(Resource::Organization, Action::Delete), [true, false, false, false]);
        assert_eq!(may(Resource::Billing, Action::Read), [true, false, false, false]);
        assert_eq!(may(Resource::Organization, Action::Write), [true, true, false, false]);
        assert_eq!(may(Resource::Members, Action::Delete), [true, true, false, false]);
        assert_eq!(may(Resource::Members, Action::Read), [true; 4]);
        assert_eq!(may(Resource::Audit, Action::Read), [true, true, false, false]);
        assert_eq!(may(Resource::Audit, Action::Write), [false; 4]);
        assert_eq!(Permission::grantable().len(), 21);
    }

    #[test]
    fn a_permission_reads_back_and_nonsense_is_refused() {
        assert_eq!(Permission::try_from("documents:write".to_owned()).unwrap(), UPLOAD);
        assert!(Permission::try_from("documents:own".to_owned()).is_err());
    }
}
