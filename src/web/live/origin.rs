//! Which pages may open a socket: a browser sends our cookie along wherever the page comes from.

use crate::{config::Config, error::AppError, web::csrf};
use axum::http::{HeaderMap, header};

/// Our own pages, those that the operator names, and programs, which send no origin.
///
/// # Errors
/// 403 for the page of another site.
pub fn check(config: &Config, headers: &HeaderMap) -> Result<(), AppError> {
    if is_allowed(headers, &config.public_url(), &config.live.origins) {
        return Ok(());
    }
    Err(AppError::forbidden("This socket was opened from another site and was refused."))
}

/// May this page be another site's?
#[must_use]
pub fn is_listed(origin: &str, listed: &[String]) -> bool {
    listed.iter().any(|own| own.trim_end_matches('/').eq_ignore_ascii_case(origin))
}

fn is_allowed(headers: &HeaderMap, public_url: &str, listed: &[String]) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return csrf::is_own(headers) };
    let Ok(origin) = origin.to_str() else { return false };
    is_listed(origin, listed) || is_listed(origin, &[origin_of(public_url)]) || csrf::is_own(headers)
}

/// Scheme, host and port of an address.
fn origin_of(url: &str) -> String {
    let end = url.find("://").and_then(|at| url[at + 3..].find('/').map(|slash| at + 3 + slash));
    url[..end.unwrap_or(url.len())].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        is_allowed(&headers, "https://ocriva.example/app", &["https://erp.example/".to_owned()])
    }

    #[test]
    fn our_own_pages_those_named_and_programs_may_and_no_others() {
        assert!(allowed(&[("host", "localhost:3000")]));
        assert!(allowed(&[("host", "localhost:3000"), ("origin", "http://localhost:3000")]));
        assert!(allowed(&[("host", "10.0.0.3"), ("origin", "https://ocriva.example")]), "behind a proxy");
        assert!(allowed(&[("host", "10.0.0.3"), ("origin", "https://erp.example"), ("sec-fetch-site", "cross-site")]));
        for origin in [
            "https://evil.example",
            "https://erp.example.evil.example",
            "http://erp.example",
            "null",
            "https://erp.example:8443",
        ] {
            assert!(!allowed(&[("host", "ocriva.example"), ("origin", origin)]), "{origin}");
        }
        let own_by_name_alone =
            [("host", "evil.example"), ("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
        assert!(!allowed(&own_by_name_alone), "the browser says otherwise");
    }
}
