// SPDX-License-Identifier: EUPL-1.2
//! The index of the words that people find a ticket by.

use std::collections::BTreeMap;

use ronda_shared::case_row::CaseRow;
use rusqlite::{Connection, params};

use super::StoreError;

/// Words of tickets that are written already. The index writes down what it was told each time a statement begins that could be
/// undone alone, as most others could: with those between two tickets it would write a piece of its own for each of them, and
/// merge the pieces again and again. Told in one go, it writes one piece for all.
#[derive(Debug, Default)]
pub(crate) struct Unindexed(BTreeMap<i64, Words>);

#[derive(Debug)]
struct Words {
    known: bool,
    row: CaseRow,
    notes: String,
}

impl Unindexed {
    /// Remembers a ticket's words; those it was remembered with before are none of its any more.
    pub(crate) fn add(&mut self, no: i64, known: bool, row: CaseRow, notes: String) {
        self.0.insert(no, Words { known, row, notes });
    }

    /// Writes them all.
    pub(crate) fn put(&self, connection: &Connection) -> Result<(), StoreError> {
        self.0
            .iter()
            .try_for_each(|(no, words)| put(connection, *no, words.known, &words.row, &words.notes))
    }
}

/// Writes a ticket's words, in the place of those of before where it is known. What a row that is gone left in the index makes
/// room for the next of its number.
pub(crate) fn put(connection: &Connection, no: i64, known: bool, row: &CaseRow, notes: &str) -> Result<(), StoreError> {
    if known {
        forget(connection, no)?;
    }
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO words (rowid, code, title, description, address, category, notes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    statement.execute(params![
        no,
        row.code,
        row.title,
        row.description,
        row.address,
        row.category,
        notes
    ])?;
    Ok(())
}

/// Nobody finds the ticket of this number by its words any more.
pub(crate) fn forget(connection: &Connection, no: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM words WHERE rowid = ?1")?
        .execute([no])?;
    Ok(())
}
