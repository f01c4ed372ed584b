// SPDX-License-Identifier: EUPL-1.2
//! What can go wrong in a store, told apart by what helps.

/// A store that could not do what it was asked; nothing of the deed was done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Others hold it, or it is stopping.
    #[error("the case store is busy: try again in a moment")]
    Busy,
    /// No space left on its disk.
    #[error("the disk of the case store is full: free some space; everything stored before is safe")]
    Full,
    /// Its disk did not do what it was told.
    #[error(
        "the disk of the case store could not be written or read: look at the disk and at the system's log; everything stored before is safe"
    )]
    Disk,
    /// What is stored is not what was written.
    #[error("the case store is damaged ({0}): run `ronda-server doctor`, then restore a backup")]
    Corrupt(String),
    /// The store was written by a newer version, or lacks a guarantee this one needs.
    #[error("the case store cannot be opened: {0}")]
    Unfit(String),
    /// Anything else of the engine underneath.
    #[error("the case store failed: {0}")]
    Other(String),
}

impl StoreError {
    /// Trying again by itself cannot help.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        !matches!(self, Self::Busy | Self::Full | Self::Disk)
    }

    /// Damage in something that was stored.
    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt(what.into())
    }
}
