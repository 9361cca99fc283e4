//! Tokens, links and cookies: nothing that was not made here opens anything.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::{
    domain::id::UserId,
    fuzzing::{Device, LinkToken, RefreshToken, Secret, Signer, lookup_hash},
};
use std::sync::LazyLock;

static SIGNER: LazyLock<Signer> = LazyLock::new(|| Signer::new(&Secret::new("correct horse battery")));
/// Signs nothing: what a fuzzer sees being compared, it sends.
static SILENT: LazyLock<Signer> = LazyLock::new(|| Signer::new(&Secret::new("staple")));

fuzz_target!(|text: &str| {
    let (signed, signature) = text.split_once('\n').unwrap_or((text, ""));
    assert_eq!(SIGNER.is_signed(signed, signature), SIGNER.sign(signed) == signature);

    assert!(lookup_hash(text).is_none_or(|hash| hash.len() == 64 && text.len() == 40 && text.starts_with("ocr_")));
    assert!(LinkToken::lookup_hash(text).is_none_or(|hash| hash.len() == 64 && text.len() == 43));
    assert!(RefreshToken::parse(text).is_none_or(|token| token.hash().len() == 64 && text.len() == 43));

    let user = UserId::from("user_1".to_owned());
    let device = Device::read(Some(text));
    assert!(!device.knows(&SILENT, &user) && !SILENT.is_signed(signed, signature));
    let cookie = device.knowing(&SIGNER, &user);
    assert!(Device::read(Some(&cookie)).knows(&SIGNER, &user));
});
