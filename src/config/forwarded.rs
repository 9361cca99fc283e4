//! The header in which proxies say whom they speak for.

use axum::http::{HeaderName, header};
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};

/// One of them, never both: the one that a proxy does not write it may pass on from anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedHeader {
    XForwardedFor,
    /// RFC 7239.
    Forwarded,
}

impl ForwardedHeader {
    #[must_use]
    pub fn name(self) -> HeaderName {
        match self {
            Self::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            Self::Forwarded => header::FORWARDED,
        }
    }

    /// The address in one entry of the header, with or without a port.
    #[must_use]
    pub fn read(self, entry: &str) -> Option<IpAddr> {
        let text = match self {
            Self::XForwardedFor => entry,
            Self::Forwarded => entry.split(';').find_map(|pair| {
                let (name, value) = pair.trim().split_once('=')?;
                name.eq_ignore_ascii_case("for").then(|| value.trim_matches('"'))
            })?,
        };
        let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
    }
}
