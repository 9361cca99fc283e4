//! People, organizations and projects as a caller sees them.

use crate::domain::{
    access::Role,
    id::{OrgId, ProjectId, TemplateId, UserId},
    template::Template,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub name: String,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    pub id: OrgId,
    pub name: String,
    /// What the caller is in it; absent for an API token.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub role: Option<Role>,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    pub id: ProjectId,
    pub organization_id: OrgId,
    pub name: String,
    /// Used by uploads that name no template.
    pub default_template_id: Option<TemplateId>,
    pub created_at: Timestamp,
}

/// The signed-in person and all they can switch to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    pub user: User,
    pub organizations: Vec<Organization>,
    pub projects: Vec<Project>,
    /// Of a file that is uploaded, in bytes.
    pub max_file_bytes: u64,
}

/// What registering makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Registered {
    pub user: User,
    pub organization: Organization,
    pub project: Project,
    pub templates: Vec<Template>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "name": "Wicha", "email": "wicha@example.com", "password": "a long sentence of my own" }))]
pub struct NewUser {
    pub email: String,
    pub password: String,
    pub name: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "email": "wicha@example.com", "password": "a long sentence of my own" }))]
pub struct Credentials {
    pub email: String,
    pub password: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "name": "Acme Supplies Co." }))]
pub struct NewOrganization {
    pub name: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "organizationId": "org_01kp6x2m9s7t4v8w0y3z5a6b7c", "name": "March 2026 Invoices" }))]
pub struct NewProject {
    pub organization_id: OrgId,
    pub name: String,
}
