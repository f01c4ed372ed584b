// SPDX-License-Identifier: EUPL-1.2
//! Sessions: a nonce of the server signed by the device's key gives a short-lived access token, used until the server takes it no more.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use reqwest::Url;
use ronda_shared::sync::Failure;
use ronda_shared::wire::{Challenge, ChallengeRequest, TokenGrant, TokenRequest, to_cbor};
use rustls::ClientConfig;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use super::hex::{hex, unhex};
use super::{SMALL_MS, Transport, faults, json, tls};

/// A request may be so long on its way while its token lapses.
const ON_ITS_WAY: Duration = Duration::from_secs(60);
/// However long a server says.
const LONGEST: Duration = Duration::from_secs(24 * 3_600);

/// What goes on from one connection to the next for whoever opened a home: the access token, and what TLS remembers of the server.
/// In memory alone, and gone with the open home.
#[derive(Clone, Default)]
pub struct Session(Arc<Kept>);

#[derive(Default)]
struct Kept {
    token: Mutex<Option<Token>>,
    tls: OnceLock<ClientConfig>,
}

/// An access token, and when it is not worth sending any more: what it comes with may be long, and would be sent in vain.
struct Token {
    text: String,
    until: Instant,
}

impl Session {
    /// A session with a token that holds.
    #[cfg(test)]
    pub(super) fn granted(text: &str) -> Self {
        let token = Token {
            text: text.into(),
            until: Instant::now() + LONGEST,
        };
        Self(Arc::new(Kept {
            token: Mutex::new(Some(token)),
            tls: OnceLock::new(),
        }))
    }

    /// The TLS side of the next connection: a server that was met before is met again without showing its certificates.
    pub(super) fn tls(&self, own_ca: Option<&[u8]>) -> Result<ClientConfig, Failure> {
        if let Some(kept) = self.0.tls.get() {
            return Ok(kept.clone());
        }
        let made = tls::config(own_ca)?;
        Ok(self.0.tls.get_or_init(|| made).clone())
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session(..)")
    }
}

impl Transport {
    /// The present token, or a new one.
    pub(super) async fn token(&self) -> Result<String, Failure> {
        let mut held = self.session.0.token.lock().await;
        if let Some(token) = held.as_ref().filter(|token| Instant::now() < token.until) {
            return Ok(token.text.clone());
        }
        let token = self.granted().await?;
        let text = token.text.clone();
        *held = Some(token);
        Ok(text)
    }

    /// A token newer than `lapsed`; several uploads that find it lapsed at once ask only one time.
    pub(super) async fn renewed(&self, lapsed: &str) -> Result<String, Failure> {
        let mut held = self.session.0.token.lock().await;
        if held.as_ref().is_some_and(|token| token.text == lapsed) {
            *held = None;
        }
        drop(held);
        self.token().await
    }

    async fn granted(&self) -> Result<Token, Failure> {
        let device = self.key.public().device();
        let challenge: Challenge = self
            .asked(self.server.at("/v1/session/challenge"), &ChallengeRequest { device })
            .await?;
        let signature = self.key.sign(TokenRequest::PURPOSE, &unhex(&challenge.nonce)?);
        let request = TokenRequest {
            device,
            nonce: challenge.nonce,
            signature: hex(&signature.0),
            certificate: hex(&to_cbor(&self.certificate)),
        };
        let asked_at = Instant::now();
        let grant: TokenGrant = self.asked(self.server.at("/v1/session/token"), &request).await?;
        let lives = Duration::from_millis(u64::try_from(grant.lives_ms).unwrap_or_default());
        Ok(Token {
            text: grant.token,
            until: asked_at + lives.saturating_sub(ON_ITS_WAY).min(LONGEST),
        })
    }

    async fn asked<T: DeserializeOwned>(&self, url: Url, body: &impl Serialize) -> Result<T, Failure> {
        let post = self.http.post(url).json(body).timeout(Duration::from_millis(SMALL_MS));
        json(post.send().await.map_err(faults::unreachable)?).await
    }
}
