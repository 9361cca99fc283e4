//! Permissions as types: a service that needs `DocumentsWrite` cannot be called with less.

use crate::domain::access::{Action, Permission, Resource};

/// A permission that was asked for and, inside a scope, granted.
pub trait Permit: Copy + Send + Sync + 'static {
    const PERMISSION: Permission;
}

macro_rules! permits {
    ($($constant:ident: $name:ident = $resource:ident, $action:ident;)*) => {$(
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        pub const $constant: $name = $name;

        impl Permit for $name {
            const PERMISSION: Permission = Permission::new(Resource::$resource, Action::$action);
        }
    )*};
}

permits! {
    DOCUMENTS_READ: DocumentsRead = Documents, Read;
    DOCUMENTS_WRITE: DocumentsWrite = Documents, Write;
    DOCUMENTS_DELETE: DocumentsDelete = Documents, Delete;
    BATCHES_READ: BatchesRead = Batches, Read;
    BATCHES_WRITE: BatchesWrite = Batches, Write;
    ANALYTICS_READ: AnalyticsRead = Analytics, Read;
    CREDITS_READ: CreditsRead = Credits, Read;
    TEMPLATES_READ: TemplatesRead = Templates, Read;
    TEMPLATES_WRITE: TemplatesWrite = Templates, Write;
    TEMPLATES_DELETE: TemplatesDelete = Templates, Delete;
    WEBHOOKS_READ: WebhooksRead = Webhooks, Read;
    WEBHOOKS_WRITE: WebhooksWrite = Webhooks, Write;
    WEBHOOKS_DELETE: WebhooksDelete = Webhooks, Delete;
    TOKENS_READ: TokensRead = Tokens, Read;
    TOKENS_WRITE: TokensWrite = Tokens, Write;
    TOKENS_DELETE: TokensDelete = Tokens, Delete;
    PROJECTS_READ: ProjectsRead = Projects, Read;
    PROJECTS_WRITE: ProjectsWrite = Projects, Write;
    PROVIDERS_READ: ProvidersRead = Providers, Read;
    PROVIDERS_WRITE: ProvidersWrite = Providers, Write;
    PROVIDERS_DELETE: ProvidersDelete = Providers, Delete;
    ORGANIZATION_READ: OrganizationRead = Organization, Read;
    ORGANIZATION_WRITE: OrganizationWrite = Organization, Write;
    ORGANIZATION_DELETE: OrganizationDelete = Organization, Delete;
    PROJECTS_DELETE: ProjectsDelete = Projects, Delete;
    MEMBERS_READ: MembersRead = Members, Read;
    MEMBERS_WRITE: MembersWrite = Members, Write;
    MEMBERS_DELETE: MembersDelete = Members, Delete;
    AUDIT_READ: AuditRead = Audit, Read;
}

/// Joining an organization, for who holds an invitation.
#[derive(Clone, Copy, Debug)]
pub struct Joins;

/// Ending what is given up and what is over, for the sweeps alone.
#[derive(Clone, Copy, Debug)]
pub struct Sweeps;

/// What concerns whoever belongs to an organization concerns it too.
#[derive(Clone, Copy, Debug)]
pub struct Belongs;

/// What whoever works in a project may do with what its organization brought for all of them: use it.
#[derive(Clone, Copy, Debug)]
pub struct Uses;

/// Taking what a LINE chat brings, for who signs with the secret of its bot.
#[derive(Clone, Copy, Debug)]
pub struct Receives;

/// What a worker holds for the one job it claimed.
#[derive(Clone, Copy, Debug)]
pub struct Claimed;
