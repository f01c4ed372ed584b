// SPDX-License-Identifier: EUPL-1.2
//! One writer per upload: a newer request interrupts an older one, whose connection is most likely dead.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;

use crate::case_store::UploadId;
use crate::http::problem::Problem;

/// How long an interrupted writer may take to put down what it has.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who writes which upload.
#[derive(Default)]
pub(in crate::http) struct Writers(Mutex<HashMap<UploadId, Entry>>);

#[derive(Clone, Default)]
struct Entry {
    turn: Arc<Turn<()>>,
    interrupt: CancellationToken,
}

/// The right to write an upload, until dropped.
pub(super) struct Writer<'a> {
    writers: &'a Writers,
    upload: UploadId,
    turn: Arc<Turn<()>>,
    _mine: OwnedMutexGuard<()>,
    /// Cancelled when a newer request wants the upload.
    pub(super) interrupt: CancellationToken,
}

impl Writers {
    /// Interrupts the writer before, and waits for the turn.
    pub(super) async fn claim(&self, upload: UploadId) -> Result<Writer<'_>, Problem> {
        let (turn, interrupt) = self.announce(upload);
        let mine = tokio::time::timeout(PATIENCE, Arc::clone(&turn).lock_owned())
            .await
            .map_err(|_| Problem::UploadBusy)?;
        Ok(Writer {
            writers: self,
            upload,
            turn,
            _mine: mine,
            interrupt,
        })
    }

    fn announce(&self, upload: UploadId) -> (Arc<Turn<()>>, CancellationToken) {
        let mut writers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = writers.entry(upload).or_default();
        std::mem::take(&mut entry.interrupt).cancel();
        (Arc::clone(&entry.turn), entry.interrupt.clone())
    }
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        let mut writers = self.writers.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The map, this writer and its guard hold the turn; anybody else is waiting for it.
        if Arc::strong_count(&self.turn) <= 3 {
            writers.remove(&self.upload);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_newer_request_interrupts_the_older_and_nothing_is_left_behind() {
        let writers = Writers::default();
        let upload = UploadId(uuid::Uuid::from_u128(1));
        let older = writers.claim(upload).await.unwrap();
        let interrupted = older.interrupt.clone();
        let let_go = async {
            interrupted.cancelled().await;
            drop(older);
        };
        let (newer, ()) = tokio::join!(writers.claim(upload), let_go);
        let newer = newer.unwrap();
        assert!(interrupted.is_cancelled() && !newer.interrupt.is_cancelled());
        drop(newer);
        assert!(writers.0.lock().unwrap().is_empty());
    }
}
