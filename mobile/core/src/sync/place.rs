// SPDX-License-Identifier: EUPL-1.2
//! The catalogue, and the small files it names: fetched when everything else is settled; what fails now comes with a later sync.

use ronda_shared::sync::Failure;

use super::{Lend, failed, stored};
use crate::store::{PlaceContents, PlaceWanted};
use crate::transport::Transport;

/// Fetches what is newer; answers how many files came. Nothing here makes a sync fail.
pub(super) async fn fetch<L: Lend>(lender: &L, transport: &Transport, files: bool) -> u64 {
    let mut came = 0;
    let done = async {
        catalogue(lender, transport).await?;
        if files {
            all(lender, transport, &mut came).await?;
        }
        Ok::<(), Failure>(())
    };
    if let Err(failure) = done.await {
        tracing::warn!("what the city publishes of its places will be fetched another time: {failure}");
    }
    came
}

async fn catalogue<L: Lend>(lender: &L, transport: &Transport) -> Result<(), Failure> {
    if !lender
        .lend(|engine| engine.store().catalogue_is_due())
        .await?
        .map_err(stored)?
    {
        return Ok(());
    }
    match transport.catalogue().await? {
        Some(signed) => lender
            .lend(move |engine| engine.hear_catalogue(&signed))
            .await?
            .map_err(failed),
        None => Ok(()),
    }
}

async fn all<L: Lend>(lender: &L, transport: &Transport, came: &mut u64) -> Result<(), Failure> {
    let wanted = lender
        .lend(|engine| engine.store().place_wanted())
        .await?
        .map_err(stored)?;
    for one in wanted {
        let bytes = one.file.bytes;
        lender
            .lend(move |engine| engine.check_room_for(bytes))
            .await?
            .map_err(failed)?;
        let bytes = transport.place_file(&one.file).await?;
        *came += u64::from(fill(lender, one, &bytes).await?);
    }
    Ok(())
}

async fn fill<L: Lend>(lender: &L, wanted: PlaceWanted, bytes: &[u8]) -> Result<bool, Failure> {
    let Ok(contents) = PlaceContents::read(wanted.kind, bytes) else {
        tracing::warn!(file = %wanted.file.sha256, "a file of the city is of a newer version of this app");
        let file = wanted.file.sha256;
        let noted = lender
            .lend(move |engine| engine.store_mut().place_is_unreadable(&file))
            .await?;
        return noted.map(|()| false).map_err(stored);
    };
    let filled = lender
        .lend(move |engine| engine.store_mut().fill_place(&wanted, &contents))
        .await?;
    filled.map(|()| true).map_err(stored)
}
