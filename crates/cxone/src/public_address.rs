//! Which addresses are on the public Internet, and a resolver that gives no others.
//! For which requests it is used is decided in `http_transport`.

use core::{
    error::Error,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};
use std::io;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Resolves names to public addresses alone, so that no name leads into the own network.
pub(crate) struct PublicResolver;

/// A name has no public address.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the host has private addresses alone")]
pub(crate) struct NoPublicAddress;

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            public(found.collect())
        })
    }
}

/// Whether an address is a global unicast one (the IANA registries of special-purpose addresses, RFC 6890).
pub(crate) const fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn public(found: Vec<SocketAddr>) -> Result<Addrs, Box<dyn Error + Send + Sync>> {
    if found.is_empty() {
        return Err(io::Error::from(io::ErrorKind::NotFound).into());
    }
    let public: Vec<_> = found
        .into_iter()
        .filter(|address| is_public(address.ip()))
        .collect();
    if public.is_empty() {
        return Err(NoPublicAddress.into());
    }
    Ok(Box::new(public.into_iter()))
}

const fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation();
    let shared_or_reserved = matches!(
        address.octets(),
        [0 | 240..=255, ..] | [100, 64..=127, ..] | [192, 0, 0, _] | [198, 18 | 19, ..]
    );
    !special && !shared_or_reserved
}

const fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.to_ipv4_mapped() {
        Some(mapped) => is_public_v4(mapped),
        // Global unicast is 2000::/3, less the documentation prefixes and those that carry IPv4.
        None => {
            let [first, second, ..] = address.segments();
            first & 0xe000 == 0x2000
                && !matches!(
                    (first, second),
                    (0x2001, 0 | 0xdb8) | (0x2002, _) | (0x3fff, _)
                )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, expected: bool) {
        let parsed = address.parse().expect("an address");
        assert_eq!(is_public(parsed), expected, "{address}");
    }

    #[test]
    fn g14_addresses_of_own_networks_are_not_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.7",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:192.168.1.1",
            "64:ff9b::a00:1",
            "2001:db8::1",
            "2002:a00:1::",
            "fc00::1",
            "fe80::1",
            "ff02::1",
        ] {
            check(address, false);
        }
        for address in [
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "2600:1f00::1",
            "::ffff:8.8.8.8",
        ] {
            check(address, true);
        }
    }

    #[test]
    fn g14_of_several_addresses_the_public_ones_are_used() {
        let address = |text: &str| SocketAddr::new(text.parse().expect("an address"), 0);
        let found = public(vec![address("10.0.0.1"), address("8.8.8.8")]).expect("one is public");
        assert_eq!(found.collect::<Vec<_>>(), [address("8.8.8.8")]);
        let none = public(vec![address("10.0.0.1"), address("::1")])
            .err()
            .expect("none");
        assert!(none.is::<NoPublicAddress>());
    }
}
