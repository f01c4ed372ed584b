// SPDX-License-Identifier: EUPL-1.2
//! Values in and out of cells, and SQLite's errors in the store's words.

use minicbor::{Decode, Encode};
use ronda_shared::wire::{from_cbor, to_cbor};
use rusqlite::types::Type;
use rusqlite::{ErrorCode, Row};

use crate::case_store::StoreError;
use crate::case_store::ledger::unpacked_heads;
use ronda_shared::ids::ChangeHash;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::SqliteFailure(failure, detail) => match failure.code {
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
                ErrorCode::DiskFull => Self::Full,
                ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly => Self::Disk,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt(failure.to_string()),
                _ => Self::Other(detail.unwrap_or_else(|| failure.to_string())),
            },
            rusqlite::Error::FromSqlConversionFailure(column, ..) | rusqlite::Error::InvalidColumnType(column, ..) => {
                Self::Corrupt(format!("a value in column {column} is not what it must be"))
            }
            other => Self::Other(other.to_string()),
        }
    }
}

/// A number as SQLite keeps it. Numbers beyond 2^63 do not occur.
pub(super) fn int(no: u64) -> i64 {
    i64::try_from(no).unwrap_or(i64::MAX)
}

/// A number from a cell.
pub(super) fn number(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(at).map(|no| u64::try_from(no).unwrap_or_default())
}

/// A number from a cell that may be empty.
pub(super) fn number_or_none(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<u64>> {
    row.get::<_, Option<i64>>(at)
        .map(|no| no.map(|no| u64::try_from(no).unwrap_or_default()))
}

/// An id or hash from a cell.
pub(super) fn blob<T>(row: &Row<'_>, at: usize, of: fn(&[u8]) -> Option<T>) -> rusqlite::Result<T> {
    row.get_ref(at)?
        .as_blob()
        .ok()
        .and_then(of)
        .ok_or_else(|| unreadable(at))
}

/// An id from a cell that may be empty.
pub(super) fn blob_or_none<T>(row: &Row<'_>, at: usize, of: fn(&[u8]) -> Option<T>) -> rusqlite::Result<Option<T>> {
    match row.get_ref(at)?.as_blob_or_null() {
        Ok(None) => Ok(None),
        Ok(Some(bytes)) => of(bytes).map(Some).ok_or_else(|| unreadable(at)),
        Err(_) => Err(unreadable(at)),
    }
}

/// Heads from a cell.
pub(super) fn heads(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<ChangeHash>> {
    blob(row, at, unpacked_heads)
}

/// A CBOR value from a cell.
pub(super) fn cbor<T: for<'b> Decode<'b, ()>>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    row.get_ref(at)?
        .as_blob()
        .ok()
        .and_then(|bytes| from_cbor(bytes).ok())
        .ok_or_else(|| unreadable(at))
}

/// A value as CBOR for a cell.
pub(super) fn packed<T: Encode<()>>(value: &T) -> Vec<u8> {
    to_cbor(value)
}

/// A cell that does not hold what it must.
pub(super) fn unreadable(at: usize) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, Type::Blob, "unreadable".into())
}

/// Arrays of 16 or 32 bytes from a cell.
pub(super) fn array<const N: usize>(row: &Row<'_>, at: usize) -> rusqlite::Result<[u8; N]> {
    blob(row, at, |bytes| <[u8; N]>::try_from(bytes).ok())
}
