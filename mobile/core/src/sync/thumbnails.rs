// SPDX-License-Identifier: EUPL-1.2
//! Thumbnails of other people's photos, fetched when everything else is settled; what does not come now comes with a later sync.

use std::time::{Duration, Instant};

use futures::future::join_all;
use ronda_shared::ids::PhotoHash;
use ronda_shared::limits;
use ronda_shared::sync::Failure;

use super::Lend;
use crate::engine::Engine;
use crate::transport::Transport;

/// Asked for at a time.
const AT_ONCE: usize = 4;
/// No sync is kept waiting longer for pictures it can do without.
const PATIENCE: Duration = Duration::from_secs(20);

/// Fetches what is missing, within bounds; answers how many came. Nothing here makes a sync fail.
pub(super) async fn fetch<L: Lend>(lender: &L, transport: &Transport) -> u64 {
    match some(lender, transport).await {
        Ok(came) => came,
        Err(failure) => {
            tracing::warn!("thumbnails will be fetched another time: {failure}");
            0
        }
    }
}

async fn some<L: Lend>(lender: &L, transport: &Transport) -> Result<u64, Failure> {
    let missing = lender
        .lend(|engine| engine.store().photos_without_thumbnail(limits::THUMBNAILS_A_SYNC))
        .await?
        .map_err(super::stored)?;
    let (began, mut came) = (Instant::now(), 0);
    for few in missing.chunks(AT_ONCE) {
        if began.elapsed() > PATIENCE {
            break;
        }
        let asked = join_all(few.iter().map(|photo| transport.thumbnail(photo))).await;
        for (photo, thumbnail) in few.iter().zip(asked) {
            let (photo, thumbnail) = (*photo, thumbnail?);
            came += u64::from(lender.lend(move |engine| keep(engine, &photo, thumbnail)).await??);
        }
    }
    Ok(came)
}

/// A photo that the server has not got yet has no thumbnail yet.
fn keep(engine: &mut Engine, photo: &PhotoHash, thumbnail: Option<Vec<u8>>) -> Result<bool, Failure> {
    let Some(thumbnail) = thumbnail else { return Ok(false) };
    engine
        .store_mut()
        .keep_thumbnail(photo, &thumbnail)
        .map_err(super::stored)?;
    Ok(true)
}
