// SPDX-License-Identifier: EUPL-1.2
//! Which tickets are in which scope of this phone: always the server's word.

use std::collections::BTreeSet;

use ronda_shared::ids::TicketId;
use rusqlite::{Connection, params};

use super::super::blob::id;
use super::super::{StoreError, meta, names, ticket};
use super::{Inbox, RELIED_ON};

/// In no scope, nothing owed, nothing of this phone's that is not in a verified backup or still to be decided about at the
/// office, and really the store's. What was refused and written again lives on in its other change.
pub(in super::super) const LEFT: &str = "
    SELECT ticket.id FROM outside CROSS JOIN ticket ON ticket.id = outside.ticket
    WHERE length(ticket.admitted_heads) > 0
      AND NOT EXISTS (SELECT 1 FROM membership WHERE membership.ticket = ticket.id)
      AND NOT EXISTS (SELECT 1 FROM change WHERE change.ticket = ticket.id
                      AND (change.state = 0 OR (change.own = 1 AND change.server_no > ?1)))
      AND NOT EXISTS (SELECT 1 FROM change JOIN intent ON intent.id = change.intent
                      WHERE change.ticket = ticket.id AND change.own = 1 AND change.state = 2
                      AND intent.set_aside IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM ticket_photo JOIN photo ON photo.sha256 = ticket_photo.sha256
                      WHERE ticket_photo.ticket = ticket.id AND photo.own = 1
                      AND (photo.server_no IS NULL OR photo.server_no > ?1))";

impl Inbox<'_> {
    /// Takes the moves and the list of scopes; everything of the granted ones has been heard up to the cursor.
    pub(super) fn scopes(&mut self) -> Result<(), StoreError> {
        for moved in &self.reply.moves {
            self.moving.lift(self.transaction, &moved.ticket)?;
            if moved.inside {
                enter(self.transaction, &moved.scope, &moved.ticket)?
            } else {
                leave(self.transaction, &moved.scope, &moved.ticket)?
            }
        }
        for withdrawn in self.withdrawn()? {
            self.withdraw(&withdrawn)?;
        }
        let mut statement = self.transaction.prepare_cached(
            "INSERT INTO scope (name, from_no) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET from_no = max(from_no, excluded.from_no)",
        )?;
        for scope in &self.reply.scopes {
            statement.execute(params![scope, self.reply.cursor.server_no.cast_signed()])?;
        }
        Ok(())
    }

    /// A delivered ticket names every scope it is in.
    pub(super) fn enter_all(&mut self, ticket: &TicketId, scopes: &[String]) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("DELETE FROM membership WHERE ticket = ?1")?
            .execute([ticket.bytes()])?;
        scopes
            .iter()
            .try_for_each(|scope| enter(self.transaction, scope, ticket))
    }

    fn withdrawn(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.transaction.prepare_cached("SELECT name FROM scope")?;
        let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let granted: BTreeSet<&String> = self.reply.scopes.iter().collect();
        Ok(names.into_iter().filter(|name| !granted.contains(name)).collect())
    }

    fn withdraw(&mut self, scope: &str) -> Result<(), StoreError> {
        for ticket in members(self.transaction, scope)? {
            self.moving.lift(self.transaction, &ticket)?;
        }
        self.transaction
            .execute("DELETE FROM membership WHERE scope = ?1", [scope])?;
        self.transaction.execute("DELETE FROM scope WHERE name = ?1", [scope])?;
        Ok(())
    }
}

pub(super) fn enter(connection: &Connection, scope: &str, ticket: &TicketId) -> Result<(), StoreError> {
    // A ticket not held yet comes whole on a later page, with its scopes.
    let mut statement = connection.prepare_cached(
        "INSERT INTO membership (scope, ticket) SELECT ?1, id FROM ticket WHERE id = ?2 ON CONFLICT DO NOTHING",
    )?;
    statement.execute(params![scope, ticket.bytes()])?;
    Ok(())
}

pub(super) fn leave(connection: &Connection, scope: &str, ticket: &TicketId) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("DELETE FROM membership WHERE scope = ?1 AND ticket = ?2")?;
    statement.execute(params![scope, ticket.bytes()])?;
    Ok(())
}

pub(super) fn members(connection: &Connection, scope: &str) -> Result<Vec<TicketId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT ticket FROM membership WHERE scope = ?1")?;
    statement.query_and_then([scope], |row| id(row, 0))?.collect()
}

/// Forgets the tickets that left every scope and whose every trace of this phone is in a verified backup.
pub(super) fn forget_left(connection: &Connection, vaulted_no: u64) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(LEFT)?;
    let rows = statement.query_and_then([vaulted_no.cast_signed()], |row| id(row, 0))?;
    let left: Vec<TicketId> = rows.collect::<Result<_, StoreError>>()?;
    left.iter().try_for_each(|gone| ticket::remove(connection, gone))?;
    if !left.is_empty() {
        names::forget_strangers(connection)?;
    }
    if left.is_empty() {
        Ok(())
    } else {
        meta::put(connection, RELIED_ON, &vaulted_no)
    }
}
