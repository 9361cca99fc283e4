//! Webhook endpoints as a tenant enters them: what is kept can be sent, and never leads into a private network.
#![no_main]

use axum::http::{HeaderName, HeaderValue};
use libfuzzer_sys::fuzz_target;
use ocriva::{
    domain::id::ProjectId,
    fuzzing::{AddressGuard, WebhookForm, WrongEndpoint, may_be_asked, webhook::Headers},
};
use url::{Host, Url};

fuzz_target!(|text: &str| {
    let (url, headers) = text.split_once('\n').unwrap_or((text, ""));
    check_address(url);

    let form = WebhookForm { headers: headers.to_owned(), ..WebhookForm::default() };
    let Ok(endpoint) = form.into_new(ProjectId::from("proj_1".to_owned())) else { return };
    let mut wrong = WrongEndpoint::default();
    wrong.headers(&endpoint.headers, &Headers::new());
    if wrong.into_result().is_ok() {
        assert!(endpoint.headers.len() <= 20);
        for (name, value) in &endpoint.headers {
            assert!(HeaderName::from_bytes(name.as_bytes()).is_ok() && HeaderValue::from_str(value).is_ok());
            let name = name.to_ascii_lowercase();
            assert!(
                !name.starts_with("webhook-") && !["host", "content-length", "transfer-encoding"].contains(&&*name)
            );
        }
    }
});

fn check_address(text: &str) {
    let mut wrong = WrongEndpoint::default();
    wrong.url(text);
    let is_kept = wrong.into_result().is_ok();
    let url = Url::parse(text).ok();
    if is_kept {
        let url = url.as_ref().expect("what is kept is an address");
        assert!(matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none());
    }
    if may_be_asked(text) {
        let guard = AddressGuard::default();
        match url.expect("what is asked is an address").host() {
            Some(Host::Ipv4(address)) => assert!(guard.permits(address.into())),
            Some(Host::Ipv6(address)) => assert!(guard.permits(address.into())),
            Some(Host::Domain(name)) => assert!(name.parse::<std::net::IpAddr>().is_err()),
            None => panic!("an address without a host was asked"),
        }
    }
}
