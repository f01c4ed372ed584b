// SPDX-License-Identifier: EUPL-1.2
//! The end of an upload: hash and picture are checked, the photo is stored and numbered, or refused with its reason.

use axum::http::{HeaderMap, HeaderValue};
use ronda_shared::ids::PhotoHash;
use ronda_shared::photo::verify_stored;
use sha2::{Digest, Sha256};

use crate::case_store::{StoredPhoto, Upload};
use crate::http::front::Front;
use crate::http::news;
use crate::http::problem::Problem;
use crate::office::Asker;

/// Adds the receipt of a stored photo.
pub(super) fn receipt(headers: &mut HeaderMap, hash: &PhotoHash, server_no: u64) -> Result<(), Problem> {
    headers.insert("ronda-server-no", HeaderValue::from(server_no));
    let hash = HeaderValue::from_str(&hash.to_string()).map_err(|error| Problem::unexpected(&error))?;
    headers.insert("ronda-photo", hash);
    Ok(())
}

/// Stores a complete upload as a photo; answers its number. What is refused is removed.
pub(super) async fn settle(front: &Front, asker: &Asker, upload: &Upload) -> Result<u64, Problem> {
    let (photos, store) = (front.office().photos(), front.office().store());
    let jpeg = photos.partial(&upload.id).await?;
    let hash = upload.hash;
    if let Err(reason) = tokio::task::spawn_blocking(move || judged(&jpeg, &hash)).await? {
        forget(front, upload).await?;
        return Err(Problem::PhotoRefused(reason));
    }
    photos.finish(&upload.id, &upload.hash).await?;
    let by = asker.by(front.office().now_ms());
    let stored = StoredPhoto {
        hash: upload.hash,
        bytes: upload.length,
        device: asker.device,
        by,
    };
    let server_no = store.photo_stored(stored).await?;
    store.close_upload(&upload.id).await?;
    news::tell(front).await;
    Ok(server_no)
}

/// Drops an upload and its bytes: the bytes first, since a row without bytes begins again and bytes without a row would stay.
pub(super) async fn forget(front: &Front, upload: &Upload) -> Result<(), Problem> {
    front.office().photos().drop_upload(&upload.id).await?;
    Ok(front.office().store().close_upload(&upload.id).await?)
}

fn judged(jpeg: &[u8], hash: &PhotoHash) -> Result<(), String> {
    if <[u8; 32]>::from(Sha256::digest(jpeg)) != hash.0 {
        return Err("the bytes do not have the SHA-256 that was announced: send the photo again".to_owned());
    }
    verify_stored(jpeg).map(drop).map_err(|error| error.to_string())
}
