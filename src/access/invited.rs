//! Links that lead into an organization: each works once, for one address, until a moment.

use super::{Actor, Joins, OrgScope};
use crate::{
    db::{
        Db,
        queries::invitations::{self, Found},
    },
    domain::{membership::Invitation, time::Timestamp},
    error::{AppError, Kind},
};

/// An invitation that can be accepted, with the leave to do so.
pub struct Invited {
    pub invitation: Invitation,
    pub scope: OrgScope<Joins>,
}

impl Invited {
    /// What a link opens.
    ///
    /// # Errors
    /// 404 for a link that nobody was sent, and for one that was used, taken back or has expired: the code says which.
    pub async fn open(db: &Db, hash: Option<String>, now: Timestamp) -> Result<Self, AppError> {
        let gone = |code: &str, message: &str| AppError::new(Kind::NotFound, code, message);
        let found = match hash {
            Some(hash) => invitations::by_hash(db, &hash).await?,
            None => None,
        };
        match found {
            None => {
                Err(gone("not_found", "This link leads to no invitation. Perhaps it was cut off, or sent again since."))
            }
            Some(Found { accepted_at: Some(_), .. }) => {
                Err(gone("invitation_used", "This invitation was accepted already. Log in, and you are there."))
            }
            Some(Found { revoked_at: Some(_), .. }) => {
                Err(gone("invitation_revoked", "This invitation was taken back. Ask whoever sent it for another."))
            }
            Some(Found { invitation, .. }) if invitation.expires_at <= now => {
                Err(gone("invitation_expired", "This invitation has expired. Ask whoever sent it for another."))
            }
            Some(Found { invitation, .. }) => {
                let scope = OrgScope::granted(invitation.organization_id.clone(), Actor::Link);
                Ok(Self { invitation, scope })
            }
        }
    }
}
