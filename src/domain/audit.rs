//! The audit trail as its readers see it: who did what to what, when and from where.

use crate::domain::{
    id::{AuditId, OrgId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Declares the deeds that are recorded, each with its name `entity.verb`.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum AuditAction { $($(#[$doc])* $name,)* }

        impl AuditAction {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// `entity.verb`, as the trail has it for ever.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

actions! {
    OrganizationCreated = "organization.created";
    OrganizationUpdated = "organization.updated";
    OrganizationLogoUpdated = "organization.logo_updated";
    OrganizationLogoRemoved = "organization.logo_removed";
    OrganizationTransferred = "organization.transferred";
    OrganizationDeletionScheduled = "organization.deletion_scheduled";
    OrganizationDeletionCancelled = "organization.deletion_cancelled";
    OrganizationDeleted = "organization.deleted";
    MemberInvited = "member.invited";
    MemberJoined = "member.joined";
    MemberLeft = "member.left";
    MemberRemoved = "member.removed";
    RoleChanged = "role.changed";
    InvitationResent = "invitation.resent";
    InvitationRevoked = "invitation.revoked";
    ProjectCreated = "project.created";
    ProjectUpdated = "project.updated";
    ProjectDeleted = "project.deleted";
    ProjectMemberAdded = "project.member_added";
    ProjectMemberRemoved = "project.member_removed";
    TemplateCreated = "template.created";
    TemplateUpdated = "template.updated";
    TemplateDeleted = "template.deleted";
    TokenCreated = "token.created";
    TokenUpdated = "token.updated";
    TokenRegenerated = "token.regenerated";
    TokenRevoked = "token.revoked";
    WebhookCreated = "webhook.created";
    WebhookUpdated = "webhook.updated";
    WebhookDisabled = "webhook.disabled";
    WebhookSecretRotated = "webhook.secret_rotated";
    WebhookDeleted = "webhook.deleted";
    LineCreated = "line.created";
    LineUpdated = "line.updated";
    LineDeleted = "line.deleted";
    ProviderKeySet = "provider_key.set";
    ProviderKeyRemoved = "provider_key.removed";
    ProcessingCancelled = "processing.cancelled";
    BatchCancelled = "batch.cancelled";
    DocumentDeleted = "document.deleted";
    SessionSignedIn = "session.signed_in";
    SessionSignedOut = "session.signed_out";
    SessionRevoked = "session.revoked";
    SessionsEnded = "session.all_ended";
    /// A refresh token came a second time: it was stolen, and the family is worth nothing any more.
    SessionReuseDetected = "session.reuse_detected";
    AccountEmailVerified = "account.email_verified";
    AccountEmailChanged = "account.email_changed";
    AccountUpdated = "account.updated";
    AccountPasswordChanged = "account.password_changed";
    AccountPasswordReset = "account.password_reset";
    AccountIdentityLinked = "account.identity_linked";
    AccountIdentityUnlinked = "account.identity_unlinked";
    CreditsGranted = "credits.granted";
    CreditsPurchased = "credits.purchased";
    CreditsRefunded = "credits.refunded";
}

impl AuditAction {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.as_str() == text)
    }
}

/// What kind of thing did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    Person,
    /// An API token.
    Token,
    /// Ocriva itself.
    System,
    /// Whoever opened a signed link.
    Link,
}

impl ActorKind {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Token => "token",
            Self::System => "system",
            Self::Link => "link",
        }
    }

    /// One that is not known is the system's: an older version reads what a newer one wrote.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        [Self::Person, Self::Token, Self::Link].into_iter().find(|kind| kind.as_str() == text).unwrap_or(Self::System)
    }
}

/// Who did it, by the name of that time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditActor {
    pub kind: ActorKind,
    #[schema(required)]
    pub id: Option<String>,
    pub name: String,
}

/// What it was done to, by the name of that time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntity {
    /// `member`, `template`, …
    #[serde(rename = "type")]
    pub kind: String,
    pub id: String,
    pub label: String,
}

/// One line of the trail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    pub id: AuditId,
    pub organization_id: OrgId,
    /// From 1, without a gap.
    pub sequence: i64,
    /// `entity.verb`
    pub action: String,
    pub actor: AuditActor,
    pub entity: AuditEntity,
    /// By field: `{before, after}`, without secrets.
    #[schema(value_type = Object)]
    pub change: Value,
    #[schema(required)]
    pub ip: Option<String>,
    #[schema(required)]
    pub user_agent: Option<String>,
    pub created_at: Timestamp,
    /// SHA-256 over this entry and the hash of the one before it.
    pub hash: String,
}

/// Which lines are asked for; what is not said lets all through.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuditFilter {
    /// Id of a person or a token.
    pub actor: Option<String>,
    /// `entity.verb`, or an entity alone for all that is done to it.
    pub action: Option<String>,
    /// Type of an entity, or its id.
    pub entity: Option<String>,
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// In names, labels and ids, whatever the case.
    pub search: Option<String>,
    /// Older than this sequence number.
    pub before: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_action_is_an_entity_and_a_verb_and_says_it_once() {
        let names: HashSet<&str> = AuditAction::ALL.iter().map(|action| action.as_str()).collect();
        assert_eq!(names.len(), AuditAction::ALL.len());
        for name in names {
            let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            assert!(name.split_once('.').is_some_and(|(entity, verb)| plain(entity) && plain(verb)), "{name}");
            assert!(AuditAction::parse(name).is_some());
        }
    }
}
