// SPDX-License-Identifier: EUPL-1.2
//! What crews are to do, the most pressing first, a page at a time.

use std::fmt;
use std::str::FromStr;

use ronda_shared::case_row::CaseRow;
use ronda_shared::workflow::Status;
use rusqlite::{Connection, params};

use super::blob::cbor;
use super::list::{BadKey, numbers};
use super::{Store, StoreError};

/// Behind everything that has a due time, or a priority.
const NO_DUE_MS: i64 = i64::MAX;
const NO_PRIORITY: i64 = i64::MAX;

/// Where a page of jobs ended: the next one begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobKey([i64; 5]);

impl JobKey {
    /// Before the first job.
    const FIRST: Self = Self([-1, 0, 0, 0, 0]);
}

impl fmt::Display for JobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [settled, due_ms, priority, created_at_ms, no] = self.0;
        write!(f, "{settled}.{due_ms}.{priority}.{created_at_ms}.{no}")
    }
}

impl FromStr for JobKey {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        numbers(text).map(Self)
    }
}

pub(super) const PAGE: &str = "SELECT ticket.row, settled, due_ms, priority, job.created_at_ms, job.ticket
     FROM job JOIN ticket ON ticket.no = job.ticket
     WHERE crew = ?1 AND (settled, due_ms, priority, job.created_at_ms, job.ticket) > (?2, ?3, ?4, ?5, ?6)
     ORDER BY settled, due_ms, priority, job.created_at_ms, job.ticket LIMIT ?7";

impl Store {
    /// A page of what a crew is to do, the most pressing first, and where it ended unless it was the last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn jobs(
        &self,
        crew: &str,
        after: Option<JobKey>,
        limit: Option<u32>,
    ) -> Result<(Vec<CaseRow>, Option<JobKey>), StoreError> {
        let JobKey([settled, due_ms, priority, created_at_ms, no]) = after.unwrap_or(JobKey::FIRST);
        let most = limit.map_or(-1, i64::from);
        let mut statement = self.reader().prepare_cached(PAGE)?;
        let with = params![crew, settled, due_ms, priority, created_at_ms, no, most];
        let rows = statement.query_and_then(with, |row| {
            let key = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
            Ok((cbor(row, 0, "row")?, JobKey(key)))
        })?;
        let (page, keys): (Vec<CaseRow>, Vec<JobKey>) =
            rows.collect::<Result<Vec<_>, StoreError>>()?.into_iter().unzip();
        let full = limit.is_some_and(|limit| page.len() >= limit as usize);
        Ok((page, keys.last().copied().filter(|_| full)))
    }

    /// How much a crew is to do.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn jobs_count(&self, crew: &str) -> Result<u64, StoreError> {
        let mut count = self
            .reader()
            .prepare_cached("SELECT count(*) FROM job WHERE crew = ?1")?;
        Ok(count.query_row([crew], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }
}

/// Keeps what the crews of a ticket are to do.
pub(super) fn put(connection: &Connection, no: i64, row: &CaseRow, known: bool) -> Result<(), StoreError> {
    if known {
        connection
            .prepare_cached("DELETE FROM job WHERE ticket = ?1")?
            .execute([no])?;
    }
    if row.tasks.is_empty() || !is_to_do(row) {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO job (crew, settled, due_ms, priority, created_at_ms, ticket) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let settled = row.tasks.len() == 1;
    let priority = row.priority.map_or(NO_PRIORITY, |priority| priority as i64);
    for task in &row.tasks {
        let due_ms = task.due_ms.unwrap_or(NO_DUE_MS);
        statement.execute(params![task.crew, settled, due_ms, priority, row.created_at_ms, no])?;
    }
    Ok(())
}

fn is_to_do(row: &CaseRow) -> bool {
    Status::named(&row.status).is_none_or(|status| status.is_open() && status != Status::Resolved)
}
