// SPDX-License-Identifier: EUPL-1.2
//! A home: the folder of one person on one device, locked while a Ronda uses it.

mod durable;
mod packs;
mod reserve;

#[cfg(test)]
mod tests;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

pub(crate) use durable::{read_if_there, remove_if_there, write_durably};
pub(crate) use packs::{finish_part, open_part, sha256_of};
pub(crate) use reserve::release as release_reserve;

/// Below this much free space the person is told; capture goes on.
pub const LOW_SPACE_BYTES: u64 = 50 * 1024 * 1024;
const STORE: &str = "ronda.db";
const LOCK: &str = "lock";

/// The folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// A second process, or a second handle in this one.
    #[error("another Ronda is using this home: wait for it or close it")]
    InUse,
    /// No room for a small file.
    #[error("the phone's storage is full: free some space; everything saved before is safe")]
    Full,
    /// The folder or a file in it cannot be made, read or written.
    #[error("the home cannot be used ({0}): choose a folder you may write to with --home")]
    Folder(io::ErrorKind),
}

impl From<io::Error> for HomeError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            kind => Self::Folder(kind),
        }
    }
}

/// A home this process alone uses, until it is dropped.
#[derive(Debug)]
pub struct Home {
    folder: PathBuf,
    lock: File,
}

/// A program that this process is just starting holds the file for a moment, too: the lock must not last as long.
impl Drop for Home {
    fn drop(&mut self) {
        if let Err(error) = self.lock.unlock() {
            tracing::warn!("the home is not free yet: {error}");
        }
    }
}

impl Home {
    /// Enters a home, making the folder (mode 0700) when it is missing.
    ///
    /// # Errors
    /// [`HomeError::InUse`] when another Ronda is inside; otherwise when the folder cannot be used.
    pub fn enter(folder: &Path) -> Result<Self, HomeError> {
        make_private_folder(folder)?;
        let lock = private_file(&folder.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => {
                reserve::keep(folder);
                Ok(Self {
                    folder: folder.to_owned(),
                    lock,
                })
            }
            Err(TryLockError::WouldBlock) => Err(HomeError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The encrypted store's file.
    #[must_use]
    pub fn store_path(&self) -> PathBuf {
        self.folder.join(STORE)
    }

    /// Makes the store's file with mode 0600, so that SQLite gives its log the same.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn prepare_store(&self) -> Result<(), HomeError> {
        private_file(&self.store_path()).map(|_| ()).map_err(HomeError::from)
    }

    /// Moves what an enrolment cut short left behind out of the way; nothing is deleted.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn set_unfinished_aside(&self, now_ms: i64) -> Result<(), HomeError> {
        for end in ["", "-wal", "-shm"] {
            let left = self.folder.join(format!("{STORE}{end}"));
            if left.exists() {
                fs::rename(&left, self.folder.join(format!("unfinished-{now_ms}.db{end}")))?;
            }
        }
        Ok(())
    }

    /// Free bytes where the home lies.
    #[must_use]
    pub fn free_bytes(&self) -> Option<u64> {
        fs4::available_space(&self.folder).ok()
    }
}

#[cfg(unix)]
fn make_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    if !folder.is_dir() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn make_private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Opens a file for reading and writing, making it for its owner alone.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
