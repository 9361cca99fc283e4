//! The audit trail as a page shows it.

use crate::{
    domain::{audit::AuditEntry, id::OrgId, list::Paged},
    error::AppError,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the page asks for, as its address has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AuditQuery {
    /// The organization is the one around it: a project, or the organization itself.
    pub place: String,
    #[serde(default)]
    pub actor: String,
    #[serde(default)]
    pub action: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub search: String,
    #[serde(default)]
    pub page: u64,
}

/// One page of a trail, and whose it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditPage {
    pub organization: OrgId,
    pub entries: Paged<AuditEntry>,
}

#[server(prefix = "/fn", endpoint = "audit/list")]
pub async fn list_audit(query: AuditQuery) -> Result<AuditPage, AppError> {
    use crate::{
        access::AUDIT_READ,
        domain::{audit::AuditFilter, list::Paging, place::Place, time::bound},
        web::request,
        workspace::audit,
    };
    /// Entries of a page.
    const ON_A_PAGE: u64 = 50;
    let (runtime, caller) = request::caller().await?;
    let scope = caller.around(&runtime.db, &Place::from(query.place), AUDIT_READ).await?;
    let filled = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let filter = AuditFilter {
        actor: filled(query.actor),
        action: filled(query.action),
        from: bound(&query.from, false),
        until: bound(&query.to, true),
        search: filled(query.search),
        ..AuditFilter::default()
    };
    let paging = Paging::new(Some(query.page.max(1)), Some(ON_A_PAGE));
    let entries = audit::list(&runtime.db, &scope, &filter, paging).await?;
    Ok(AuditPage { organization: scope.organization().clone(), entries })
}
