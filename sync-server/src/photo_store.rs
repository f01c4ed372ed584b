// SPDX-License-Identifier: EUPL-1.2
//! Where photos lie: whole ones by their hash, partial uploads by their id; what is answered as stored is on the disk.

mod directory;

use std::path::PathBuf;
use std::pin::Pin;

use async_trait::async_trait;
use ronda_shared::ids::{DeviceId, PhotoHash};
use tokio::io::AsyncRead;

use crate::case_store::UploadId;

pub use directory::PhotoDirectory;

/// A photo store that could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoStoreError {
    /// No space left.
    #[error("the disk of the photo store is full: free some space; every stored photo is safe")]
    Full,
    /// No such photo or upload.
    #[error("there is no such photo or upload: begin the upload again")]
    Absent,
    /// The bytes do not continue where the upload stands.
    #[error("the upload stands at {at} bytes: continue there")]
    WrongOffset {
        /// The file's real length.
        at: u64,
    },
    /// The bytes are not those the hash names.
    #[error("the bytes do not match the hash: send the photo again")]
    WrongHash,
    /// Anything else of the disk underneath.
    #[error("the photo store failed: {0}")]
    Other(String),
}

impl PhotoStoreError {
    /// Trying again by itself cannot help.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        !matches!(self, Self::Full)
    }
}

/// What became of a photo set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetAside {
    /// It is kept now.
    Kept,
    /// It was kept before.
    Known,
    /// The device has too much set aside already: nothing was kept.
    Full,
}

/// A stored photo on its way out, never in memory as a whole.
pub type Reading = Pin<Box<dyn AsyncRead + Send>>;

/// Photos and partial uploads.
#[async_trait]
pub trait PhotoStore: Send + Sync + 'static {
    /// Stores bytes under their hash, durably; nothing happens when they are there already.
    async fn put(&self, hash: &PhotoHash, bytes: Vec<u8>) -> Result<(), PhotoStoreError>;

    /// The bytes of a stored photo.
    async fn get(&self, hash: &PhotoHash) -> Result<Option<Vec<u8>>, PhotoStoreError>;

    /// The bytes of a stored photo, piece by piece.
    async fn read(&self, hash: &PhotoHash) -> Result<Option<Reading>, PhotoStoreError>;

    /// Whether a photo is stored.
    async fn exists(&self, hash: &PhotoHash) -> Result<bool, PhotoStoreError>;

    /// Keeps a photo that the office refuses to show, apart from the others, while those of its device stay within `most`
    /// bytes; on the disk when answered.
    async fn set_aside(
        &self,
        device: &DeviceId,
        hash: &PhotoHash,
        bytes: Vec<u8>,
        most: u64,
    ) -> Result<SetAside, PhotoStoreError>;

    /// Every photo set aside, by device.
    async fn list_aside(&self) -> Result<Vec<(DeviceId, PhotoHash)>, PhotoStoreError>;

    /// Takes a photo away, also where it was set aside.
    async fn remove(&self, hash: &PhotoHash) -> Result<(), PhotoStoreError>;

    /// Every stored photo, by hash.
    async fn list(&self) -> Result<Vec<PhotoHash>, PhotoStoreError>;

    /// Free bytes where photos lie, when the system tells.
    async fn space_bytes(&self) -> Option<u64>;

    /// Begins a partial upload; one that was begun stays as it is.
    async fn begin(&self, upload: &UploadId) -> Result<(), PhotoStoreError>;

    /// Adds bytes at `offset`, which must be where the upload stands; on the disk when answered. Answers the new length.
    async fn append(&self, upload: &UploadId, offset: u64, bytes: Vec<u8>) -> Result<u64, PhotoStoreError>;

    /// Where an upload stands: the file's real length.
    async fn offset(&self, upload: &UploadId) -> Result<u64, PhotoStoreError>;

    /// The bytes of an upload so far.
    async fn partial(&self, upload: &UploadId) -> Result<Vec<u8>, PhotoStoreError>;

    /// Makes a complete upload a stored photo, when its bytes have this hash.
    async fn finish(&self, upload: &UploadId, hash: &PhotoHash) -> Result<(), PhotoStoreError>;

    /// Drops a partial upload; nothing happens when there is none.
    async fn drop_upload(&self, upload: &UploadId) -> Result<(), PhotoStoreError>;

    /// Every partial upload.
    async fn uploads(&self) -> Result<Vec<UploadId>, PhotoStoreError>;

    /// Where a stored photo lies, for people who look around.
    fn place_of(&self, hash: &PhotoHash) -> PathBuf;
}
