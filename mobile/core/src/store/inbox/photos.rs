// SPDX-License-Identifier: EUPL-1.2
//! Which photos the store holds, and which it was told of and never got.

use ronda_shared::wire::ExchangeReply;
use rusqlite::{Connection, params};

use super::super::{StoreError, meta};

/// Photos the office was told of and never got, as it last said.
const MISSING: &str = "photos_missing";

pub(super) fn take(connection: &Connection, reply: &ExchangeReply) -> Result<(), StoreError> {
    let mut held = connection.prepare_cached(
        "UPDATE photo SET server_no = ?2, epoch = ?3, refused = NULL, in_custody = 0, upload_url = NULL WHERE sha256 = ?1",
    )?;
    for receipt in &reply.photos_held {
        held.execute(params![
            receipt.photo.bytes(),
            receipt.server_no.cast_signed(),
            reply.epoch.bytes()
        ])?;
    }
    // Whoever has the bytes can give them back, not only who took the photo.
    let mut owed = connection.prepare_cached(
        "UPDATE photo SET own = 1, server_no = NULL, epoch = NULL
         WHERE sha256 = ?1 AND refused IS NULL AND EXISTS (SELECT 1 FROM photo_file WHERE photo_file.photo = photo.no)",
    )?;
    for missing in &reply.photos_missing {
        owed.execute([missing.bytes()])?;
    }
    if !reply.more {
        meta::put(connection, MISSING, &reply.photos_missing)?;
    }
    Ok(())
}
