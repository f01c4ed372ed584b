// SPDX-License-Identifier: EUPL-1.2
//! The reading connections: each question is one read transaction on a thread that may block.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::open;
use crate::case_store::StoreError;

/// Questions answered at the same time: more only compete for the same cores.
const AT_ONCE: usize = 4;

#[derive(Debug)]
pub(super) struct Readers {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    turns: Semaphore,
}

impl Readers {
    pub fn new(file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            idle: Mutex::new(Vec::new()),
            turns: Semaphore::new(AT_ONCE),
        }
    }

    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Answers a question from one moment of the store.
    pub async fn run<T, F>(self: Arc<Self>, question: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let readers = Arc::clone(&self);
        let _turn = self.turns.acquire().await.map_err(|_| StoreError::Busy)?;
        let answer = tokio::task::spawn_blocking(move || readers.answer(question)).await;
        answer.map_err(|_| StoreError::Other("a question was broken off".to_owned()))?
    }

    fn answer<T, F: FnOnce(&Connection) -> Result<T, StoreError>>(&self, question: F) -> Result<T, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = idle.map_or_else(|| open::for_reading(&self.file), Ok)?;
        let moment = connection.unchecked_transaction()?;
        let answer = question(&connection);
        // A disk that failed may have ended the moment already: what is to be heard then is why the question failed.
        match moment.finish() {
            Ok(()) => self
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(connection),
            Err(error) if answer.is_ok() => return Err(error.into()),
            Err(_) => {}
        }
        answer
    }

    /// Ends the questions; later ones are refused.
    pub async fn close(&self) {
        if let Ok(all) = self.turns.acquire_many(u32::try_from(AT_ONCE).unwrap_or(1)).await {
            self.turns.close();
            drop(all);
        }
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
