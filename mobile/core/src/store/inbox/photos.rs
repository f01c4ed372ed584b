// SPDX-License-Identifier: EUPL-1.2
//! Which photos the store holds, which it was told of and never got, and what becomes of those of a destroyed ticket.

use std::collections::BTreeSet;

use ronda_shared::identity::Destroys;
use ronda_shared::ids::{PhotoHash, TicketId};
use ronda_shared::wire::ExchangeReply;
use rusqlite::{Connection, params};

use super::super::blob::id;
use super::super::{StoreError, meta, purge, ticket};

/// Photos the office was told of and never got, as it last said.
const MISSING: &str = "photos_missing";
/// Photos of superseded tickets, each with the successor that may name it and has not come yet.
const BETWEEN: &str = "photos_between";
/// The photos that this ticket alone names.
const OF_ONE: &str = "SELECT sha256 FROM ticket_photo WHERE ticket = ?1
     AND NOT EXISTS (SELECT 1 FROM ticket_photo other WHERE other.sha256 = ticket_photo.sha256 AND other.ticket <> ?1)";
const UNNAMED: &str = "DELETE FROM photo WHERE sha256 = ?1
     AND NOT EXISTS (SELECT 1 FROM ticket_photo WHERE ticket_photo.sha256 = photo.sha256)";
/// Bytes that the office has not got.
const OWED: &str = "SELECT 1 FROM photo WHERE sha256 = ?1
     AND own = 1 AND server_no IS NULL AND refused IS NULL AND in_custody = 0";

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

/// Photos of a destroyed ticket go with it, but for those that wait with a refused edit. What a successor may name waits
/// for it: it comes after the order, and the bytes may be nowhere else.
pub(super) fn part_with(connection: &Connection, destroys: Destroys, kept: &[PhotoHash]) -> Result<(), StoreError> {
    let gone = destroys.ticket;
    let mut statement = connection.prepare_cached(OF_ONE)?;
    let photos: Vec<PhotoHash> = statement
        .query_and_then([gone.bytes()], |row| id(row, 0))?
        .collect::<Result<_, StoreError>>()?;
    connection
        .prepare_cached("DELETE FROM ticket_photo WHERE ticket = ?1")?
        .execute([gone.bytes()])?;
    let mut parted = photos.into_iter().filter(|photo| !kept.contains(photo));
    let Some(successor) = destroys.successor else {
        return parted.try_for_each(|photo| drop_unnamed(connection, &photo));
    };
    let mut between = between(connection)?;
    between.extend(parted.map(|photo| (photo, successor)));
    meta::put(connection, BETWEEN, &between)
}

/// Once the successor is there, what it does not name goes. Where it does not come, because it is none of this phone's
/// tickets, they go as soon as the office has them.
pub(super) fn settle(connection: &Connection, hears_more: bool) -> Result<(), StoreError> {
    let waiting = between(connection)?;
    if waiting.is_empty() {
        return Ok(());
    }
    let mut still = Vec::new();
    for (photo, successor) in waiting {
        let may_be_named = !is_settled(connection, &successor)? && (hears_more || is_owed(connection, &photo)?);
        if may_be_named {
            still.push((photo, successor));
        } else {
            drop_unnamed(connection, &photo)?;
        }
    }
    meta::put(connection, BETWEEN, &still)
}

fn between(connection: &Connection) -> Result<Vec<(PhotoHash, TicketId)>, StoreError> {
    Ok(meta::get(connection, BETWEEN)?.unwrap_or_default())
}

/// The ticket, or the last of those that took its place, is here or was purged.
fn is_settled(connection: &Connection, successor: &TicketId) -> Result<bool, StoreError> {
    let (mut stands, mut seen) = (*successor, BTreeSet::new());
    while purge::is_purged(connection, &stands)? {
        match purge::successor(connection, &stands)?.filter(|next| seen.insert(*next)) {
            Some(next) => stands = next,
            None => return Ok(true),
        }
    }
    Ok(ticket::held(connection, &stands)?.is_some())
}

fn is_owed(connection: &Connection, photo: &PhotoHash) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached(OWED)?.exists([photo.bytes()])?)
}

fn drop_unnamed(connection: &Connection, photo: &PhotoHash) -> Result<(), StoreError> {
    connection.prepare_cached(UNNAMED)?.execute([photo.bytes()])?;
    Ok(())
}
