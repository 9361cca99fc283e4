//! `ocriva admin`: what an operator does by hand.

use super::assemble::{self, StartError};
use crate::{
    config::Config,
    domain::{id::OrgId, tenancy::NewUser},
    workspace::{accounts, audit, sessions},
};
use clap::Subcommand;
use std::io::{BufRead as _, IsTerminal as _, Write as _};

#[derive(Subcommand)]
pub enum Admin {
    /// Walk the audit trails and say where one was touched; then the exit code is 1.
    VerifyAudit {
        /// Only the trail of this organization (`org_…`).
        #[arg(long)]
        organization: Option<String>,
    },
    /// Sign a person out of every browser, or everybody: their next request asks them to log in.
    SignOut {
        /// The address of the one person.
        #[arg(long, required_unless_present = "everybody")]
        email: Option<String>,
        #[arg(long, conflicts_with = "email")]
        everybody: bool,
    },
    /// Make an account whose address counts as confirmed; the password is read from standard input.
    CreateUser {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
    },
}

pub async fn admin(config: Config, asked: Admin) -> Result<(), StartError> {
    match asked {
        Admin::VerifyAudit { organization } => verify_audit(config, organization.map(OrgId::from)).await,
        Admin::SignOut { email, everybody: _ } => sign_out(config, email).await,
        Admin::CreateUser { email, name } => create_user(config, email, name).await,
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

/// Of an address every account that it may mean.
async fn sign_out(config: Config, email: Option<String>) -> Result<(), StartError> {
    let runtime = assemble::runtime(config).await?;
    let ended = match email {
        Some(email) => sessions::end_of_address(&runtime, &email).await?,
        None => sessions::end_of_everybody(&runtime).await?,
    };
    println!("{ended} browsers were signed out");
    Ok(())
}

/// One line of standard input is the password: arguments are seen by everybody on the machine.
async fn create_user(config: Config, email: String, name: String) -> Result<(), StartError> {
    let runtime = assemble::runtime(config).await?;
    let input = std::io::stdin();
    if input.is_terminal() {
        let _ = write!(std::io::stderr(), "Password (it is shown as you type): ");
    }
    let mut password = String::new();
    let _ = input.lock().read_line(&mut password);
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    let made = accounts::create(&runtime, NewUser { email, password, name }).await?;
    println!("{} is {}, with {} and {}", made.user.email, made.user.id, made.organization.id, made.project.id);
    Ok(())
}
