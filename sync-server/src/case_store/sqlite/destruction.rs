// SPDX-License-Identifier: EUPL-1.2
//! Carrying out an order that destroys a ticket: every row of it and beside it goes in one transaction; the chain goes on.

use ronda_shared::identity::{Destroys, Order, SignedOrder};
use ronda_shared::ids::{ChangeHash, TicketId};
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::cells::{cbor, heads, int};
use super::{Writing, between};
use crate::case_store::{By, Deed, StoreError};

/// Rows of a ticket and beside it, by its id: **the** place where a table that holds something of a ticket joins a purge.
/// In this order: rows that name others first, and photos' names after what is computed from them.
const BESIDE: [&str; 6] = [
    "DELETE FROM case_row WHERE ticket = ?1",
    "DELETE FROM membership WHERE ticket = ?1",
    "DELETE FROM custody WHERE ticket = ?1",
    "DELETE FROM ticket_photo WHERE ticket = ?1",
    "DELETE FROM change WHERE ticket = ?1",
    "DELETE FROM ticket WHERE id = ?1",
];

const COMPACT: &str = "UPDATE meta SET compact_due = 1 WHERE ?1 IS NOT NULL";

/// Hashes that only this ticket names: by its own document, or by one of its changes in custody (a raw change holds a
/// photo's hash as it is). What another ticket or another's custody names stays.
const DOOM_PHOTOS: &str = "
    INSERT INTO purged_photo (hash, ticket)
    SELECT named.hash, ?1 FROM (
        SELECT hash FROM ticket_photo WHERE ticket = ?1
        UNION SELECT photo.hash FROM photo JOIN custody ON instr(custody.bytes, photo.hash) > 0 WHERE custody.ticket = ?1
        UNION SELECT upload.hash FROM upload JOIN custody ON instr(custody.bytes, upload.hash) > 0 WHERE custody.ticket = ?1
    ) named
    WHERE NOT EXISTS (SELECT 1 FROM ticket_photo other WHERE other.hash = named.hash AND other.ticket <> ?1)
      AND NOT EXISTS (SELECT 1 FROM custody other WHERE other.ticket <> ?1 AND other.state <> 'discarded'
                      AND instr(other.bytes, named.hash) > 0)
    ON CONFLICT (hash) DO UPDATE SET ticket = excluded.ticket";

/// Their bytes outside the file, also those set apart or not yet whole.
const DOOM_BYTES: [&str; 2] = [
    "INSERT INTO doomed (kind, name) SELECT 'photo', hash FROM purged_photo WHERE ticket = ?1 ON CONFLICT DO NOTHING",
    "INSERT INTO doomed (kind, name) SELECT 'upload', id FROM upload
     WHERE hash IN (SELECT hash FROM purged_photo WHERE ticket = ?1) ON CONFLICT DO NOTHING",
];

/// The numbers that lose their content.
const KEEP_CHANGES: &str =
    "INSERT INTO destroyed (no, link, item, ticket) SELECT no, link, hash, ticket FROM change WHERE ticket = ?1";

/// Its photos, of which the numbers stay.
const PHOTO_ROWS: [&str; 5] = [
    "INSERT INTO destroyed (no, link, item, ticket) SELECT no, link, hash, ?1 FROM photo
     WHERE hash IN (SELECT hash FROM purged_photo WHERE ticket = ?1)",
    "DELETE FROM photo_grant WHERE hash IN (SELECT hash FROM purged_photo WHERE ticket = ?1)",
    "DELETE FROM awaited_photo WHERE hash IN (SELECT hash FROM purged_photo WHERE ticket = ?1)",
    "DELETE FROM upload WHERE hash IN (SELECT hash FROM purged_photo WHERE ticket = ?1)",
    "DELETE FROM photo WHERE hash IN (SELECT hash FROM purged_photo WHERE ticket = ?1)",
];

/// Destroys the ticket of an order that was just kept. Nothing happens when it is in the ledger.
pub(super) fn carry_out(
    w: &mut Writing<'_>,
    (order, signed): (&Order, &SignedOrder),
    destroys: Destroys,
    reason: Option<&str>,
    by: &By,
) -> Result<(), StoreError> {
    if is_purged(w, &destroys.ticket)? {
        return Ok(());
    }
    enter(w, (order, signed), destroys, reason)?;
    leave_digests(w, &destroys.ticket)?;
    let gone = &destroys.ticket;
    let awaited = between::awaited(w, destroys.successor)?;
    run(w, &[DOOM_PHOTOS], gone)?;
    if let Some(awaited) = &awaited {
        between::spare(w, gone, awaited)?;
    }
    run(w, &[KEEP_CHANGES], gone)?;
    photos_go(w, gone)?;
    run(w, &BESIDE, gone)?;
    between::pass_on(w, gone, awaited)?;
    w.custody_waits = None;
    let Some(reason) = reason else { return Ok(()) };
    let verb = if destroys.successor.is_some() {
        "ticket.superseded"
    } else {
        "ticket.purged"
    };
    w.record(&Deed {
        by: by.clone(),
        verb: verb.to_owned(),
        object: destroys.ticket.to_string(),
        content: Sha256::digest(reason).to_vec(),
    })
}

/// What was entered as going with a ticket goes, bytes and rows.
pub(super) fn photos_go(w: &Writing<'_>, ticket: &TicketId) -> Result<(), StoreError> {
    run(w, &DOOM_BYTES, ticket)?;
    run(w, &PHOTO_ROWS, ticket)?;
    run(w, &[COMPACT], ticket)
}

fn run(w: &Writing<'_>, statements: &[&str], ticket: &TicketId) -> Result<(), StoreError> {
    statements.iter().try_for_each(|statement| {
        w.conn.prepare_cached(statement)?.execute([ticket.bytes()])?;
        Ok(())
    })
}

pub(super) fn is_purged(w: &Writing<'_>, ticket: &TicketId) -> Result<bool, StoreError> {
    let mut known = w.conn.prepare_cached("SELECT 1 FROM purged WHERE ticket = ?1")?;
    Ok(known.exists([ticket.bytes()])?)
}

/// The order takes a number like everything that happens to the store, so that a store put back to before it is noticed.
fn enter(
    w: &mut Writing<'_>,
    (order, signed): (&Order, &SignedOrder),
    destroys: Destroys,
    reason: Option<&str>,
) -> Result<(), StoreError> {
    let item: [u8; 32] = Sha256::digest(&signed.body).into();
    let next = w.ledger.next(&item);
    let mut insert = w.conn.prepare_cached(
        "INSERT INTO purged (ticket, order_id, successor, at_ms, reason, no, link, item)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    insert.execute(params![
        destroys.ticket.bytes(),
        order.id.bytes(),
        destroys.successor.as_ref().map(TicketId::bytes),
        order.at_ms,
        reason,
        int(next.0),
        next.1.0,
        item
    ])?;
    w.ledger.take(next);
    Ok(())
}

/// The ticket is counted out of every scope it is in.
fn leave_digests(w: &mut Writing<'_>, ticket: &TicketId) -> Result<(), StoreError> {
    let stands: Option<(Vec<ChangeHash>, Vec<String>)> = w
        .conn
        .prepare_cached("SELECT heads, scopes FROM ticket WHERE id = ?1")?
        .query_row([ticket.bytes()], |row| Ok((heads(row, 0)?, cbor(row, 1)?)))
        .optional()?;
    let (heads, scopes) = stands.unwrap_or_default();
    scopes
        .iter()
        .for_each(|scope| w.tally.count(scope, ticket, &heads, false));
    Ok(())
}
