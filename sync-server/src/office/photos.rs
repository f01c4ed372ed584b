// SPDX-License-Identifier: EUPL-1.2
//! Photos that come as bytes in a drop box or a pack, checked as uploads are; and what becomes of those that fail the check.

use ronda_shared::ids::{DeviceId, PhotoHash};
use ronda_shared::limits;
use ronda_shared::photo::verify_kept;
use sha2::{Digest, Sha256};

use super::{Office, OfficeError};
use crate::case_store::{Alarm, AlarmKind, By, Deed, StoredPhoto};
use crate::photo_store::SetAside;

/// A photo's bytes, looked at.
#[derive(Debug)]
pub(super) struct Checked {
    pub hash: PhotoHash,
    /// It is a stored photo of ours.
    pub sound: bool,
    pub bytes: Vec<u8>,
}

impl Checked {
    pub(super) async fn of(bytes: Vec<u8>) -> Result<Self, OfficeError> {
        let check = move || Self {
            hash: PhotoHash(Sha256::digest(&bytes).into()),
            sound: verify_kept(&bytes).is_ok(),
            bytes,
        };
        tokio::task::spawn_blocking(check)
            .await
            .map_err(|_| OfficeError::Stopped("checking a photo"))
    }
}

/// What became of a photo's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is stored and numbered.
    Stored(PhotoHash),
    /// It is no stored photo of ours, and is kept apart for the office.
    Aside(PhotoHash),
    /// It is no stored photo of ours, and was dropped: its device has too much set aside.
    Dropped,
    /// It went with a destroyed ticket and no ticket names it: nothing was kept.
    Purged(PhotoHash),
}

impl Office {
    /// Keeps a photo under its hash and numbers it, or sets it aside when it is no stored photo of ours.
    pub(super) async fn take_photo(&self, bytes: Vec<u8>, device: DeviceId, by: &By) -> Result<Taken, OfficeError> {
        self.take_checked(Checked::of(bytes).await?, device, by).await
    }

    /// The same for one that was looked at.
    pub(super) async fn take_checked(&self, photo: Checked, device: DeviceId, by: &By) -> Result<Taken, OfficeError> {
        let Checked { hash, sound, bytes } = photo;
        let _turn = self.photo_turn().await;
        if self.store().is_photo_purged(&hash).await? {
            return Ok(Taken::Purged(hash));
        }
        if !sound {
            let kept = self.set_aside(&hash, bytes, device, by).await?;
            return Ok(if kept { Taken::Aside(hash) } else { Taken::Dropped });
        }
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
        Ok(Taken::Stored(hash))
    }

    /// Takes a photo that nobody will be shown into custody, with a fact and an alarm; false when its device has no room left.
    ///
    /// # Errors
    /// When the disk or the store fails.
    pub async fn set_aside(
        &self,
        hash: &PhotoHash,
        bytes: Vec<u8>,
        device: DeviceId,
        by: &By,
    ) -> Result<bool, OfficeError> {
        let most = limits::REFUSED_PHOTO_BYTES;
        match self.photos().set_aside(&device, hash, bytes, most).await? {
            SetAside::Full => return Ok(false),
            SetAside::Known => return Ok(true),
            SetAside::Kept => {}
        }
        let (by, at_ms, object) = (by.clone(), by.at_ms, hash.to_string());
        let (verb, content) = ("photo.refused".to_owned(), hash.bytes().to_vec());
        self.store()
            .record(Deed {
                by,
                verb,
                object,
                content,
            })
            .await?;
        let alarm = Alarm {
            at_ms,
            kind: AlarmKind::Other,
            device: Some(device),
            detail: format!("photo {hash} is no photo of ours and is kept apart in the folder refused"),
        };
        self.store().raise(alarm).await?;
        Ok(true)
    }
}
