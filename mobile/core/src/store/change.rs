// SPDX-License-Identifier: EUPL-1.2
//! Raw changes: what is owed to the store is a query over them, never a queue of its own.

use ronda_shared::document::RawChange;
use ronda_shared::ids::{ChangeHash, Epoch, IntentId, TicketId};
use rusqlite::{Connection, params};

use super::blob::{id, id_or_null};
use super::{Store, StoreError};

/// Where a change stands with the central store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeState {
    /// Without a receipt.
    Owed = 0,
    /// Admitted, under its number.
    Held = 1,
    /// In the store's custody, refused.
    Quarantined = 2,
}

/// A change to keep.
#[derive(Debug, Clone)]
pub struct ChangeWrite {
    /// Its ticket.
    pub ticket: TicketId,
    /// The change.
    pub change: RawChange,
    /// Made by this phone.
    pub own: bool,
    /// The action it came from, for an own one.
    pub intent: Option<IntentId>,
    /// Its number in the store and the store's life, when it has them; otherwise it is owed.
    pub held: Option<(u64, Epoch)>,
}

/// A kept change.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldChange {
    /// Its hash.
    pub hash: ChangeHash,
    /// Made by this phone.
    pub own: bool,
    /// Where it stands.
    pub state: ChangeState,
    /// Its number in the store.
    pub server_no: Option<u64>,
    /// The life of the store that gave the number.
    pub epoch: Option<Epoch>,
    /// The action it came from.
    pub intent: Option<IntentId>,
    /// The raw chunk.
    pub bytes: Vec<u8>,
}

impl ChangeState {
    fn read(value: i64) -> Self {
        match value {
            0 => Self::Owed,
            1 => Self::Held,
            _ => Self::Quarantined,
        }
    }
}

impl Store {
    /// A ticket's kept changes, in causal order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn changes(&self, ticket: &TicketId) -> Result<Vec<HeldChange>, StoreError> {
        of_ticket(self.reader(), ticket)
    }
}

/// A ticket's kept changes, in causal order.
pub(crate) fn of_ticket(connection: &Connection, ticket: &TicketId) -> Result<Vec<HeldChange>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT hash, own, state, server_no, epoch, intent, bytes FROM change WHERE ticket = ?1 ORDER BY no",
    )?;
    let rows = statement.query_and_then([ticket.bytes()], |row| {
        Ok(HeldChange {
            hash: id(row, 0)?,
            own: row.get(1)?,
            state: ChangeState::read(row.get(2)?),
            server_no: row.get::<_, Option<i64>>(3)?.map(i64::unsigned_abs),
            epoch: id_or_null(row, 4)?,
            intent: id_or_null(row, 5)?,
            bytes: row.get(6)?,
        })
    })?;
    rows.collect()
}

/// Keeps a change. One that is there already stays as it is, but for a refused one that its author wrote again, bit for bit:
/// it is owed again.
pub(crate) fn put(connection: &Connection, write: &ChangeWrite) -> Result<(), StoreError> {
    let state = if write.held.is_some() {
        ChangeState::Held
    } else {
        ChangeState::Owed
    };
    let mut statement = connection.prepare_cached(
        "INSERT INTO change (hash, ticket, device, own, state, server_no, epoch, intent, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (hash) DO UPDATE SET state = excluded.state, intent = excluded.intent
         WHERE state = 2 AND excluded.state = 0",
    )?;
    statement.execute(params![
        write.change.hash().bytes(),
        write.ticket.bytes(),
        write.change.device().bytes(),
        write.own,
        state as i64,
        write.held.map(|(server_no, _)| server_no.cast_signed()),
        write.held.as_ref().map(|(_, epoch)| *epoch.bytes()),
        write.intent.map(|intent| *intent.bytes()),
        write.change.bytes(),
    ])?;
    Ok(())
}
