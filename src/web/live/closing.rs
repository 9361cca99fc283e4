//! Why a socket is closed from our side, in a code for programs and a sentence for people.

/// The codes from 4000 on are ours to define; the last three digits are those of the HTTP status that means the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    GoingAway,
    TooLarge,
    Unauthorized,
    Idle,
    TooSlow,
    TooMany,
}

impl Closing {
    #[must_use]
    pub fn code(self) -> u16 {
        match self {
            Self::GoingAway => 1001,
            Self::TooLarge => 1009,
            Self::Unauthorized => 4401,
            Self::Idle => 4408,
            Self::TooSlow => 4413,
            Self::TooMany => 4429,
        }
    }

    /// For a program that is not told numbers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GoingAway => "going_away",
            Self::TooLarge => "message_too_large",
            Self::Unauthorized => "unauthorized",
            Self::Idle => "idle",
            Self::TooSlow => "too_slow",
            Self::TooMany => "too_many_messages",
        }
    }

    /// At most 123 bytes, as a closing frame takes.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::GoingAway => "going away: the server stops; connect again and resume",
            Self::TooLarge => "a message was larger than a client has reason to send",
            Self::Unauthorized => "not signed in: the session or the token is missing, ended or revoked",
            Self::Idle => "nothing was subscribed to, or nothing was heard for too long",
            Self::TooSlow => "events were not read as fast as they came; connect again and resume",
            Self::TooMany => "too many messages in a short time",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_fits_into_its_frame() {
        use Closing::{GoingAway, Idle, TooLarge, TooMany, TooSlow, Unauthorized};
        for closing in [GoingAway, TooLarge, Unauthorized, Idle, TooSlow, TooMany] {
            assert!(closing.reason().len() <= 123, "{closing:?}");
        }
    }
}
