//! Addresses that a tenant's choice may lead to: none of IANA's special-purpose registries is among them.
#![no_main]

use ipnet::IpNet;
use libfuzzer_sys::fuzz_target;
use ocriva::fuzzing::AddressGuard;
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::LazyLock,
};

/// Not globally reachable, or no unicast, by the registries of 2025.
const SPECIAL: [&str; 34] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "::ffff:10.0.0.0/104",
    "::ffff:127.0.0.0/104",
    "64:ff9b:1::/48",
    "64:ff9b::10.0.0.0/104",
    "64:ff9b::127.0.0.0/104",
    "64:ff9b::169.254.0.0/112",
    "100::/64",
    "2001::/32",
    "2001:2::/48",
    "2001:10::/28",
    "2001:db8::/32",
    "2002:a00::/24",
    "2002:7f00::/24",
    "2002:c0a8::/32",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/9",
];

static NETWORKS: LazyLock<Vec<IpNet>> =
    LazyLock::new(|| SPECIAL.iter().map(|network| network.parse().expect("a network")).collect());

fuzz_target!(|input: (bool, [u8; 16])| {
    let (short, bytes) = input;
    let v4 = |bytes: &[u8]| Ipv4Addr::new(bytes[0], bytes[1], bytes[2], bytes[3]);
    let address: IpAddr = if short { v4(&bytes).into() } else { Ipv6Addr::from(bytes).into() };
    let guard = AddressGuard::default();
    if guard.permits(address) {
        assert!(!NETWORKS.iter().any(|network| network.contains(&address)), "{address}");
        assert!(!address.is_loopback() && !address.is_multicast() && !address.is_unspecified());
    }
    let everywhere = AddressGuard::new(vec!["0.0.0.0/0".parse().unwrap(), "::/0".parse().unwrap()]);
    assert!(everywhere.permits(address));
});
