// SPDX-License-Identifier: EUPL-1.2
//! Orders of the root key: checked, kept to be handed on, and carried out.

use ronda_shared::identity::{OrderKind, SignedOrder};
use ronda_shared::ids::TicketId;
use rusqlite::{Connection, params};

use super::super::{StoreError, reporter, ticket};
use super::Recipient;

/// To be carried out, or done and not yet reported.
const WAITING: i64 = 0;
const DONE: i64 = 1;

pub(super) fn take(connection: &Connection, who: &Recipient<'_>, orders: &[SignedOrder]) -> Result<(), StoreError> {
    // The server repeats an order until it hears that it was carried out: one it no longer names was heard.
    connection.execute("UPDATE orders SET progress = 2 WHERE progress = 1", [])?;
    for signed in orders {
        let Ok(order) = signed.verify(who.root_key) else {
            tracing::warn!("an order was not signed by the root key and is ignored");
            continue;
        };
        let progress = match &order.kind {
            OrderKind::Purge(purged) => purge(connection, purged).map(|()| DONE)?,
            OrderKind::Revoke(device) if *device == who.key.public().device() => WAITING,
            OrderKind::Revoke(_) => DONE,
            OrderKind::EraseReporter(gone, _) => reporter::erase(connection, gone).map(|_| DONE)?,
        };
        let mut statement = connection.prepare_cached(
            "INSERT INTO orders (id, body, signature, progress) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET progress = excluded.progress",
        )?;
        statement.execute(params![order.id.bytes(), signed.body, signed.signature.0, progress])?;
    }
    Ok(())
}

/// Nothing of the ticket stays: not its photos, and not what people meant to write.
fn purge(connection: &Connection, purged: &TicketId) -> Result<(), StoreError> {
    let mut photos = connection.prepare_cached(
        "DELETE FROM photo WHERE sha256 IN (SELECT sha256 FROM ticket_photo WHERE ticket = ?1)
         AND NOT EXISTS (SELECT 1 FROM ticket_photo WHERE ticket_photo.sha256 = photo.sha256 AND ticket_photo.ticket <> ?1)",
    )?;
    photos.execute([purged.bytes()])?;
    reporter::erase_of_ticket(connection, purged)?;
    ticket::remove(connection, purged)?;
    connection
        .prepare_cached("DELETE FROM intent WHERE ticket = ?1")?
        .execute([purged.bytes()])?;
    Ok(())
}
