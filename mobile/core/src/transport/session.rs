// SPDX-License-Identifier: EUPL-1.2
//! Sessions: a nonce of the server signed by the device's key gives a short-lived access token.

use std::time::Duration;

use reqwest::Url;
use ronda_shared::sync::Failure;
use ronda_shared::wire::{Challenge, ChallengeRequest, TokenGrant, TokenRequest, to_cbor};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::hex::{hex, unhex};
use super::{SMALL_MS, Transport, faults, json};

impl Transport {
    /// The present token, or a new one.
    pub(super) async fn token(&self) -> Result<String, Failure> {
        let mut held = self.token.lock().await;
        if let Some(token) = held.as_ref() {
            return Ok(token.clone());
        }
        let token = self.granted().await?;
        *held = Some(token.clone());
        Ok(token)
    }

    /// A token newer than `lapsed`; several uploads that find it lapsed at once ask only one time.
    pub(super) async fn renewed(&self, lapsed: &str) -> Result<String, Failure> {
        let mut held = self.token.lock().await;
        if held.as_deref() == Some(lapsed) {
            *held = None;
        }
        drop(held);
        self.token().await
    }

    async fn granted(&self) -> Result<String, Failure> {
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
        let grant: TokenGrant = self.asked(self.server.at("/v1/session/token"), &request).await?;
        Ok(grant.token)
    }

    async fn asked<T: DeserializeOwned>(&self, url: Url, body: &impl Serialize) -> Result<T, Failure> {
        let post = self.http.post(url).json(body).timeout(Duration::from_millis(SMALL_MS));
        json(post.send().await.map_err(faults::unreachable)?).await
    }
}
