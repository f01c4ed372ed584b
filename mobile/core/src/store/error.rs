// SPDX-License-Identifier: EUPL-1.2
//! What can go wrong in the store, each with its cure; no message ever carries contents.

use rusqlite::ErrorCode;
use rusqlite::types::FromSqlError;

/// The store failed; what was saved before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room for this transaction.
    #[error("the phone's storage is full: free some space; everything saved before is safe")]
    Full,
    /// The disk did not do what it was told.
    #[error(
        "the phone's storage could not be written or read: free some space and try again; everything saved before is safe"
    )]
    Disk,
    /// The file is not opened by this key, or is no store.
    #[error(
        "the store does not open with this key: its disk cannot be read, it is damaged, or it belongs to another home; start the device again, and if that does not help export with --locked and hand the pack to the office"
    )]
    Locked,
    /// A page does not decrypt: SQLCipher does not tell one that is damaged from one that the disk did not give.
    #[error(
        "a part of the store could not be read: try again; if it repeats, the disk or the file is damaged: run doctor and sync, the office has the rest"
    )]
    Unreadable,
    /// SQLite was built without what keeps the promises.
    #[error("this build cannot keep the store safe ({0}): install a proper build; nothing was written")]
    Unsafe(String),
    /// The schema could not be brought up to date.
    #[error("the store could not be upgraded ({0}): install the newest version")]
    Migration(String),
    /// Something stored does not read back as what it was.
    #[error("the store holds a damaged {0}: run doctor and sync, the office has the rest")]
    Damaged(&'static str),
    /// A ticket's document fails.
    #[error(transparent)]
    Document(#[from] ronda_shared::document::DocumentError),
    /// Anything else SQLite says, without its values.
    #[error("the store refused ({0}): run doctor")]
    Sqlite(rusqlite::Error),
}

impl StoreError {
    /// Trying the same again cannot help.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        !matches!(self, Self::Full | Self::Disk)
    }

    /// What was asked for is there and cannot be read; the rest may be. A page that does not decrypt is told in either way.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::Unreadable | Self::Locked | Self::Damaged(_) | Self::Document(_)
        )
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly) => Self::Disk,
            Some(ErrorCode::NotADatabase) => Self::Locked,
            // After a page that did not decrypt SQLCipher refuses every other one, which SQLite takes for want of memory.
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::OutOfMemory) => Self::Unreadable,
            _ => Self::of_value(error),
        }
    }
}

impl StoreError {
    fn of_value(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..) => {
                Self::Damaged("value")
            }
            other => Self::Sqlite(other),
        }
    }
}

impl From<FromSqlError> for StoreError {
    fn from(_: FromSqlError) -> Self {
        Self::Damaged("value")
    }
}
