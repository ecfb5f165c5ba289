//! Which requests are answered at all: those that no web page can have sent, and, where the sandbox has an access key,
//! those that are signed with it.
//!
//! A page in a browser on this machine can send requests to loopback. Of its own site it sends `Origin`; by a name that
//! it lets point to loopback (DNS rebinding) it sends that name as `Host`.

use std::net::{IpAddr, SocketAddr};

use hyper::header::{AUTHORIZATION, HOST, HeaderMap, ORIGIN};
use hyper::http::request::Parts;
use uuid::Uuid;

/// Which requests are answered.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// The only access key id that is answered; `None` takes any.
    pub access_key: Option<String>,
    /// Names besides those of loopback by which clients reach the sandbox.
    pub hosts: Vec<String>,
}

impl Access {
    /// Returns why a request that arrived at `local` is refused; `None` if it is answered.
    pub fn refusal(&self, head: &Parts, local: SocketAddr) -> Option<String> {
        if head.headers.contains_key(ORIGIN) {
            return Some(
                "requests of web pages (with an Origin header) are not answered".to_owned(),
            );
        }
        let mut hosts: Vec<&str> = head
            .uri
            .authority()
            .map(|host| host.as_str())
            .into_iter()
            .collect();
        for host in head.headers.get_all(HOST) {
            hosts.push(host.to_str().unwrap_or(""));
        }
        if hosts.is_empty() {
            return Some("the Host header is missing".to_owned());
        }
        if !hosts.iter().all(|host| self.allows(host, local)) {
            return Some(
                "the Host header is not an address of this server; sandbox serve --allow-host NAME allows a name"
                    .to_owned(),
            );
        }
        match &self.access_key {
            Some(key)
                if Credential::of(&head.headers).map(|signed| signed.access_key) != Some(key) =>
            {
                Some("this server answers only the process that started it".to_owned())
            }
            _ => None,
        }
    }

    /// Returns whether a host is a loopback address, the address that the client connected to, or a name that is allowed.
    /// The port is not compared: a proxy on loopback has its own.
    fn allows(&self, host: &str, local: SocketAddr) -> bool {
        let Some(name) = name_of(host) else {
            return false;
        };
        if let Ok(address) = name.parse::<IpAddr>() {
            return address.is_loopback() || address.to_canonical() == local.ip().to_canonical();
        }
        name.eq_ignore_ascii_case("localhost")
            || self
                .hosts
                .iter()
                .any(|host| name.eq_ignore_ascii_case(host))
    }
}

/// Returns the name or address in `name:port`, `[::1]:port` or without a port.
fn name_of(host: &str) -> Option<&str> {
    let (name, rest) = match host.strip_prefix('[') {
        Some(address) => address.split_once(']')?,
        None => {
            let end = host.find(':').unwrap_or(host.len());
            host.split_at(end)
        }
    };
    let port = match rest {
        "" => return Some(name),
        rest => rest.strip_prefix(':')?,
    };
    port.parse::<u16>().is_ok().then_some(name)
}

/// The parts of `Credential=AKID/20260101/us-east-1/sso/aws4_request` in the header of a signed request. The signature
/// itself is not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credential<'a> {
    pub access_key: &'a str,
    pub region: &'a str,
}

impl<'a> Credential<'a> {
    /// Reads the credential of a request; `None` for one that is not signed.
    pub fn of(headers: &'a HeaderMap) -> Option<Self> {
        let authorization = headers.get(AUTHORIZATION)?.to_str().ok()?;
        let (_, scope) = authorization.split_once("Credential=")?;
        let mut parts = scope.split([',', ' ']).next()?.split('/');
        let access_key = parts.next()?;
        let region = parts.nth(1)?;
        Some(Self { access_key, region })
    }
}

/// Returns an access key id that other processes cannot guess: 122 random bits.
pub fn random_key() -> String {
    format!("SANDBOX{:X}", Uuid::new_v4().simple())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_with_or_without_a_port() {
        let access = Access {
            hosts: vec!["sandbox.internal".to_owned()],
            ..Access::default()
        };
        let local: SocketAddr = "192.0.2.7:80".parse().unwrap();
        for (host, allowed) in [
            ("127.0.0.1:4000", true),
            ("127.0.0.1", true),
            ("localhost:1", true),
            ("LOCALHOST", true),
            ("[::1]:4000", true),
            ("[::1]", true),
            ("192.0.2.7:4000", true),
            ("sandbox.internal:1", true),
            ("192.0.2.8:4000", false),
            ("evil.example.com", false),
            ("evil.example.com:4000", false),
            ("127.0.0.1.evil.example.com", false),
            ("localhost.evil.example.com:80", false),
            ("evil.localhost", false),
            ("127.0.0.1:4000:evil", false),
            ("127.0.0.1:evil", false),
            ("127.0.0.1@evil.example.com", false),
            ("[::1", false),
            ("::1", false),
            ("0.0.0.0:4000", false),
            ("2130706433", false),
            ("", false),
        ] {
            assert_eq!(access.allows(host, local), allowed, "{host}");
        }
    }

    #[test]
    fn every_key_is_another() {
        let keys: std::collections::BTreeSet<String> = (0..100).map(|_| random_key()).collect();
        assert_eq!(keys.len(), 100);
        assert!(keys.iter().all(|key| key.len() == 39));
    }
}
