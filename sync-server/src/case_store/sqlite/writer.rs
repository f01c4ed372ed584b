// SPDX-License-Identifier: EUPL-1.2
//! The writing thread: drains the deeds that wait into one transaction, syncs once, then answers them all.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::writing::Writing;
use crate::case_store::StoreError;

/// Deeds that share a transaction: enough to hide the disk's sync, few enough that nobody waits long.
const GROUP: usize = 256;
/// How long a group is filled.
const GROUP_TIME: Duration = Duration::from_millis(5);
/// Deeds waiting before callers have to.
const QUEUE: usize = 1_024;

/// Tells the caller, once the fate of the whole transaction is known.
pub(super) type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// Runs a deed, or hears why it cannot; tells whether it held.
pub(super) type Job = Box<dyn FnOnce(Result<&mut Writing<'_>, StoreError>) -> (bool, Answer) + Send>;

#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub fn start(connection: Connection) -> Result<Self, StoreError> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("case-store".to_owned())
            .spawn(move || write_all(&connection, jobs));
        let thread = thread.map_err(|error| StoreError::Unfit(error.to_string()))?;
        Ok(Self {
            queue: Mutex::new(Some(queue)),
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Runs a deed and answers when it is on the disk. A deed that fails leaves no trace and no mark on its neighbours.
    pub async fn run<T, F>(&self, deed: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let queue = self
            .queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
            .ok_or(StoreError::Busy)?;
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |writing| {
            let outcome = writing.and_then(deed);
            let held = outcome.is_ok();
            let answer: Answer = Box::new(move |committed| {
                // Nobody listens any more when the request was broken off; what is kept is kept.
                let _ = tell.send(outcome.and_then(|value| committed.map(|()| value)));
            });
            (held, answer)
        });
        queue.send(job).await.map_err(|_| StoreError::Busy)?;
        told.await
            .map_err(|_| StoreError::Other("the writing thread gave up on this deed".to_owned()))?
    }

    /// Finishes what waits and closes the file.
    pub async fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

fn write_all(connection: &Connection, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.blocking_recv() {
        let began = Instant::now();
        let more = std::iter::from_fn(|| (began.elapsed() < GROUP_TIME).then(|| jobs.try_recv().ok()).flatten());
        let mut waiting = std::iter::once(first).chain(more).take(GROUP);
        let group = catch_unwind(AssertUnwindSafe(|| write_group(connection, &mut waiting)));
        if group.is_err() && !connection.is_autocommit() {
            let _ = connection.execute_batch("ROLLBACK");
        }
    }
}

fn write_group(connection: &Connection, jobs: &mut dyn Iterator<Item = Job>) {
    let mut writing = match Writing::begin(connection) {
        Ok(writing) => writing,
        Err(error) => return jobs.for_each(|job| job(Err(error.clone())).1(Err(error.clone()))),
    };
    let mut answers = Vec::new();
    let mut outcome = Ok(());
    for job in jobs {
        let (answer, intact) = writing.run_apart(job);
        answers.push(answer);
        if let Err(error) = intact {
            outcome = Err(error);
            break;
        }
    }
    let outcome = outcome.and_then(|()| writing.commit());
    if outcome.is_err() && !connection.is_autocommit() {
        let _ = connection.execute_batch("ROLLBACK");
    }
    answers.into_iter().for_each(|answer| answer(outcome.clone()));
}
