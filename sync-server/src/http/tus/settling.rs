// SPDX-License-Identifier: EUPL-1.2
//! The end of an upload: hash and picture are checked, the photo is stored and numbered, or refused with its reason.

use axum::http::{HeaderMap, HeaderValue};
use ronda_shared::ids::PhotoHash;
use ronda_shared::limits::PHOTO_STORED_BYTES;
use ronda_shared::photo::{PhotoError, verify_kept};
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

/// Stores a complete upload as a photo; answers its number. What is no photo of ours is kept apart for the office.
pub(super) async fn settle(front: &Front, asker: &Asker, upload: &Upload) -> Result<u64, Problem> {
    let (photos, store) = (front.office().photos(), front.office().store());
    front.turns().photo().await;
    // Checking a photo unpacks it: as many at once as there is memory for, the others wait with their bytes on the disk.
    let checking = front.photo_checks().enter(PHOTO_STORED_BYTES).await?;
    let jpeg = photos.partial(&upload.id).await?;
    let hash = upload.hash;
    // Only what is refused is needed once more: a sound photo waits for its turn on the disk alone.
    // Whoever hangs up meanwhile does not make room: the work goes on.
    let check = move || {
        let _checking = checking;
        judged(&jpeg, &hash).err().map(|refused| (refused, jpeg))
    };
    let refused = tokio::task::spawn_blocking(check).await?;
    let by = asker.by(front.office().now_ms());
    let _turn = front.office().photo_turn().await;
    if store.is_photo_purged(&hash).await? {
        forget(front, upload).await?;
        let reason = "the ticket it belonged to was destroyed by order of the office";
        return Err(Problem::PhotoRefused(reason.to_owned()));
    }
    if let Some((refused, jpeg)) = refused {
        let kept = match refused {
            Refused::OtherBytes => false,
            Refused::NoPhoto(_) => front.office().set_aside(&hash, jpeg, asker.device, &by).await?,
        };
        forget(front, upload).await?;
        let reason = refused.to_string();
        return Err(if kept {
            Problem::PhotoSetAside(reason)
        } else {
            Problem::PhotoRefused(reason)
        });
    }
    photos.finish(&upload.id, &upload.hash).await?;
    let stored = StoredPhoto {
        hash: upload.hash,
        bytes: upload.length,
        device: asker.device,
        by,
    };
    // Asked for together, they share one transaction's sync; the writer takes them in this order.
    let (server_no, closed) = tokio::join!(store.photo_stored(stored), store.close_upload(&upload.id));
    let server_no = server_no?;
    closed?;
    news::tell(front).await;
    Ok(server_no)
}

/// Drops an upload and its bytes: the bytes first, since a row without bytes begins again and bytes without a row would stay.
pub(super) async fn forget(front: &Front, upload: &Upload) -> Result<(), Problem> {
    front.office().photos().drop_upload(&upload.id).await?;
    Ok(front.office().store().close_upload(&upload.id).await?)
}

/// Why a complete upload is not stored.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("the bytes do not have the SHA-256 that was announced: send the photo again")]
    OtherBytes,
    #[error(transparent)]
    NoPhoto(PhotoError),
}

fn judged(jpeg: &[u8], hash: &PhotoHash) -> Result<(), Refused> {
    if <[u8; 32]>::from(Sha256::digest(jpeg)) != hash.0 {
        return Err(Refused::OtherBytes);
    }
    verify_kept(jpeg).map_err(Refused::NoPhoto)
}
