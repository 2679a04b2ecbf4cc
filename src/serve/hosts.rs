//! The names to which the server answers: no other site can reach it by pointing its own name at this machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The names of the interface that the server listens on.
#[derive(Debug, Clone, Copy)]
pub struct Hosts {
    interface: IpAddr,
}

impl Hosts {
    /// The names of this interface, and those of the machine itself.
    pub fn of(interface: IpAddr) -> Self {
        Self { interface }
    }

    /// True for `localhost`, the loopback addresses and the interface, with any port: it may be forwarded.
    pub fn allow(self, authority: &str) -> bool {
        let Some(name) = without_port(authority) else { return false };
        name.eq_ignore_ascii_case("localhost") || parse_ip(name).is_some_and(|ip| self.allow_ip(ip))
    }

    /// Where every interface is served, any address may be meant. Rebinding needs a name, so a number is safe.
    fn allow_ip(self, ip: IpAddr) -> bool {
        let own = [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST), self.interface];
        own.contains(&ip) || self.interface.is_unspecified()
    }
}

fn without_port(authority: &str) -> Option<&str> {
    match authority.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => {
            let is_port = (1..=5).contains(&port.len()) && port.bytes().all(|digit| digit.is_ascii_digit());
            is_port.then_some(name)
        }
        _ => Some(authority),
    }
}

fn parse_ip(name: &str) -> Option<IpAddr> {
    match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(v6) => v6.parse().ok().map(IpAddr::V6),
        None => name.parse().ok().map(IpAddr::V4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_of_this_machine_are_answered_to() {
        let hosts = Hosts::of(Ipv4Addr::LOCALHOST.into());
        for good in ["localhost", "LocalHost:1111", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:65535"] {
            assert!(hosts.allow(good), "{good}");
        }
        for bad in [
            "",
            "example.gov",
            "localhost.example.gov",
            "127.0.0.1.example.gov",
            "example.gov:1111",
            "localhost:",
            "localhost:x",
            "localhost:1111@example.gov",
            "::1",
            "[::1",
            "192.0.2.1",
            "0.0.0.0",
            "2130706433",
            "localhost.",
            "localhost:123456",
        ] {
            assert!(!hosts.allow(bad), "{bad}");
        }
    }

    #[test]
    fn a_server_on_every_interface_answers_to_addresses_but_not_to_names() {
        let hosts = Hosts::of(Ipv4Addr::UNSPECIFIED.into());
        assert!(hosts.allow("192.0.2.1:1111"));
        assert!(!hosts.allow("example.gov:1111"));
    }
}
