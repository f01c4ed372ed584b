// SPDX-License-Identifier: EUPL-1.2
//! Brings the original of a photo from the server, and believes only its hash.

use reqwest::StatusCode;
use ronda_shared::ids::PhotoHash;
use ronda_shared::limits;
use ronda_shared::sync::Failure;
use sha2::{Digest, Sha256};

use super::{Transport, bounded, faults};

impl Transport {
    /// The stored JPEG of a photo.
    ///
    /// # Errors
    /// When there is no connection, the server does not have it for this person, or sends something else.
    pub async fn photo(&self, photo: &PhotoHash) -> Result<Vec<u8>, Failure> {
        let url = self.server.at(&format!("/v1/photos/{photo}"));
        let response = self.authorised(|http| http.get(url.clone())).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Err(Failure::Refused(
                "the server does not hold this photo yet: ask again after the phone that took it has synced".into(),
            ));
        }
        let bytes = bounded(faults::accepted(response).await?, limits::PHOTO_STORED_BYTES).await?;
        if <[u8; 32]>::from(Sha256::digest(&bytes)) != *photo.bytes() {
            return Err(Failure::Unreachable("the photo arrived damaged".into()));
        }
        Ok(bytes)
    }
}
