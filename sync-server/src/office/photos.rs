// SPDX-License-Identifier: EUPL-1.2
//! Photos that come as bytes in a drop box or a pack, checked as uploads are.

use ronda_shared::ids::PhotoHash;
use ronda_shared::photo::verify_stored;
use sha2::{Digest, Sha256};

use super::{Office, OfficeError};
use crate::case_store::{By, StoredPhoto};

impl Office {
    /// Keeps a photo under its hash and numbers it; none when it is no stored photo of ours.
    pub(super) async fn keep_photo(&self, bytes: Vec<u8>, by: &By) -> Result<Option<PhotoHash>, OfficeError> {
        let Some(device) = by.device else { return Ok(None) };
        let check = move || {
            let hash = PhotoHash(Sha256::digest(&bytes).into());
            verify_stored(&bytes).ok().map(|_| (hash, bytes))
        };
        let checked = tokio::task::spawn_blocking(check)
            .await
            .map_err(|_| OfficeError::Stopped("checking a photo"))?;
        let Some((hash, bytes)) = checked else { return Ok(None) };
        let size = bytes.len() as u64;
        self.photos().put(&hash, bytes).await?;
        self.store()
            .photo_stored(StoredPhoto {
                hash,
                bytes: size,
                device,
                by: by.clone(),
            })
            .await?;
        Ok(Some(hash))
    }
}
