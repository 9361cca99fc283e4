//! Passwords: hard to guess, hashed by argon2id with the recommended cost, off the async threads.

use crate::{domain::tenancy::PasswordStrength, error::AppError};
use argon2::{
    Argon2, PasswordHasher, PasswordVerifier,
    password_hash::phc::{PasswordHash, Salt},
};
use tokio::task::spawn_blocking;
use zxcvbn::{Score, feedback::Feedback, zxcvbn};

/// Shortest password, in characters (OWASP ASVS 5.0, 6.2.1).
const SHORTEST: usize = 8;
/// Longest password, in bytes: hashing must stay bounded.
const LONGEST: usize = 512;
/// Of 4, as zxcvbn counts: safe from guessing at a stolen hash for a while.
const TAKEN: u8 = 3;
/// What is on the lips of whoever guesses here: the product and its trade.
const WORDS: [&str; 8] =
    ["ocriva", "document", "documents", "invoice", "template", "webhook", "organization", "extract"];
/// Characters that are looked at to tell how easy it is.
const JUDGED: usize = 100;

/// Is it fit for a password? `known` is what is known of the person: their name and address do not make it harder.
///
/// # Errors
/// 400 with what is wrong with `field`.
pub fn check(password: &str, known: &[&str], field: &str) -> Result<(), AppError> {
    let PasswordStrength { score, advice } = judged(password, known);
    if score < TAKEN { Err(AppError::invalid_field(field, advice)) } else { Ok(()) }
}

/// How hard it is to guess for who knows `known`, and what would help.
#[must_use]
pub fn judged(password: &str, known: &[&str]) -> PasswordStrength {
    let refused = |advice: String| PasswordStrength { score: 0, advice };
    if password.chars().count() < SHORTEST {
        return refused(format!("The password needs at least {SHORTEST} characters."));
    }
    if password.len() > LONGEST {
        return refused(format!("The password may have at most {LONGEST} bytes."));
    }
    let known: Vec<&str> =
        known.iter().flat_map(|text| text.split(['@', '.', ' ', '+', '-', '_']).chain([*text])).chain(WORDS).collect();
    let judged: String = password.chars().take(JUDGED).collect();
    let verdict = zxcvbn(&judged, &known);
    let score = u8::from(verdict.score());
    match verdict.score() {
        Score::Three => return PasswordStrength { score, advice: "Good: this is hard to guess.".to_owned() },
        Score::Four => return PasswordStrength { score, advice: "Strong: this is very hard to guess.".to_owned() },
        _ => {}
    }
    let feedback = verdict.feedback();
    let mut said = vec!["This password is too easy to guess.".to_owned()];
    said.extend(feedback.and_then(Feedback::warning).map(|warning| warning.to_string()));
    let advice = feedback.and_then(|feedback| feedback.suggestions().first().map(ToString::to_string));
    said.push(advice.unwrap_or_else(|| "Add another word or two.".to_owned()));
    PasswordStrength { score, advice: said.join(" ") }
}

/// With the salt of another one, so that the hashes can be compared; none: with a salt of its own.
///
/// The accounts that share an address share the salt: one computation tells which of them a password opens.
pub async fn hash(password: String, salt_of: Option<String>) -> Result<String, AppError> {
    let hashed = spawn_blocking(move || computed(&password, salt_of.as_deref()));
    match hashed.await {
        Ok(Some(hash)) => Ok(hash),
        outcome => {
            tracing::error!(?outcome, "a password could not be hashed");
            Err(AppError::internal())
        }
    }
}

/// Which of these hashes a password has. The work is the same for none of them as for many: who measures learns
/// nothing.
pub async fn matching(password: String, hashes: Vec<String>) -> Result<Option<usize>, AppError> {
    if password.len() > LONGEST {
        return Ok(None);
    }
    let matched = spawn_blocking(move || {
        let first = computed(&password, hashes.first().map(String::as_str));
        hashes.iter().position(|hash| {
            let shares_salt = first.as_ref().is_some_and(|first| salt(first) == salt(hash));
            if shares_salt { first.as_ref() == Some(hash) } else { is_right(&password, hash) }
        })
    });
    matched.await.map_err(|error| {
        tracing::error!(%error, "a password could not be verified");
        AppError::internal()
    })
}

fn computed(password: &str, salt_of: Option<&str>) -> Option<String> {
    let argon2 = Argon2::default();
    let hash: Result<PasswordHash, _> = match salt_of.and_then(salt) {
        Some(salt) => argon2.hash_password_with_salt(password.as_bytes(), &salt),
        None => argon2.hash_password(password.as_bytes()),
    };
    hash.ok().map(|hash| hash.to_string())
}

/// With other costs than today's, or another salt.
fn is_right(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// The salt, where the hash has the costs of today.
fn salt(hash: &str) -> Option<Salt> {
    let hash = PasswordHash::new(hash).ok()?;
    let today = argon2::Params::default();
    let is_todays = argon2::Params::try_from(&hash.params).is_ok_and(|params| {
        (params.m_cost(), params.t_cost(), params.p_cost()) == (today.m_cost(), today.t_cost(), today.p_cost())
    });
    hash.salt.filter(|_| is_todays)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_passes_and_no_other() {
        let own = hash("correct horse".to_owned(), None).await.unwrap();
        assert!(own.starts_with("$argon2id$"));
        let second = hash("another horse".to_owned(), Some(own.clone())).await.unwrap();
        let apart = hash("third horse".to_owned(), None).await.unwrap();
        assert_eq!(salt(&own), salt(&second));
        let all = vec![own, second, apart];
        let which = async |text: &str| matching(text.to_owned(), all.clone()).await.unwrap();
        assert_eq!(which("correct horse").await, Some(0));
        assert_eq!(which("another horse").await, Some(1));
        assert_eq!(which("third horse").await, Some(2));
        assert_eq!(which("correct house").await, None);
        assert_eq!(which(&"a".repeat(513)).await, None);
        assert_eq!(matching("correct horse".to_owned(), vec![]).await.unwrap(), None);
        assert_eq!(matching("correct horse".to_owned(), vec!["nonsense".to_owned()]).await.unwrap(), None);
    }

    #[test]
    fn what_is_easy_to_guess_is_refused_with_a_reason() {
        let known = ["Ann Marple", "ann.marple@st-mary-mead.example"];
        let told = |password: &str| check(password, &known, "password").unwrap_err().message;
        assert!(told("short").contains("8 characters"));
        assert!(told(&"x".repeat(600)).contains("512 bytes"));
        assert!(told("password1").contains("common"), "{}", told("password1"));
        for easy in [
            "qwertyuiop",
            "annmarple",
            "marplemarple",
            "aaaaaaaaaaaa",
            "12345678901",
            "ocrivaocriva",
            "Ocriva2026",
            "documents1",
        ] {
            assert!(told(easy).starts_with("This password is too easy to guess."), "{easy}");
        }
        for good in ["correct horse", "w8$kfLp2zQ", "ม้าถูกต้องแบตเตอรี่"] {
            assert!(check(good, &known, "password").is_ok(), "{good}");
        }
    }
}
