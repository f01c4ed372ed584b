// SPDX-License-Identifier: EUPL-1.2
//! The way to the server over HTTPS: enrolment, sessions, exchanges, photo uploads and downloads. All of reqwest lives here.

mod address;
mod download;
mod drop_box;
mod enrol;
mod exchange;
mod faults;
mod hex;
mod news;
mod place;
mod session;
#[cfg(test)]
pub(crate) mod tests;
mod tls;
mod upload;

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use ronda_shared::identity::{SignedCertificate, SigningKey};
use ronda_shared::sync::Failure;
use rustls::ClientConfig;

pub use address::{InvalidServer, ServerAddress};
pub use enrol::{Enrolled, enrol};
pub use place::Piece;
pub use session::Session;
pub use upload::{Chunks, Outcome, Refused, Upload};

/// Beyond this a network that answers nothing is no network.
const CONNECT_MS: u64 = 5_000;
/// The server may think this long about a full batch before it says its first byte.
const READ_MS: u64 = 60_000;
/// Small questions are answered at once or not at all.
const SMALL_MS: u64 = 5_000;
/// Largest answer in JSON.
const SMALL_BYTES: usize = 64 * 1024;

/// A phone's connection to its server.
pub struct Transport {
    http: Client,
    server: ServerAddress,
    key: SigningKey,
    certificate: SignedCertificate,
    session: Session,
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Transport({})", self.server)
    }
}

impl Transport {
    /// A connection for an enrolled device. `own_ca` is the PEM file given at enrolment, trusted beside the public roots.
    ///
    /// # Errors
    /// When the CA file holds no certificate.
    pub fn new(
        server: ServerAddress,
        own_ca: Option<&[u8]>,
        key: SigningKey,
        certificate: SignedCertificate,
        session: Session,
    ) -> Result<Self, Failure> {
        let http = client(session.tls(own_ca)?)?;
        Ok(Self {
            http,
            server,
            key,
            certificate,
            session,
        })
    }

    /// Sends a request with the access token; a lapsed token is renewed once.
    async fn authorised(&self, request: impl Fn(&Client) -> RequestBuilder) -> Result<Response, Failure> {
        let token = self.token().await?;
        let response = self.sent(request(&self.http), &token).await?;
        if response.status() != reqwest::StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        let token = self.renewed(&token).await?;
        self.sent(request(&self.http), &token).await
    }

    async fn sent(&self, request: RequestBuilder, token: &str) -> Result<Response, Failure> {
        let sent = request.bearer_auth(token).send().await;
        sent.map_err(faults::unreachable)
    }
}

/// One client for everything: no proxies of the system, no redirects, time limits that suit a phone. It does not name itself in
/// each request: an exchange says which version speaks.
fn client(tls: ClientConfig) -> Result<Client, Failure> {
    let builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_millis(CONNECT_MS))
        .read_timeout(Duration::from_millis(READ_MS));
    builder
        .build()
        .map_err(|_| Failure::Refused("secure connections cannot be set up on this device".into()))
}

/// Reads a body, never more than `most` bytes of it.
async fn bounded(mut response: Response, most: usize) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(faults::unreachable)? {
        if body.len() + part.len() > most {
            return Err(Failure::Refused(format!(
                "its answer is longer than {most} bytes: update the app or the server"
            )));
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

/// A JSON answer.
async fn json<T: serde::de::DeserializeOwned>(response: Response) -> Result<T, Failure> {
    let body = bounded(faults::accepted(response).await?, SMALL_BYTES).await?;
    serde_json::from_slice(&body).map_err(|_| faults::not_understood())
}
