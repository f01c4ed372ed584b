// SPDX-License-Identifier: EUPL-1.2
//! Opening the file: durability pragmas set and read back, the engine's version checked, the layout brought up to date.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, params};

use super::NewStore;
use crate::case_store::{AuditHead, StoreError};
use ronda_shared::sync::start_of_chain;

mod layout {
    refinery::embed_migrations!("../migrations/server-sqlite");
}

/// The first SQLite without the WAL-reset fault.
const LEAST_SQLITE: i32 = 3_051_003;
const BUSY_WAIT: Duration = Duration::from_secs(5);
const CACHED_STATEMENTS: usize = 96;
/// Pages the writing connection keeps, in KiB: a group that does not fit is written to the log twice.
const WRITER_CACHE_KIB: u32 = 16 * 1024;

/// Pragma, what is asked for, what must be read back.
const PRAGMAS: [(&str, &str, &str); 7] = [
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("secure_delete", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("cell_size_check", "ON", "1"),
    ("wal_autocheckpoint", "4000", "4000"),
];

/// Makes the file with its layout and its first row.
pub(super) fn create(file: &Path, new: &NewStore) -> Result<(), StoreError> {
    let made = OpenOptions::new().write(true).create_new(true).open(file);
    made.map_err(|error| StoreError::Unfit(format!("{} cannot be made: {error}", file.display())))?;
    let connection = for_writing(file)?;
    let transaction = connection.unchecked_transaction()?;
    transaction.execute(
        "INSERT INTO meta (id, jurisdiction_code, jurisdiction_name, epoch, last_no, log_hash, audit_no, audit_hash, relied_on)
         VALUES (1, ?1, ?2, ?3, 0, ?4, 0, ?5, 0)",
        params![
            new.jurisdiction.code,
            new.jurisdiction.name,
            new.epoch.bytes(),
            start_of_chain(&new.epoch).0,
            AuditHead::START.hash
        ],
    )?;
    transaction.execute(
        "INSERT INTO epoch (no, epoch, from_no, at_ms, reason) VALUES (1, ?1, 0, ?2, 'created')",
        params![new.epoch.bytes(), new.at_ms],
    )?;
    transaction.commit()?;
    Ok(())
}

/// The writing connection of an existing file.
pub(super) fn for_writing(file: &Path) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < LEAST_SQLITE {
        return Err(StoreError::Unfit(format!(
            "it needs SQLite 3.51.3 or newer, this is {}",
            rusqlite::version()
        )));
    }
    let mut connection = connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    hold_pragmas(&connection)?;
    connection.pragma_update(None, "cache_size", -i64::from(WRITER_CACHE_KIB))?;
    let layout = layout::migrations::runner().run(&mut connection);
    layout.map_err(|error| {
        StoreError::Unfit(format!(
            "its layout does not fit this version ({error}); update the server"
        ))
    })?;
    Ok(connection)
}

/// A connection that only reads.
pub(super) fn for_reading(file: &Path) -> Result<Connection, StoreError> {
    let connection = for_copying(file)?;
    connection.pragma_update(None, "query_only", "ON")?;
    Ok(connection)
}

/// A connection from which the store is copied: SQLite counts writing the copy as a write.
pub(super) fn for_copying(file: &Path) -> Result<Connection, StoreError> {
    let connection = connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    hold_pragmas(&connection)?;
    Ok(connection)
}

fn connect(file: &Path, access: OpenFlags) -> Result<Connection, StoreError> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY_WAIT)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    Ok(connection)
}

fn hold_pragmas(connection: &Connection) -> Result<(), StoreError> {
    for (name, asked, _) in PRAGMAS {
        connection
            .pragma_update_and_check(None, name, asked, |_| Ok(()))
            .or_else(|error| match error {
                rusqlite::Error::QueryReturnedNoRows => Ok(()),
                other => Err(other),
            })?;
    }
    for (name, _, expected) in PRAGMAS {
        let value: rusqlite::types::Value = connection.pragma_query_value(None, name, |row| row.get(0))?;
        let read = match value {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => format!("{other:?}"),
        };
        if read != expected {
            return Err(StoreError::Unfit(format!(
                "{name} is {read} and must be {expected}; move it to a local disk"
            )));
        }
    }
    Ok(())
}
