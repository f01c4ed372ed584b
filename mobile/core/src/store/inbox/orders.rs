// SPDX-License-Identifier: EUPL-1.2
//! Orders of the root key: checked, kept to be handed on, and carried out (docs/decisions/0016-purge-and-supersede.md).

use ronda_shared::identity::{Destroys, Order, OrderKind, SignedOrder};
use ronda_shared::ids::{IntentId, PhotoHash, TicketId};
use ronda_shared::ticket::{Action, Edit};
use ronda_shared::wire::Refusal;
use rusqlite::{Connection, params};

use super::super::blob::{cbor, id};
use super::super::{StoreError, intent, meta, purge, reporter, ticket};
use super::{Inbox, photos};

/// To be carried out, or done and not yet reported.
const WAITING: i64 = 0;
const DONE: i64 = 1;

/// Edits of this phone that the store had not admitted when it gave the order: never, or later, having forgotten the order for
/// a while.
const TOO_LATE: &str = "SELECT id, action FROM intent WHERE ticket = ?1 AND (set_aside IS NOT NULL
     OR EXISTS (SELECT 1 FROM change WHERE change.hash = intent.change
                AND (change.state <> 1 OR change.received_at_ms > ?2))) ORDER BY id";

impl Inbox<'_> {
    pub(super) fn orders(&mut self) -> Result<(), StoreError> {
        // The server repeats an order until it hears that it was carried out: one it no longer names was heard.
        self.transaction
            .execute("UPDATE orders SET progress = 2 WHERE progress = 1", [])?;
        for signed in &self.reply.orders {
            let Ok(order) = signed.verify(self.who.root_key) else {
                tracing::warn!("an order was not signed by the root key and is ignored");
                continue;
            };
            let own = matches!(order.kind, OrderKind::Revoke(device) if device == self.device());
            keep(self.transaction, &order, signed, if own { WAITING } else { DONE })?;
            if let OrderKind::EraseReporter(erased, _) = &order.kind {
                reporter::erase(self.transaction, erased)?;
            }
            if let Some(destroys) = order.kind.destroys() {
                self.moving.lift(self.transaction, &destroys.ticket)?;
                destroy(self.transaction, &order, destroys)?;
            }
        }
        Ok(())
    }
}

fn keep(connection: &Connection, order: &Order, signed: &SignedOrder, progress: i64) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO orders (id, body, signature, progress) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET progress = excluded.progress",
    )?;
    statement.execute(params![order.id.bytes(), signed.body, signed.signature.0, progress])?;
    Ok(())
}

/// Nothing of the ticket stays: not its photos, and not what people meant to write, unless they may write it elsewhere.
fn destroy(connection: &Connection, order: &Order, destroys: Destroys) -> Result<(), StoreError> {
    let gone = destroys.ticket;
    let too_late = too_late(connection, &gone, order.at_ms)?;
    let kept = match destroys.successor {
        Some(_) => set_aside(connection, &too_late, &Refusal::destroyed(destroys.successor))?,
        None => {
            too_late
                .iter()
                .try_for_each(|(_, action)| purge::lose(connection, &gone, action))?;
            Vec::new()
        }
    };
    photos::part_with(connection, destroys, &kept)?;
    if destroys.successor.is_none() {
        reporter::erase_of_ticket(connection, &gone)?;
    }
    ticket::remove(connection, &gone)?;
    let all = "DELETE FROM intent WHERE ticket = ?1 AND (?2 = 0 OR set_aside IS NULL)";
    connection
        .prepare_cached(all)?
        .execute(params![gone.bytes(), destroys.successor.is_some()])?;
    purge::enter(connection, order, destroys)?;
    meta::put(connection, purge::SWEEP_DUE, &true)
}

fn too_late(connection: &Connection, ticket: &TicketId, at_ms: i64) -> Result<Vec<(IntentId, Action)>, StoreError> {
    let mut statement = connection.prepare_cached(TOO_LATE)?;
    let rows = statement.query_and_then(params![ticket.bytes(), at_ms], |row| {
        Ok((id(row, 0)?, cbor(row, 1, "action")?))
    })?;
    rows.collect()
}

/// Their author may write them to the successor; the photos they name wait with them and are owed to nobody.
fn set_aside(
    connection: &Connection,
    too_late: &[(IntentId, Action)],
    refusal: &Refusal,
) -> Result<Vec<PhotoHash>, StoreError> {
    let mut photos = Vec::new();
    for (intent, action) in too_late {
        intent::put_aside(connection, intent, refusal)?;
        photos.extend(action.edits.iter().filter_map(|edit| match edit {
            Edit::AddPhoto(added) => Some(added.photo.sha256),
            _ => None,
        }));
    }
    let mut owed = connection.prepare_cached("UPDATE photo SET own = 0 WHERE sha256 = ?1 AND server_no IS NULL")?;
    photos
        .iter()
        .try_for_each(|photo| owed.execute([photo.bytes()]).map(|_| ()))?;
    Ok(photos)
}
