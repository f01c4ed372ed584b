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
/// Work outside any transaction: the deeds before it are on the disk, those after it wait.
type Alone = Box<dyn FnOnce(&Connection) + Send>;

/// What waits for the writing thread.
enum Task {
    Deed(Job),
    Alone(Alone),
}

#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Task>>>,
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
        self.send(Task::Deed(job)).await?;
        told.await.map_err(|_| gave_up())?
    }

    /// Runs work that no transaction may hold, while everybody else waits.
    pub async fn run_alone(&self, work: fn(&Connection) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let (tell, told) = oneshot::channel();
        let alone: Alone = Box::new(move |connection| {
            let _ = tell.send(work(connection));
        });
        self.send(Task::Alone(alone)).await?;
        told.await.map_err(|_| gave_up())?
    }

    async fn send(&self, task: Task) -> Result<(), StoreError> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let queue = queue.ok_or(StoreError::Busy)?;
        queue.send(task).await.map_err(|_| StoreError::Busy)
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

fn gave_up() -> StoreError {
    StoreError::Other("the writing thread gave up on this deed".to_owned())
}

fn write_all(connection: &Connection, mut tasks: mpsc::Receiver<Task>) {
    let mut next = None;
    while let Some(task) = next.take().or_else(|| tasks.blocking_recv()) {
        match task {
            Task::Deed(first) => next = write_some(connection, first, &mut tasks),
            Task::Alone(work) => {
                let _ = catch_unwind(AssertUnwindSafe(|| work(connection)));
            }
        }
    }
}

/// Drains deeds into one transaction; gives back what waits after them and is none.
fn write_some(connection: &Connection, first: Job, tasks: &mut mpsc::Receiver<Task>) -> Option<Task> {
    let (began, mut after) = (Instant::now(), None);
    let more = std::iter::from_fn(|| {
        if began.elapsed() >= GROUP_TIME {
            return None;
        }
        match tasks.try_recv().ok()? {
            Task::Deed(job) => Some(job),
            alone @ Task::Alone(_) => {
                after = Some(alone);
                None
            }
        }
    });
    // Fused: what ended the group must not be asked past.
    let mut waiting = std::iter::once(first).chain(more.fuse()).take(GROUP);
    let group = catch_unwind(AssertUnwindSafe(|| write_group(connection, &mut waiting)));
    drop(waiting);
    if group.is_err() && !connection.is_autocommit() {
        let _ = connection.execute_batch("ROLLBACK");
    }
    after
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
