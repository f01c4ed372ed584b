// SPDX-License-Identifier: EUPL-1.2
//! The drop box: where a revoked phone hands over what it still owes, without a token.

use reqwest::header::CONTENT_TYPE;
use ronda_shared::limits;
use ronda_shared::sync::Failure;
use ronda_shared::wire::{DropBoxReply, DropBoxRequest, EXCHANGE_TYPE, decode, encode};

use super::{Transport, bounded, faults};

impl Transport {
    /// Hands over undelivered changes and photos; answers receipts and the signed order.
    ///
    /// # Errors
    /// When there is no connection, or the server refuses.
    pub async fn drop_off(&self, request: &DropBoxRequest) -> Result<DropBoxReply, Failure> {
        let post = self
            .http
            .post(self.server.at("/v1/drop-box"))
            .header(CONTENT_TYPE, EXCHANGE_TYPE)
            .body(encode(request));
        let response = faults::accepted(post.send().await.map_err(faults::unreachable)?).await?;
        let reply = bounded(response, limits::EXCHANGE_WIRE_BYTES).await?;
        decode(&reply, limits::EXCHANGE_DECODED_BYTES).map_err(|_| faults::not_understood())
    }
}
