// SPDX-License-Identifier: EUPL-1.2
//! What the store knows of photos: which are there, under which number, who may see them, which are still awaited.

use async_trait::async_trait;
use ronda_shared::ids::{DeviceId, PersonId, PhotoHash};
use uuid::Uuid;

use super::{By, StoreError};

/// A photo whose bytes are verified and durable in the photo store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPhoto {
    /// Its name.
    pub hash: PhotoHash,
    /// Its size.
    pub bytes: u64,
    /// The device the bytes came from: it may see the photo from now on.
    pub device: DeviceId,
    /// Who and when.
    pub by: By,
}

/// A photo with its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoRecord {
    /// Its name.
    pub hash: PhotoHash,
    /// Its number in the log.
    pub no: u64,
    /// Its size.
    pub bytes: u64,
}

/// Who asks for photos: what a phone uploaded itself, or a ticket of one of its scopes names, is its to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoQuery {
    /// The device.
    pub device: DeviceId,
    /// Its person.
    pub person: PersonId,
    /// The scopes it is granted.
    pub scopes: Vec<String>,
}

/// The name of a running upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UploadId(pub Uuid);

impl std::fmt::Display for UploadId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, f)
    }
}

/// A running upload. How far it is says the photo store: the partial file's real length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upload {
    /// Its name.
    pub id: UploadId,
    /// Whose.
    pub device: DeviceId,
    /// The photo it will be.
    pub hash: PhotoHash,
    /// All bytes it will have.
    pub length: u64,
    /// When it is dropped unless continued, in milliseconds since 1970.
    pub expires_at_ms: i64,
}

/// The ledger of photos and uploads.
#[async_trait]
pub trait PhotoLedger: Send + Sync + 'static {
    /// Numbers a stored photo, or only notes the device when it has a number already; answers the number.
    async fn photo_stored(&self, photo: StoredPhoto) -> Result<u64, StoreError>;

    /// A photo, whoever asks (for the office itself).
    async fn photo(&self, hash: &PhotoHash) -> Result<Option<PhotoRecord>, StoreError>;

    /// Those of these photos that are stored, whoever asks.
    async fn photos(&self, hashes: &[PhotoHash]) -> Result<Vec<PhotoRecord>, StoreError>;

    /// Those of these photos that are stored and that the asker may see.
    async fn photos_visible(&self, asker: &PhotoQuery, hashes: &[PhotoHash]) -> Result<Vec<PhotoRecord>, StoreError>;

    /// Photos that never came, at most `limit`: those that tickets of the asker's scopes name, and those of his person's own
    /// entries, also in tickets he does not see any more. An edit may have come from another phone and been taken along to a
    /// successor, while he alone has the bytes.
    async fn photos_missing(&self, asker: &PhotoQuery, limit: u32) -> Result<Vec<PhotoHash>, StoreError>;

    /// At most `limit` stored photos after this number, in order.
    async fn photos_after(&self, after: u64, limit: u32) -> Result<Vec<PhotoRecord>, StoreError>;

    /// Opens an upload; when the device has one of this photo already, that one is answered instead.
    async fn open_upload(&self, upload: Upload) -> Result<Upload, StoreError>;

    /// A running upload.
    async fn upload(&self, id: &UploadId) -> Result<Option<Upload>, StoreError>;

    /// Puts off an upload's end.
    async fn extend_upload(&self, id: &UploadId, expires_at_ms: i64) -> Result<(), StoreError>;

    /// Forgets an upload.
    async fn close_upload(&self, id: &UploadId) -> Result<(), StoreError>;

    /// Forgets the uploads that lapsed before `now_ms` and names them, so that their bytes can go.
    async fn lapse_uploads(&self, now_ms: i64) -> Result<Vec<UploadId>, StoreError>;
}
