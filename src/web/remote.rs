//! Where a request comes from: the peer of the connection or, only if that is a proxy of the operator's, what it says.
//!
//! Of the addresses in the header the right-most counts that is not a trusted proxy itself: those left of it are
//! whatever the sender wrote.

use crate::{config, runtime::Remote};
use axum::{
    extract::{ConnectInfo, Request},
    http::{HeaderMap, header},
};
use std::net::{IpAddr, SocketAddr};

/// Longest description of a program that is kept, in characters.
const MAX_AGENT: usize = 300;

/// Who is at the other end of `request`.
pub fn remote(request: &Request, settings: &config::Server) -> Remote {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Remote {
        address: peer.map(|peer| address(peer, request.headers(), settings)),
        user_agent: agent.map(|agent| agent.chars().take(MAX_AGENT).collect()),
    }
}

fn address(peer: IpAddr, headers: &HeaderMap, settings: &config::Server) -> IpAddr {
    let is_trusted = |address: &IpAddr| settings.trusted_proxies.iter().any(|network| network.contains(address));
    let mut nearest = peer.to_canonical();
    let lines = headers.get_all(settings.forwarded_header.name());
    let hops: Vec<&str> =
        lines.iter().flat_map(|line| line.to_str().unwrap_or("?").split(',')).map(str::trim).collect();
    for hop in hops.into_iter().rev() {
        if !is_trusted(&nearest) {
            break;
        }
        // What cannot be read was not written by a proxy that can be trusted: the way ends before it.
        let Some(next) = settings.forwarded_header.read(hop) else { break };
        nearest = next.to_canonical();
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use std::path::Path;

    fn settings(trusted: &'static str, header: &'static str) -> config::Server {
        let variable = move |name: &str| match name {
            "OCRIVA_TRUSTED_PROXIES" if !trusted.is_empty() => Some(trusted.to_owned()),
            "OCRIVA_FORWARDED_HEADER" => Some(header.to_owned()),
            _ => None,
        };
        Config::load(Path::new("/nowhere"), variable).unwrap().server
    }

    fn seen(peer: &str, trusted: &'static str, header: &'static str, lines: &[&str]) -> String {
        let name = settings("", header).forwarded_header.name();
        let headers = lines.iter().map(|line| (name.clone(), line.parse().unwrap())).collect();
        address(peer.parse().unwrap(), &headers, &settings(trusted, header)).to_string()
    }

    #[test]
    fn nobody_says_by_himself_where_he_is() {
        let lines = &["1.1.1.1"];
        assert_eq!(seen("203.0.113.9", "", "x-forwarded-for", lines), "203.0.113.9", "no proxy is trusted by default");
        assert_eq!(seen("127.0.0.1", "", "x-forwarded-for", lines), "127.0.0.1");
        assert_eq!(seen("203.0.113.9", "10.0.0.0/8", "x-forwarded-for", lines), "203.0.113.9", "not one of ours");
    }

    #[test]
    fn a_trusted_proxy_is_believed_about_its_own_neighbour_alone() {
        let seen = |lines: &[&str]| seen("10.0.0.1", "10.0.0.0/8,fd00::/8", "x-forwarded-for", lines);
        assert_eq!(seen(&[]), "10.0.0.1");
        assert_eq!(seen(&["198.51.100.7"]), "198.51.100.7");
        assert_eq!(seen(&["1.1.1.1, 198.51.100.7"]), "198.51.100.7", "what the sender wrote stands left");
        assert_eq!(seen(&["1.1.1.1, 198.51.100.7, 10.0.0.2"]), "198.51.100.7", "two proxies of ours");
        assert_eq!(
            seen(&["1.1.1.1, 10.9.9.9, 198.51.100.7"]),
            "198.51.100.7",
            "one of ours, but written by a stranger"
        );
        assert_eq!(seen(&["1.1.1.1", "198.51.100.7"]), "198.51.100.7", "several lines are one list");
        assert_eq!(seen(&["10.0.0.3, 10.0.0.2"]), "10.0.0.3", "one of our own asks");
        assert_eq!(seen(&["198.51.100.7:4711"]), "198.51.100.7");
        assert_eq!(seen(&["[2001:db8::7]:4711"]), "2001:db8::7");
        assert_eq!(seen(&["2001:db8::7, fd00::1"]), "2001:db8::7");
        assert_eq!(seen(&["::ffff:198.51.100.7"]), "198.51.100.7");
        for odd in ["unknown", "", "198.51.100.7 ,", "\u{e4}", "198.51.100.700", "10.0.0.2:99999"] {
            assert_eq!(seen(&[&format!("1.1.1.1, {odd}")]), "10.0.0.1", "`{odd}` ends the way");
        }
    }

    #[test]
    fn the_standard_header_is_read_when_the_operator_says_so_and_never_both() {
        let standard = |lines: &[&str]| seen("10.0.0.1", "10.0.0.0/8", "forwarded", lines);
        assert_eq!(standard(&["for=1.1.1.1, for=198.51.100.7;proto=https;by=10.0.0.1"]), "198.51.100.7");
        assert_eq!(standard(&[r#"proto=https; For="[2001:db8::7]:4711""#]), "2001:db8::7");
        for odd in ["for=_hidden", "for=unknown", "proto=https", "1.1.1.1"] {
            assert_eq!(standard(&[odd]), "10.0.0.1", "{odd}");
        }
        let mut headers = HeaderMap::new();
        headers.insert("forwarded", "for=1.1.1.1".parse().unwrap());
        let peer = "10.0.0.1".parse().unwrap();
        assert_eq!(address(peer, &headers, &settings("10.0.0.0/8", "x-forwarded-for")), peer);
    }

    #[test]
    fn a_connection_in_ipv6_clothes_is_the_same_address() {
        assert_eq!(seen("::ffff:10.0.0.1", "10.0.0.0/8", "x-forwarded-for", &["198.51.100.7"]), "198.51.100.7");
    }
}
