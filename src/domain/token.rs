//! API tokens as their owner sees them.

use crate::domain::{
    access::Permission,
    id::{OrgId, ProjectId, TokenId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiToken {
    pub id: TokenId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub name: String,
    /// The first characters, to tell tokens apart.
    pub prefix: String,
    pub permissions: Vec<Permission>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    /// The token itself: only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub token: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "projectId": "proj_01kp6x2m9s7t4v8w0y3z5a6b7c",
    "name": "ERP",
    "permissions": ["documents:read", "documents:write"]
}))]
pub struct NewToken {
    pub project_id: ProjectId,
    pub name: String,
    pub permissions: Vec<Permission>,
}
