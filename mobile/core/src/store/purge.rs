// SPDX-License-Identifier: EUPL-1.2
//! The phone's purge ledger: what was destroyed and what stands in its place, and which unsent edits went with it.

use std::collections::BTreeSet;

use ronda_shared::identity::{Destroys, Order};
use ronda_shared::ids::{IntentId, PhotoHash, TicketId};
use ronda_shared::ticket::{Action, Edit};
use rusqlite::{Connection, OptionalExtension, params};

use super::blob::{id, id_or_null};
use super::{Store, StoreError, meta};

/// In `meta`: something was destroyed since the index and the log were last rewritten.
pub(crate) const SWEEP_DUE: &str = "sweep_due";

/// An edit of this phone that went with a destroyed ticket: what kind and when, never what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostEdit {
    /// The ticket.
    pub ticket: TicketId,
    /// The edit.
    pub intent: IntentId,
    /// What kind of edit.
    pub kind: String,
    /// When it was saved here, in milliseconds since 1970.
    pub at_ms: i64,
}

impl Store {
    /// Edits that went with destroyed tickets and were not read about yet, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn lost_edits(&self) -> Result<Vec<LostEdit>, StoreError> {
        let select = "SELECT ticket, intent, kind, at_ms FROM lost ORDER BY at_ms, intent";
        let mut statement = self.reader().prepare_cached(select)?;
        let rows = statement.query_and_then([], |row| {
            Ok(LostEdit {
                ticket: id(row, 0)?,
                intent: id(row, 1)?,
                kind: row.get(2)?,
                at_ms: row.get(3)?,
            })
        })?;
        rows.collect()
    }

    /// The person has read about them.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn read_of_lost_edits(&mut self) -> Result<(), StoreError> {
        self.within(|transaction| {
            transaction.execute("DELETE FROM lost", [])?;
            Ok(())
        })
    }

    /// What stands in the place of a ticket that was destroyed, if anything.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn successor(&self, ticket: &TicketId) -> Result<Option<TicketId>, StoreError> {
        successor(self.reader(), ticket)
    }

    /// Whether an order destroyed the ticket.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn is_purged(&self, ticket: &TicketId) -> Result<bool, StoreError> {
        is_purged(self.reader(), ticket)
    }

    /// Lets a refused edit go, with its photos that no ticket names; false when there is none.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn drop_set_aside(&mut self, intent: &IntentId, photos: &BTreeSet<PhotoHash>) -> Result<bool, StoreError> {
        self.within(|transaction| {
            let delete = "DELETE FROM intent WHERE id = ?1 AND set_aside IS NOT NULL";
            let dropped = transaction.execute(delete, [intent.bytes()])? > 0;
            let mut orphan = transaction.prepare_cached(
                "DELETE FROM photo WHERE sha256 = ?1 AND (own = 0 OR server_no IS NOT NULL)
                 AND NOT EXISTS (SELECT 1 FROM ticket_photo WHERE ticket_photo.sha256 = photo.sha256)",
            )?;
            for photo in photos.iter().filter(|_| dropped) {
                orphan.execute([photo.bytes()])?;
            }
            Ok(dropped)
        })
    }

    /// Photos that waited with a refused edit are owed again.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn owe_photos(&mut self, photos: &BTreeSet<PhotoHash>) -> Result<(), StoreError> {
        self.within(|transaction| {
            let mut owed = transaction.prepare_cached(
                "UPDATE photo SET own = 1 WHERE sha256 = ?1
                 AND EXISTS (SELECT 1 FROM photo_file WHERE photo_file.photo = photo.no)",
            )?;
            photos
                .iter()
                .try_for_each(|photo| owed.execute([photo.bytes()]).map(|_| ()))?;
            Ok(())
        })
    }

    /// After something was destroyed: no segment of the index keeps a deleted word, no older page stays in the log.
    pub(crate) fn sweep(&mut self) -> Result<(), StoreError> {
        if !self.meta::<bool>(SWEEP_DUE)?.unwrap_or_default() {
            return Ok(());
        }
        self.within(|transaction| {
            transaction.execute("INSERT INTO words (words) VALUES ('optimize')", [])?;
            meta::forget(transaction, SWEEP_DUE)
        })?;
        self.checkpoint()
    }
}

/// What stands in the place of a ticket that was destroyed, if anything.
pub(crate) fn successor(connection: &Connection, ticket: &TicketId) -> Result<Option<TicketId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT successor FROM purged WHERE ticket = ?1")?;
    let mut rows = statement.query([ticket.bytes()])?;
    rows.next()?.map_or(Ok(None), |row| id_or_null(row, 0))
}

/// Whether an order destroyed the ticket.
pub(crate) fn is_purged(connection: &Connection, ticket: &TicketId) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM purged WHERE ticket = ?1")?;
    let found = statement.query_row([ticket.bytes()], |_| Ok(())).optional()?;
    Ok(found.is_some())
}

/// Enters a destroyed ticket; the first order counts.
pub(crate) fn enter(connection: &Connection, order: &Order, destroys: Destroys) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO purged (ticket, order_id, successor) VALUES (?1, ?2, ?3) ON CONFLICT (ticket) DO NOTHING",
    )?;
    let successor = destroys.successor.as_ref().map(TicketId::bytes);
    statement.execute(params![destroys.ticket.bytes(), order.id.bytes(), successor])?;
    Ok(())
}

/// Remembers of an edit that it is lost.
pub(crate) fn lose(connection: &Connection, ticket: &TicketId, action: &Action) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO lost (intent, ticket, kind, at_ms) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    )?;
    let kind = kind_of(action);
    statement.execute(params![action.intent.bytes(), ticket.bytes(), kind, action.at_ms])?;
    Ok(())
}

/// The kinds of its edits, each once.
fn kind_of(action: &Action) -> String {
    let kinds: BTreeSet<&str> = action
        .edits
        .iter()
        .map(|edit| match edit {
            Edit::File(_) => "filing",
            Edit::Set(..) => "field",
            Edit::AddPhoto(_) => "photo",
            Edit::AddNote(_) => "note",
            Edit::AddPublicUpdate(_) => "public update",
            Edit::Admit { .. } | Edit::FlagOld(..) => "facts",
            Edit::Happen(_) => "event",
            Edit::Visit(_) => "visit",
            Edit::Link(..) => "link",
            Edit::MeToo(_) => "me too",
            Edit::Watch(_) => "watch",
            Edit::Acknowledge(_) => "read mark",
        })
        .collect();
    kinds.into_iter().collect::<Vec<_>>().join(", ")
}
