// SPDX-License-Identifier: EUPL-1.2
//! The store's own keys and orders, kept outside the store file so that an older copy of it cannot forget them.

mod contacts;
mod hex;
mod journal;
mod keys;
mod kit;
mod private_file;

pub use contacts::ContactsJournal;
pub use journal::OrdersJournal;
pub use keys::{RootKeys, RootSeeds};
pub use kit::{KIT_FILE, RecoveryKit};

/// Keys or orders that cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RootError {
    /// The folder has no keys.
    #[error("there are no keys in {0}: a store that lost them needs `ronda-server init --recover KIT`")]
    NoKeys(String),
    /// The folder has keys already.
    #[error("there are keys in {0} already: they are never overwritten")]
    KeysThere(String),
    /// A file is not what it should be.
    #[error("{0} is damaged or not what it should be: bring it back from a backup or use the recovery kit")]
    Damaged(String),
    /// The recovery kit is sealed.
    #[error("the recovery kit is sealed: give its passphrase with --passphrase-file")]
    Sealed,
    /// The passphrase does not open it.
    #[error("the passphrase does not open this recovery kit")]
    WrongPassphrase,
    /// The disk underneath.
    #[error("{0}")]
    Disk(String),
}

impl RootError {
    pub(crate) fn disk(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Disk(format!("{} cannot be read or written: {error}", path.display()))
    }
}

#[cfg(test)]
mod tests;
