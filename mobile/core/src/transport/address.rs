// SPDX-License-Identifier: EUPL-1.2
//! Where the server is: an origin, in clear only on loopback.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

/// Scheme, host and port of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAddress(Url);

/// An address no phone may talk to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidServer {
    /// Not an address of the web.
    #[error("this is not a server address: give one such as https://ronda.comune.example")]
    NotAnAddress,
    /// Clear text across a network.
    #[error("the server must be reached by https: only on this very machine plain http is allowed")]
    InClear,
}

impl ServerAddress {
    /// The address of a path, such as `/v1/exchange`.
    pub(super) fn at(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url
    }

    /// The address a `Location` names; one that leads to another server is none.
    pub(super) fn located(&self, location: &str) -> Option<Url> {
        let url = self.0.join(location).ok()?;
        (url.origin() == self.0.origin()).then_some(url)
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl FromStr for ServerAddress {
    type Err = InvalidServer;

    /// Path, query and fragment are dropped, so that the whole link of an enrolment may be given.
    fn from_str(text: &str) -> Result<Self, InvalidServer> {
        let mut url = Url::parse(text.trim()).map_err(|_| InvalidServer::NotAnAddress)?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(InvalidServer::NotAnAddress);
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            return Err(InvalidServer::InClear);
        }
        url.set_path("/");
        url.set_query(None);
        url.set_fragment(None);
        url.set_username("").map_err(|()| InvalidServer::NotAnAddress)?;
        url.set_password(None).map_err(|()| InvalidServer::NotAnAddress)?;
        Ok(Self(url))
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_enrolment_link_gives_the_server_alone() {
        let address: ServerAddress = "http://127.0.0.1:8080/enrol#7K3Q-92MX-4TVWE".parse().unwrap();
        assert_eq!(address.to_string(), "http://127.0.0.1:8080");
        assert_eq!(address.at("/v1/enrol").as_str(), "http://127.0.0.1:8080/v1/enrol");
    }

    #[test]
    fn clear_text_stays_on_this_machine() {
        for near in [
            "http://localhost:1",
            "http://[::1]:1",
            "http://127.9.9.9",
            "https://ronda.example",
        ] {
            assert!(near.parse::<ServerAddress>().is_ok(), "{near}");
        }
        for far in [
            "http://ronda.example",
            "http://127.0.0.1.example",
            "http://10.0.0.1",
            "ftp://localhost",
            "localhost",
        ] {
            assert!(far.parse::<ServerAddress>().is_err(), "{far}");
        }
    }

    #[test]
    fn an_upload_is_never_led_to_another_server() {
        let address: ServerAddress = "https://ronda.example".parse().unwrap();
        assert_eq!(
            address.located("/v1/photos/uploads/1").unwrap().as_str(),
            "https://ronda.example/v1/photos/uploads/1"
        );
        assert_eq!(address.located("https://elsewhere.example/x"), None);
        assert_eq!(address.located("//elsewhere.example/x"), None);
    }
}
