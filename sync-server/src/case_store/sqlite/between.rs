// SPDX-License-Identifier: EUPL-1.2
//! Photos between a superseded ticket and the one in its place: an order that was handed back to a store that had forgotten it
//! comes before the successor, which may name them, and nobody else may have their bytes.

use std::collections::BTreeSet;

use ronda_shared::ids::TicketId;
use rusqlite::params;

use super::cells::blob;
use super::{Writing, destruction, purges};
use crate::case_store::StoreError;

/// Of the photos that go with a ticket, those whose bytes are here wait instead.
const SPARE: [&str; 2] = [
    "INSERT INTO between_photo (hash, ticket, successor) SELECT hash, ticket, ?2 FROM purged_photo
     WHERE ticket = ?1 AND hash IN (SELECT hash FROM photo) ON CONFLICT DO NOTHING",
    "DELETE FROM purged_photo WHERE ticket = ?1 AND hash IN (SELECT hash FROM between_photo WHERE successor = ?2)",
];
const WAITING: &str = "SELECT DISTINCT ticket FROM between_photo WHERE successor = ?1";
/// What the successor does not name, and nothing else does, goes after all.
const GO: &str = "INSERT INTO purged_photo (hash, ticket) SELECT hash, ticket FROM between_photo
     WHERE successor = ?1
       AND NOT EXISTS (SELECT 1 FROM ticket_photo WHERE ticket_photo.hash = between_photo.hash)
       AND NOT EXISTS (SELECT 1 FROM custody WHERE state <> 'discarded' AND instr(bytes, between_photo.hash) > 0)
     ON CONFLICT (hash) DO UPDATE SET ticket = excluded.ticket";

/// The ticket that photos of a superseded one wait for; none when it is here, or will never come.
pub(super) fn awaited(w: &Writing<'_>, successor: Option<TicketId>) -> Result<Option<TicketId>, StoreError> {
    let mut seen = BTreeSet::new();
    let mut stands = successor;
    while let Some(ticket) = stands.filter(|ticket| seen.insert(*ticket)) {
        match purges::purged(w.conn, &ticket)? {
            Some(destroys) => stands = destroys.successor,
            None => {
                let mut held = w.conn.prepare_cached("SELECT 1 FROM ticket WHERE id = ?1")?;
                return Ok((!held.exists([ticket.bytes()])?).then_some(ticket));
            }
        }
    }
    Ok(None)
}

/// Keeps the bytes of what was entered as going with a ticket.
pub(super) fn spare(w: &Writing<'_>, gone: &TicketId, awaited: &TicketId) -> Result<(), StoreError> {
    for statement in SPARE {
        let with = params![gone.bytes(), awaited.bytes()];
        w.conn.prepare_cached(statement)?.execute(with)?;
    }
    Ok(())
}

/// What waited for a ticket that is destroyed now waits for the one in its place, or ends.
pub(super) fn pass_on(w: &Writing<'_>, gone: &TicketId, awaited: Option<TicketId>) -> Result<(), StoreError> {
    let Some(awaited) = awaited else {
        return settle(w, gone);
    };
    let on = "UPDATE between_photo SET successor = ?2 WHERE successor = ?1";
    w.conn
        .prepare_cached(on)?
        .execute(params![gone.bytes(), awaited.bytes()])?;
    Ok(())
}

/// The successor came: what it does not name goes.
pub(super) fn settle(w: &Writing<'_>, successor: &TicketId) -> Result<(), StoreError> {
    let mut waiting = w.conn.prepare_cached(WAITING)?;
    let gone = waiting.query_map([successor.bytes()], |row| blob(row, 0, TicketId::from_slice))?;
    let gone: Vec<TicketId> = gone.collect::<rusqlite::Result<_>>()?;
    if gone.is_empty() {
        return Ok(());
    }
    let end = "DELETE FROM between_photo WHERE successor = ?1";
    for statement in [GO, end] {
        w.conn.prepare_cached(statement)?.execute([successor.bytes()])?;
    }
    gone.iter().try_for_each(|ticket| destruction::photos_go(w, ticket))
}
