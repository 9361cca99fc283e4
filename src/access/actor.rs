//! Who does what a scope gives leave for.

use crate::domain::id::{OrgId, TokenId, UserId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    Person(UserId),
    Token {
        id: TokenId,
        /// Who made it.
        maker: Option<UserId>,
    },
    /// Whoever opened a link that carries its own leave.
    Link,
    /// Ocriva itself: a worker, a sweep, the command line.
    System,
}

impl Actor {
    /// The person behind it: a token acts for whoever made it.
    #[must_use]
    pub fn person(&self) -> Option<&UserId> {
        match self {
            Self::Person(user) => Some(user),
            Self::Token { maker, .. } => maker.as_ref(),
            Self::Link | Self::System => None,
        }
    }
}

/// A scope in one organization: of all of it, or of a project of it.
pub trait Inside: Sync {
    fn organization(&self) -> &OrgId;
    fn by(&self) -> &Actor;
}
