//! People, organizations and projects as a caller sees them.

use crate::domain::{
    access::Role,
    id::{OrgId, ProjectId, TemplateId, UserId},
    project_settings::{ProjectSettings, SettingsChange, by_name},
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
    /// Was the address shown to be this person's?
    pub email_verified: bool,
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
    /// Where its logo is; absent without one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub logo_url: Option<String>,
    /// When it will be deleted, with all that is in it; absent as long as nobody decided so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deletion_at: Option<Timestamp>,
}

/// What is named is changed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "name": "Acme Supplies Co." }))]
pub struct OrganizationChange {
    #[serde(default)]
    #[schema(
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        min_length = 1,
        max_length = 100
    )]
    pub name: Option<String>,
}

/// Hands an organization to another member.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "userId": "user_01kp6x2m9s7t4v8w0y3z5a6b7c" }))]
pub struct NewOwner {
    pub user_id: UserId,
}

/// What is named is changed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "name": "April 2026 Invoices" }))]
pub struct ProjectChange {
    #[serde(default)]
    #[schema(
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        min_length = 1,
        max_length = 100
    )]
    pub name: Option<String>,
    /// A template of the project, used by uploads that name none.
    #[serde(default)]
    pub default_template_id: Option<TemplateId>,
    #[serde(default, deserialize_with = "by_name")]
    pub settings: Option<SettingsChange>,
}

/// A small picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Logo {
    pub mime: &'static str,
    pub bytes: Vec<u8>,
}

impl Logo {
    /// Largest, in bytes.
    pub const MAX_BYTES: usize = 512 * 1024;

    /// What a browser shows as a picture and runs nothing of: PNG, JPEG or WebP, known by its first bytes.
    #[must_use]
    pub fn read(bytes: Vec<u8>) -> Option<Self> {
        let mime = match bytes.as_slice() {
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
            [0xff, 0xd8, 0xff, ..] => "image/jpeg",
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
            _ => return None,
        };
        Some(Self { mime, bytes })
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    pub id: ProjectId,
    pub organization_id: OrgId,
    pub name: String,
    /// Used by uploads that name no template.
    #[schema(required)]
    pub default_template_id: Option<TemplateId>,
    pub settings: ProjectSettings,
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
    /// Do mails leave this server?
    pub sends_mail: bool,
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
    #[schema(pattern = r"^\s*\S+@\S+\.\S+\s*$")]
    pub email: String,
    pub password: String,
    #[schema(
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        min_length = 1,
        max_length = 100
    )]
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
    #[schema(
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        min_length = 1,
        max_length = 100
    )]
    pub name: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "organizationId": "org_01kp6x2m9s7t4v8w0y3z5a6b7c", "name": "March 2026 Invoices" }))]
pub struct NewProject {
    pub organization_id: OrgId,
    #[schema(
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        min_length = 1,
        max_length = 100
    )]
    pub name: String,
}

/// A change of one's password.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPassword {
    /// Left out by who signs in elsewhere and has none yet.
    #[serde(default)]
    pub current_password: String,
    pub new_password: String,
}

/// How hard a password is to guess.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordStrength {
    /// From 0, guessed at once, to 4; it is taken from 3 on.
    pub score: u8,
    /// What would make it better, or why it is good.
    pub advice: String,
}

/// A change of one's address.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewEmail {
    #[schema(pattern = r"^\s*\S+@\S+\.\S+\s*$")]
    pub email: String,
    /// The present one.
    pub password: String,
}

/// What one says of oneself.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Profile {
    #[schema(
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        min_length = 1,
        max_length = 100
    )]
    pub name: String,
}

/// What a link in a mail carries.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkFollowed {
    pub token: String,
}

/// Who forgot a password.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ForgottenPassword {
    #[schema(pattern = r"^\s*\S+@\S+\.\S+\s*$")]
    pub email: String,
}

/// A new password by the link of a mail.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResetPassword {
    pub token: String,
    pub password: String,
}
