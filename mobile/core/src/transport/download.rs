// SPDX-License-Identifier: EUPL-1.2
//! Brings the original of a photo from the server, and believes only its hash; brings thumbnails too, and believes their size.

use std::time::Duration;

use reqwest::StatusCode;
use ronda_shared::ids::PhotoHash;
use ronda_shared::limits;
use ronda_shared::photo::{Limits, verify_stored};
use ronda_shared::sync::Failure;
use sha2::{Digest, Sha256};

use super::{SMALL_MS, Transport, bounded, faults};

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

    /// The thumbnail of a photo; none while the server does not hold the photo for this person.
    ///
    /// # Errors
    /// When there is no connection, or the server sends something else than a small picture.
    pub async fn thumbnail(&self, photo: &PhotoHash) -> Result<Option<Vec<u8>>, Failure> {
        let url = self.server.at(&format!("/v1/photos/{photo}/thumbnail"));
        let timeout = Duration::from_millis(SMALL_MS);
        let response = self.authorised(|http| http.get(url.clone()).timeout(timeout)).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
            return Err(Failure::Refused(
                "it cannot make this photo small: tell the office, its doctor command says more".into(),
            ));
        }
        let bytes = bounded(faults::accepted(response).await?, limits::THUMBNAIL_BYTES).await?;
        let small = verify_stored(&bytes).is_ok_and(|it| it.width.max(it.height) <= Limits::THUMBNAIL_EDGE);
        if small {
            Ok(Some(bytes))
        } else {
            Err(faults::not_understood())
        }
    }
}
