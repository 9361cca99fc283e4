//! Signs what leaves the house and comes back: links that work without signing in.

use crate::config::Secret;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{
    hkdf::{HKDF_SHA256, Salt},
    hmac::{self, HMAC_SHA256},
};
use std::sync::Arc;

/// What the key is derived for; another purpose would take another text.
const PURPOSE: &[&[u8]] = &[b"ocriva signed links v1"];

/// Cheap to clone. HMAC-SHA-256 under a key that HKDF-SHA-256 derives from the server's secret.
#[derive(Clone)]
pub struct Signer {
    key: Arc<hmac::Key>,
}

impl Signer {
    #[must_use]
    pub fn new(secret: &Secret) -> Self {
        let derived = Salt::new(HKDF_SHA256, &[]).extract(secret.expose().as_bytes());
        let key = derived.expand(PURPOSE, HMAC_SHA256).expect("32 bytes are within what HKDF gives");
        Self { key: Arc::new(key.into()) }
    }

    /// A signature that fits into an address.
    #[must_use]
    pub fn sign(&self, text: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&self.key, text.as_bytes()))
    }

    /// Did this server sign `text`? How long it takes to say so tells nothing.
    #[must_use]
    pub fn is_signed(&self, text: &str, signature: &str) -> bool {
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature);
        signature.is_ok_and(|signature| hmac::verify(&self.key, text.as_bytes(), &signature).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_signature_holds_for_its_text_and_its_secret_alone() {
        let signer = Signer::new(&Secret::new("correct horse battery"));
        let signature = signer.sign("batch_1\n1700000000");
        assert!(signer.is_signed("batch_1\n1700000000", &signature));
        assert!(!signer.is_signed("batch_1\n1700000001", &signature));
        assert!(!Signer::new(&Secret::new("another")).is_signed("batch_1\n1700000000", &signature));
        for nonsense in ["", "AAAA", "not base64!", &signature[1..], &format!("{signature}A"), &format!("{signature}=")]
        {
            assert!(!signer.is_signed("batch_1\n1700000000", nonsense), "{nonsense}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_opens_what_was_not_signed(
            text in r"(?s).{0,80}",
            other in r"(?s).{0,80}",
            signature in r"(?s)([0-9A-Za-z_\-]{43}|.{0,60})",
        ) {
            let signer = Signer::new(&Secret::new("correct horse battery"));
            let signed = signer.sign(&text);
            prop_assert!(signer.is_signed(&text, &signed));
            prop_assert_eq!(signer.is_signed(&other, &signed), other == text);
            prop_assert_eq!(signer.is_signed(&text, &signature), signature == signed);
        }
    }
}
