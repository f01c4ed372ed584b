// SPDX-License-Identifier: EUPL-1.2
//! Whether a ticket's document is what it says: a snapshot is checked later, and one that is not is asked for anew.

use ronda_shared::ids::TicketId;
use rusqlite::{Connection, params};

use super::ticket::{ids, index_notes};
use super::{Store, StoreError};

/// Whether a ticket's document was checked against its own history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// A snapshot as the server made it.
    NotYet = 0,
    /// Checked, or made here.
    Yes = 1,
    /// It is not what it says: not to be edited.
    Wrong = 2,
}

impl Verified {
    pub(super) fn read(value: i64) -> Self {
        match value {
            0 => Self::NotYet,
            1 => Self::Yes,
            _ => Self::Wrong,
        }
    }
}

impl Store {
    /// Tickets whose documents were not checked, or were found wrong; in no order, at most `most`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn tickets_verified(&self, verified: Verified, most: u32) -> Result<Vec<TicketId>, StoreError> {
        unsound(self.reader(), verified, most)
    }

    /// Remembers what checking a ticket's document came to; a checked one's notes become searchable.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn mark_verified(&mut self, ticket: &TicketId, verified: Verified) -> Result<(), StoreError> {
        self.within(|transaction| {
            mark(transaction, ticket, verified)?;
            if verified == Verified::Yes {
                index_notes(transaction, ticket)
            } else {
                Ok(())
            }
        })
    }
}

/// Tickets whose documents were not checked, or were found wrong.
pub(crate) fn unsound(connection: &Connection, verified: Verified, most: u32) -> Result<Vec<TicketId>, StoreError> {
    let select = "SELECT id FROM ticket WHERE verified <> 1 AND verified = ?1 LIMIT ?2";
    ids(connection, select, (verified as i64, most))
}

/// Remembers whether a ticket's document is what it says.
pub(crate) fn mark(connection: &Connection, ticket: &TicketId, verified: Verified) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("UPDATE ticket SET verified = ?2 WHERE id = ?1")?;
    statement.execute(params![ticket.bytes(), verified as i64])?;
    Ok(())
}
