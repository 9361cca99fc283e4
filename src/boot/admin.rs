//! `ocriva admin`: what an operator does by hand.

use super::assemble::{self, StartError};
use crate::{config::Config, domain::id::OrgId, workspace::audit};
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Admin {
    /// Walk the audit trails and say where one was touched; then the exit code is 1.
    VerifyAudit {
        /// Only the trail of this organization (`org_…`).
        #[arg(long)]
        organization: Option<String>,
    },
}

pub async fn admin(config: Config, asked: Admin) -> Result<(), StartError> {
    match asked {
        Admin::VerifyAudit { organization } => verify_audit(config, organization.map(OrgId::from)).await,
    }
}

async fn verify_audit(config: Config, only: Option<OrgId>) -> Result<(), StartError> {
    let runtime = assemble::runtime(config).await?;
    let findings = audit::verify(&runtime, only).await?;
    for finding in &findings {
        match &finding.broken {
            None => println!("{}: {} entries, whole", finding.organization, finding.entries),
            Some((at, reason)) => println!("{}: BROKEN at entry {at}: {reason}", finding.organization),
        }
    }
    let broken = findings.iter().filter(|finding| finding.broken.is_some()).count();
    if broken == 0 { Ok(()) } else { Err(StartError::Tampered { broken, total: findings.len() }) }
}
