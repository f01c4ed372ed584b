// SPDX-License-Identifier: EUPL-1.2
//! Uploads nobody went on with are dropped, bytes and all, while the server runs.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::http::front::Front;
use crate::http::problem::Problem;

const EVERY: Duration = Duration::from_secs(600);

/// Drops lapsed uploads now and then until the server stops.
pub(in crate::http) async fn sweep(front: Front) {
    let mut beat = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            () = front.stopping().cancelled() => return,
            _ = beat.tick() => {}
        }
        if lapse(&front).await.is_err() {
            tracing::warn!("lapsed uploads could not be dropped: it is tried again");
        }
    }
}

async fn lapse(front: &Front) -> Result<(), Problem> {
    let (store, photos) = (front.office().store(), front.office().photos());
    let lapsed = store.lapse_uploads(front.office().now_ms()).await?;
    for upload in &lapsed {
        photos.drop_upload(upload).await?;
    }
    orphans(front, &lapsed.into_iter().collect()).await
}

/// Bytes whose upload is not known (a crash between the two, or a store put back to an older copy).
async fn orphans(front: &Front, lapsed: &BTreeSet<crate::case_store::UploadId>) -> Result<(), Problem> {
    let store = front.office().store();
    for upload in front.office().photos().uploads().await? {
        // Claiming an upload interrupts who is writing it, so only bytes without a row are claimed.
        if lapsed.contains(&upload) || store.upload(&upload).await?.is_some() {
            continue;
        }
        // Looked at again in turn: an upload being opened right now has its row before its bytes.
        let _writer = front.writers().claim(upload).await?;
        if store.upload(&upload).await?.is_none() {
            front.office().photos().drop_upload(&upload).await?;
        }
    }
    Ok(())
}
