// SPDX-License-Identifier: EUPL-1.2
//! The original of a photo, fetched when somebody wants to see it, and kept so that the next look needs no network.

use ronda_shared::ids::{PhotoHash, TicketId};
use ronda_shared::photo::{thumbnail_of, verify_stored};
use ronda_shared::sync::Failure;

use super::{Lend, failed, stored, transport};
use crate::store::PhotoWrite;

/// Fetches and keeps it; one that is here already is not asked for.
///
/// # Errors
/// When the ticket names no such photo, the server does not give it, or what it gives is none.
pub async fn fetch<L: Lend>(lender: &L, ticket: TicketId, photo: PhotoHash) -> Result<(), Failure> {
    let here = lender
        .lend(move |engine| engine.photo_bytes(&ticket, &photo).is_ok())
        .await?;
    if here {
        return Ok(());
    }
    let named = lender.lend(move |engine| engine.store().ticket_names_photo(&ticket, &photo));
    if !named.await?.map_err(stored)? {
        return Err(failed(crate::error::Error::NoPhoto));
    }
    let transport = lender.lend(|engine| transport(engine)).await??;
    let jpeg = transport.photo(&photo).await?;
    let improper = |fault| Failure::Refused(format!("it sent no proper photo ({fault}): tell the office"));
    let shape = verify_stored(&jpeg).map_err(improper)?;
    let write = PhotoWrite {
        sha256: photo,
        width: shape.width,
        height: shape.height,
        thumbnail: thumbnail_of(&jpeg).ok(),
        jpeg,
        own: false,
    };
    let keep = move |engine: &mut crate::engine::Engine| engine.store_mut().keep_photo(&write);
    lender.lend(keep).await?.map_err(stored)
}
