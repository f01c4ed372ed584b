// SPDX-License-Identifier: EUPL-1.2
//! Photos in, by tus 1.0.0: creation, creation-with-upload, checksum, expiration, termination.
//!
//! One upload per photo and device; its address is the photo's hash, seen by that device alone. The offset is the
//! file's real length, and every acknowledged byte is on the disk. The last byte's answer carries the receipt.

mod arrival;
mod creation;
mod headers;
mod lapse;
mod patching;
mod settling;
mod standing;
mod writers;

pub(super) use creation::*;
pub use headers::understood;
pub(super) use lapse::sweep;
pub(super) use patching::*;
pub(super) use standing::*;
pub(super) use writers::Writers;

use axum::http::{HeaderMap, HeaderValue};
use ronda_shared::ids::{DeviceId, PhotoHash};
use ronda_shared::limits::UPLOAD_IDLE_MS;
use sha2::{Digest, Sha256};

use super::front::Front;
use super::problem::Problem;
use crate::case_store::{Upload, UploadId};

/// Where uploads are created; each lies below under its hash.
pub(super) const UPLOADS: &str = "/v1/photos/uploads";
/// The header of the version.
pub(super) const RESUMABLE: &str = "tus-resumable";
/// The version spoken.
pub(super) const VERSION: &str = "1.0.0";
/// Media type of a chunk.
const CHUNK_TYPE: &str = "application/offset+octet-stream";

/// The upload of a photo by a device: one name, so that beginning again continues.
fn upload_id(device: &DeviceId, hash: &PhotoHash) -> UploadId {
    let digest = <[u8; 32]>::from(
        Sha256::new()
            .chain_update(b"ronda/upload/1\0")
            .chain_update(device.bytes())
            .chain_update(hash.bytes())
            .finalize(),
    );
    let (head, _) = digest.split_at(16);
    UploadId(uuid::Builder::from_custom_bytes(head.try_into().unwrap_or_default()).into_uuid())
}

fn check_version(headers: &HeaderMap) -> Result<(), Problem> {
    let spoken = headers.get(RESUMABLE).is_some_and(|version| version == VERSION);
    if spoken { Ok(()) } else { Err(Problem::TusVersion) }
}

/// The running upload of an address, when this device has one.
async fn running(front: &Front, device: &DeviceId, hash: &PhotoHash) -> Result<Option<Upload>, Problem> {
    Ok(front.office().store().upload(&upload_id(device, hash)).await?)
}

/// How far an upload is; a file that is gone is begun again.
async fn offset_of(front: &Front, upload: &Upload) -> Result<u64, Problem> {
    front.office().photos().begin(&upload.id).await?;
    Ok(front.office().photos().offset(&upload.id).await?)
}

/// Puts off an upload's end and says when it is.
async fn extend(front: &Front, upload: &Upload) -> Result<HeaderValue, Problem> {
    let expires_at_ms = front.office().now_ms().saturating_add(UPLOAD_IDLE_MS);
    // A day's worth of chunks needs one write: the end is days away.
    if expires_at_ms - upload.expires_at_ms > UPLOAD_IDLE_MS / 7 {
        front.office().store().extend_upload(&upload.id, expires_at_ms).await?;
        return headers::http_date(expires_at_ms);
    }
    headers::http_date(upload.expires_at_ms)
}
