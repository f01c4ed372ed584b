// SPDX-License-Identifier: EUPL-1.2
//! Case rows in SQLite: filters in SQL, words and circles in Rust, streaming until the page is full.

use std::collections::BTreeSet;

use async_trait::async_trait;
use ronda_shared::case_row::{CaseRow, crews_cell};
use ronda_shared::ids::TicketId;
use ronda_shared::place::{around, distance_m};
use rusqlite::{Connection, named_params};

use super::SqliteStore;
use super::cells::{blob, cbor, number};
use crate::case_store::fold::{holds_words, words_of};
use crate::case_store::{CaseQuery, Cases, Near, StoreError};

const ROWS: &str = "SELECT row, folded, ticket, created_at_ms FROM case_row
     WHERE (:status IS NULL OR status = :status)
       AND (:category IS NULL OR category = :category)
       AND (:district IS NULL OR district = :district)
       AND (:office IS NULL OR office = :office)
       AND (:crew IS NULL OR instr(crews, :crew) > 0)
       AND (:told = 0 OR notices > 0)
       AND (:south IS NULL OR (lat BETWEEN :south AND :north AND lon BETWEEN :west AND :east))
       AND (:after_ms IS NULL OR (created_at_ms, ticket) < (:after_ms, :after_id))
     ORDER BY created_at_ms DESC, ticket DESC";

#[async_trait]
impl Cases for SqliteStore {
    async fn cases(&self, query: CaseQuery) -> Result<Vec<CaseRow>, StoreError> {
        self.read(move |conn| cases(conn, &query)).await
    }

    async fn cases_named(&self, code: &str) -> Result<Vec<TicketId>, StoreError> {
        let code = code.to_owned();
        self.read(move |conn| {
            let mut read = conn.prepare_cached("SELECT ticket FROM case_row WHERE code = ?1 ORDER BY ticket")?;
            let tickets = read.query_map([code], |row| blob(row, 0, TicketId::from_slice))?;
            Ok(tickets.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn case_numbers_taken(&self, numbers: &[String]) -> Result<BTreeSet<String>, StoreError> {
        let numbers = numbers.to_vec();
        self.read(move |conn| {
            let mut read = conn.prepare_cached("SELECT 1 FROM case_row WHERE case_number = ?1")?;
            let mut taken = BTreeSet::new();
            for number in numbers {
                if read.exists([&number])? {
                    taken.insert(number);
                }
            }
            Ok(taken)
        })
        .await
    }

    async fn case_count(&self) -> Result<u64, StoreError> {
        self.read(|conn| Ok(conn.query_row("SELECT COUNT(*) FROM case_row", [], |row| number(row, 0))?))
            .await
    }
}

fn cases(conn: &Connection, query: &CaseQuery) -> Result<Vec<CaseRow>, StoreError> {
    let area = query.near.map(|near| around((near.lat, near.lon), near.radius_m));
    let words = words_of(query.search.as_deref().unwrap_or_default());
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut read = conn.prepare_cached(ROWS)?;
    let mut rows = read.query(named_params! {
        ":status": query.status,
        ":category": query.category,
        ":district": query.district,
        ":office": query.office,
        ":crew": query.crew.as_ref().map(|crew| crews_cell(std::slice::from_ref(crew))),
        ":told": query.told,
        ":south": area.map(|area| area.lat.0),
        ":north": area.map(|area| area.lat.1),
        ":west": area.map(|area| area.lon.0),
        ":east": area.map(|area| area.lon.1),
        ":after_ms": query.after.map(|after| after.created_at_ms),
        ":after_id": query.after.map(|after| after.id.bytes().to_vec()),
    })?;
    let mut found = Vec::new();
    while found.len() < limit
        && let Some(row) = rows.next()?
    {
        if !words.is_empty() && !holds_words(row.get_ref(1)?.as_str().unwrap_or_default(), &words) {
            continue;
        }
        let case: CaseRow = cbor(row, 0)?;
        let key = (blob(row, 2, TicketId::from_slice)?, row.get::<_, i64>(3)?);
        // Pages go on from the last row's own word on where it stands: one that lies would lead back for ever.
        if key != (case.id, case.created_at_ms) {
            return Err(StoreError::Corrupt(format!("the row of {} names another case", key.0)));
        }
        if query.near.is_none_or(|near| is_within(&case, near)) {
            found.push(case);
        }
    }
    Ok(found)
}

fn is_within(case: &CaseRow, near: Near) -> bool {
    let position = case.lat.zip(case.lon);
    position.is_some_and(|position| distance_m((near.lat, near.lon), position) <= near.radius_m)
}
