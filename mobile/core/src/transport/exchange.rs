// SPDX-License-Identifier: EUPL-1.2
//! One exchange over HTTP: compressed CBOR there and back, both bounded.

use reqwest::header::CONTENT_TYPE;
use ronda_shared::limits;
use ronda_shared::sync::Failure;
use ronda_shared::wire::{EXCHANGE_TYPE, ExchangeReply, ExchangeRequest, decode, encode_up};

use super::{Transport, bounded, faults};

impl Transport {
    /// Sends what the phone owes, brings what it lacks.
    ///
    /// # Errors
    /// When there is no connection, or the server refuses.
    pub async fn exchange(&self, request: &ExchangeRequest) -> Result<ExchangeReply, Failure> {
        let body = encode_up(request);
        let url = self.server.at("/v1/exchange");
        let post = |http: &reqwest::Client| {
            http.post(url.clone())
                .header(CONTENT_TYPE, EXCHANGE_TYPE)
                .body(body.clone())
        };
        let response = faults::accepted(self.authorised(post).await?).await?;
        let reply = bounded(response, limits::EXCHANGE_WIRE_BYTES).await?;
        // A reply cut short looks damaged: the connection is at fault, and asking again is free.
        decode(&reply, limits::EXCHANGE_DECODED_BYTES)
            .map_err(|_| Failure::Unreachable("the answer arrived damaged".into()))
    }
}
