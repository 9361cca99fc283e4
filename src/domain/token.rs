//! API tokens as their owner sees them.

use crate::domain::{
    access::Permission,
    id::{OrgId, ProjectId, TokenId, UserId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiToken {
    pub id: TokenId,
    pub organization_id: OrgId,
    /// Absent for a token of the whole organization.
    #[schema(required)]
    pub project_id: Option<ProjectId>,
    pub name: String,
    /// The first characters, to tell tokens apart.
    pub prefix: String,
    pub permissions: Vec<Permission>,
    /// Networks from which it may be used, in CIDR notation; none: from anywhere.
    pub allowed_networks: Vec<String>,
    /// Whoever made it; the token belongs to the organization, and stays when that person leaves.
    #[schema(required)]
    pub created_by: Option<UserId>,
    /// By the name of today.
    #[schema(required)]
    pub created_by_name: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    #[schema(required)]
    pub last_used_at: Option<Timestamp>,
    #[schema(required)]
    pub last_used_ip: Option<String>,
    #[schema(required)]
    pub revoked_at: Option<Timestamp>,
    /// The token itself: only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub token: Option<String>,
}

/// Asks for a token: of one project, or with `organizationId` alone of all of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "projectId": "proj_01kp6x2m9s7t4v8w0y3z5a6b7c",
    "name": "ERP",
    "permissions": ["documents:read", "documents:write"],
    "allowedNetworks": ["203.0.113.0/24"]
}))]
pub struct NewToken {
    #[serde(default)]
    pub project_id: Option<ProjectId>,
    #[serde(default)]
    pub organization_id: Option<OrgId>,
    #[schema(
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        min_length = 1,
        max_length = 100
    )]
    pub name: String,
    #[schema(min_items = 1)]
    pub permissions: Vec<Permission>,
    /// A year from now if it is not said.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    #[serde(default)]
    pub allowed_networks: Vec<String>,
}

/// What is named is changed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "name": "ERP, new server" }))]
pub struct TokenChange {
    #[serde(default)]
    #[schema(
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        min_length = 1,
        max_length = 100
    )]
    pub name: Option<String>,
    #[serde(default)]
    #[schema(min_items = 1)]
    pub permissions: Option<Vec<Permission>>,
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    #[serde(default)]
    pub allowed_networks: Option<Vec<String>>,
}
