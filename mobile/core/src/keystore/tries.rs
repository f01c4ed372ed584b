// SPDX-License-Identifier: EUPL-1.2
//! Wrong PINs: counted on disk before the PIN is looked at, so that neither a kill nor a clock gives a free guess.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use minicbor::{Decode, Encode};
use ronda_shared::wire::to_cbor;

use super::KeystoreError;
use crate::home::{read_if_there, release_reserve, remove_if_there, write_durably};

/// Wrong tries without a wait.
const FREE_TRIES: u32 = 3;
const FIRST_WAIT_MS: i64 = 30_000;
const LONGEST_WAIT_MS: i64 = 60 * 60 * 1000;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
struct Count {
    #[n(0)]
    failed: u32,
    /// When the wait began, by this phone's clock.
    #[n(1)]
    waiting_since_ms: i64,
}

/// The count of wrong tries of a home.
#[derive(Debug)]
pub(super) struct Tries {
    path: PathBuf,
}

/// Milliseconds to wait after so many wrong PINs in a row: from the fourth 30 s, doubling up to an hour.
#[must_use]
pub fn wait_after_ms(failed: u32) -> i64 {
    match failed.checked_sub(FREE_TRIES + 1) {
        None => 0,
        Some(doublings) => (FIRST_WAIT_MS << doublings.min(10)).min(LONGEST_WAIT_MS),
    }
}

impl Tries {
    pub(super) fn of(folder: &Path) -> Self {
        Self {
            path: folder.join("tries"),
        }
    }

    /// Counts a try as wrong before it is made; answers how long the next would have to wait if it is.
    pub(super) fn begin(&self, now_ms: i64) -> Result<i64, KeystoreError> {
        let mut count = self.read()?;
        let wait_ms = wait_after_ms(count.failed);
        let waited_ms = now_ms.saturating_sub(count.waiting_since_ms);
        if waited_ms < 0 && wait_ms > 0 {
            // The clock was set back: the wait begins anew and is never shorter for it.
            count.waiting_since_ms = now_ms;
            self.write(count)?;
            return Err(KeystoreError::Wait { wait_ms });
        }
        // A clock that was set back owes nothing while there is no wait.
        if waited_ms.max(0) < wait_ms {
            return Err(KeystoreError::Wait {
                wait_ms: wait_ms - waited_ms,
            });
        }
        let next = Count {
            failed: count.failed.saturating_add(1),
            waiting_since_ms: now_ms,
        };
        self.write(next)?;
        Ok(wait_after_ms(next.failed))
    }

    /// How long until the next try counts; looks only.
    pub(super) fn left_ms(&self, now_ms: i64) -> Result<i64, KeystoreError> {
        let count = self.read()?;
        let waited_ms = now_ms.saturating_sub(count.waiting_since_ms).max(0);
        Ok((wait_after_ms(count.failed) - waited_ms).max(0))
    }

    /// Wrong tries in a row.
    pub(super) fn failed(&self) -> Result<u32, KeystoreError> {
        Ok(self.read()?.failed)
    }

    /// The PIN was right.
    pub(super) fn forget(&self) -> Result<(), KeystoreError> {
        Ok(remove_if_there(&self.path)?)
    }

    /// An unreadable count counts as one that waits.
    fn read(&self) -> Result<Count, KeystoreError> {
        let Some(bytes) = read_if_there(&self.path)? else {
            return Ok(Count::default());
        };
        Ok(minicbor::decode(&bytes).unwrap_or(Count {
            failed: FREE_TRIES + 1,
            waiting_since_ms: i64::MAX,
        }))
    }

    fn write(&self, count: Count) -> Result<(), KeystoreError> {
        let write = || write_durably(&self.path, &to_cbor(&count));
        let written = write().or_else(|error| {
            let folder = self.path.parent().unwrap_or(Path::new("."));
            let full = matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded);
            if full && release_reserve(folder)? {
                write()
            } else {
                Err(error)
            }
        });
        Ok(written?)
    }
}
