// SPDX-License-Identifier: EUPL-1.2
//! What people meant, kept beside the changes it became, and what the store refused of it.

use ronda_shared::ids::{ChangeHash, IntentId, TicketId};
use ronda_shared::ticket::Action;
use ronda_shared::wire::{Refusal, to_cbor};
use rusqlite::{Connection, Row, params};

use super::blob::{cbor, heads_to, id};
use super::{Store, StoreError};

/// An action to keep.
#[derive(Debug, Clone)]
pub struct IntentWrite {
    /// Its ticket.
    pub ticket: TicketId,
    /// The action.
    pub action: Action,
    /// The change it became.
    pub change: ChangeHash,
    /// The frontier its author had seen.
    pub seen: Vec<ChangeHash>,
}

/// An action the store refused: visible, with its reason, to be done again or let go.
#[derive(Debug, Clone, PartialEq)]
pub struct SetAside {
    /// Its ticket.
    pub ticket: TicketId,
    /// The action.
    pub action: Action,
    /// Why.
    pub refusal: Refusal,
}

const SET_ASIDE: &str = "SELECT ticket, action, set_aside FROM intent WHERE set_aside IS NOT NULL";

impl Store {
    /// How many actions were saved since a moment, in milliseconds since 1970.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn intents_since(&self, since_ms: i64) -> Result<u64, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached("SELECT count(*) FROM intent WHERE at_ms >= ?1")?;
        let count: i64 = statement.query_row([since_ms], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// Everything the store refused, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn set_aside(&self) -> Result<Vec<SetAside>, StoreError> {
        let mut statement = self.reader().prepare_cached(&format!("{SET_ASIDE} ORDER BY id"))?;
        statement.query_and_then([], set_aside)?.collect()
    }

    /// What the store refused of one ticket, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn set_aside_of(&self, ticket: &TicketId) -> Result<Vec<SetAside>, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached(&format!("{SET_ASIDE} AND ticket = ?1 ORDER BY id"))?;
        statement.query_and_then([ticket.bytes()], set_aside)?.collect()
    }

    /// A page of what the store refused, oldest first, and where it ended unless it was the last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn set_aside_page(
        &self,
        after: Option<IntentId>,
        limit: u32,
    ) -> Result<(Vec<SetAside>, Option<IntentId>), StoreError> {
        let after = after.map(|intent| intent.bytes().to_vec()).unwrap_or_default();
        let mut statement = self
            .reader()
            .prepare_cached(&format!("{SET_ASIDE} AND id > ?1 ORDER BY id LIMIT ?2"))?;
        let rows = statement.query_and_then(params![after, limit], set_aside)?;
        let page: Vec<SetAside> = rows.collect::<Result<_, StoreError>>()?;
        let full = page.len() >= limit as usize;
        let end = page.last().map(|aside| aside.action.intent).filter(|_| full);
        Ok((page, end))
    }

    /// How much the store refused.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn set_aside_count(&self) -> Result<u64, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached("SELECT count(*) FROM intent WHERE set_aside IS NOT NULL")?;
        Ok(statement.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }
}

fn set_aside(row: &Row<'_>) -> Result<SetAside, StoreError> {
    Ok(SetAside {
        ticket: id(row, 0)?,
        action: cbor(row, 1, "action")?,
        refusal: cbor(row, 2, "refusal")?,
    })
}

/// Keeps an action; replayed under another actor, it moves to its new change.
pub(crate) fn put(connection: &Connection, write: &IntentWrite) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO intent (id, ticket, change, at_ms, action, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET ticket = excluded.ticket, change = excluded.change, seen = excluded.seen,
             set_aside = NULL",
    )?;
    statement.execute(params![
        write.action.intent.bytes(),
        write.ticket.bytes(),
        write.change.bytes(),
        write.action.at_ms,
        to_cbor(&write.action),
        heads_to(&write.seen),
    ])?;
    Ok(())
}

/// Sets an action aside with its reason.
pub(crate) fn put_aside(connection: &Connection, intent: &IntentId, refusal: &Refusal) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("UPDATE intent SET change = NULL, set_aside = ?2 WHERE id = ?1")?;
    statement.execute(params![intent.bytes(), to_cbor(refusal)])?;
    Ok(())
}
