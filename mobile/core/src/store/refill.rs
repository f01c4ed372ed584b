// SPDX-License-Identifier: EUPL-1.2
//! Columns that a migration added, filled for tickets that were here before it: SQL cannot read the rows they repeat.

use ronda_shared::case_row::{CaseRow, project};
use ronda_shared::ids::TicketId;
use ronda_shared::wire::to_cbor;
use rusqlite::{Connection, params};

use super::{Store, StoreError, history, job, meta, ticket};

/// In `meta`: the migration up to which the columns are filled.
const FILLED: &str = "columns_filled";
const NEWEST: u32 = 30;

impl Store {
    /// Fills the columns once after a migration added some; in one transaction, so that a kill begins it anew.
    pub(super) fn refill(&mut self) -> Result<(), StoreError> {
        if self.meta::<u32>(FILLED)?.unwrap_or_default() >= NEWEST {
            return Ok(());
        }
        let tickets = self.ticket_ids()?;
        self.within(|transaction| {
            for id in &tickets {
                fill(transaction, id)?;
            }
            meta::put(transaction, FILLED, &NEWEST)
        })
    }
}

fn fill(connection: &Connection, id: &TicketId) -> Result<(), StoreError> {
    let Some(held) = ticket::held(connection, id)? else {
        return Ok(());
    };
    let row = with_tasks(connection, held.row)?;
    let mut statement = connection.prepare_cached(
        "UPDATE ticket SET row = ?2, danger = ?3, outcome = ?4, received = ?5 WHERE id = ?1 RETURNING no",
    )?;
    let columns = params![
        id.bytes(),
        to_cbor(&row),
        row.danger,
        row.outcome,
        row.received_at_ms.is_some()
    ];
    let no = statement.query_row(columns, |written| written.get(0))?;
    job::put(connection, no, &row, true)
}

/// A row of before did not say what its crews were told; its document does.
fn with_tasks(connection: &Connection, row: CaseRow) -> Result<CaseRow, StoreError> {
    if row.crews.is_empty() || !row.tasks.is_empty() {
        return Ok(row);
    }
    let read = history::readable(connection, &row.id)?.and_then(|document| document.read().ok());
    Ok(read.map_or(row, |read| project(&read)))
}
