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
    let wanted = |engine: &mut Engine| {
        let now_ms = engine.now_ms();
        engine.store().thumbnails_wanted(now_ms, limits::THUMBNAILS_A_SYNC)
    };
    let wanted = lender.lend(wanted).await?.map_err(super::stored)?;
    let (began, mut came) = (Instant::now(), 0);
    for few in wanted.chunks(AT_ONCE) {
        if began.elapsed() > PATIENCE {
            break;
        }
        let asked = join_all(few.iter().map(|photo| transport.thumbnail(photo))).await;
        let answers: Vec<Answer> = few.iter().copied().zip(asked).collect();
        came += lender.lend(move |engine| noted(engine, answers)).await??;
    }
    Ok(came)
}

/// A photo, and what the server answered when its thumbnail was asked for; a photo it has not got yet has none yet.
pub(super) type Answer = (PhotoHash, Result<Option<Vec<u8>>, Failure>);

/// Keeps what came and counts it. What did not come waits for its next turn, also where the server refuses it: one photo that it
/// cannot make small must not keep the others away. Where it is busy or far, no photo is at fault.
pub(super) fn noted(engine: &mut Engine, answers: Vec<Answer>) -> Result<u64, Failure> {
    let (now_ms, mut came, mut failed) = (engine.now_ms(), 0, None);
    for (photo, answer) in answers {
        let store = engine.store_mut();
        let done = match answer {
            Ok(Some(thumbnail)) => {
                came += 1;
                store.keep_thumbnail(&photo, &thumbnail)
            }
            Ok(None) => store.thumbnail_did_not_come(&photo, now_ms),
            Err(failure) => {
                let stands_back = matches!(failure, Failure::Refused(_));
                failed = Some(failure);
                if stands_back {
                    store.thumbnail_did_not_come(&photo, now_ms)
                } else {
                    Ok(())
                }
            }
        };
        done.map_err(super::stored)?;
    }
    failed.map_or(Ok(came), Err)
}
