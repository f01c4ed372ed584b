// SPDX-License-Identifier: EUPL-1.2
//! Lists of tickets, newest first, a page at a time.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use ronda_shared::case_row::{CaseRow, crews_cell};
use ronda_shared::ids::PersonId;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::blob::cbor;
use super::{Store, StoreError};

/// Which tickets; everything asked for must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this category code.
    pub category: Option<String>,
    /// Of this status.
    pub status: Option<String>,
    /// Filed by this person.
    pub created_by: Option<PersonId>,
    /// In charge of this office.
    pub office: Option<String>,
    /// To be done by this crew.
    pub crew: Option<String>,
    /// Filed by the person of this phone, or acted on by him.
    pub own: bool,
    /// With a field that waits for a decision.
    pub contested: bool,
    /// With something people must be told.
    pub told: bool,
    /// Where somebody may get hurt.
    pub danger: bool,
    /// Something of it waits on this phone to be sent, or nothing does.
    pub owed: Option<bool>,
    /// That the central store has.
    pub received: bool,
    /// Of which something came.
    pub decided: bool,
    /// That still asks for somebody.
    pub open: bool,
    /// Written since, in milliseconds since 1970.
    pub since_ms: Option<i64>,
}

/// Tickets of which changes or photos of this phone have no receipt.
const OWED: &str = "(SELECT ticket FROM change WHERE state = 0 UNION ALL
     SELECT ticket_photo.ticket FROM photo JOIN ticket_photo ON ticket_photo.sha256 = photo.sha256
     WHERE photo.own = 1 AND photo.server_no IS NULL)";
/// A status of a newer version is one that asks for somebody.
const OPEN: &str = "ticket.status NOT IN ('resolved', 'closed', 'cancelled')";

/// What names no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this page does not exist: begin at the first")]
pub struct BadKey;

/// The numbers of a key, with dots between them.
pub(super) fn numbers<const N: usize>(text: &str) -> Result<[i64; N], BadKey> {
    let numbers: Result<Vec<i64>, _> = text.split('.').map(str::parse).collect();
    let numbers = numbers.map_err(|_| BadKey)?;
    numbers.try_into().map_err(|_| BadKey)
}

/// Where a page ended: the next one begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageKey {
    updated_at_ms: i64,
    no: i64,
}

impl PageKey {
    pub(super) fn new(updated_at_ms: i64, no: i64) -> Self {
        Self { updated_at_ms, no }
    }

    pub(super) fn numbers(self) -> (i64, i64) {
        (self.updated_at_ms, self.no)
    }
}

impl fmt::Display for PageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.updated_at_ms, self.no)
    }
}

impl FromStr for PageKey {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let [updated_at_ms, no] = numbers(text)?;
        Ok(Self { updated_at_ms, no })
    }
}

/// A condition with its values, ready to stand behind WHERE or AND.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    clauses: Vec<String>,
    pub(super) values: Vec<Value>,
}

impl Conditions {
    pub(super) fn of(filter: &Filter) -> Self {
        let mut conditions = Self::default();
        if let Some(category) = &filter.category {
            conditions.and("ticket.category = ?", [Value::Text(category.clone())]);
        }
        if let Some(status) = &filter.status {
            conditions.and("ticket.status = ?", [Value::Text(status.clone())]);
        }
        if let Some(person) = &filter.created_by {
            conditions.and("ticket.created_by = ?", [Value::Blob(person.bytes().to_vec())]);
        }
        if let Some(office) = &filter.office {
            conditions.and("ticket.office = ?", [Value::Text(office.clone())]);
        }
        if let Some(crew) = &filter.crew {
            let clause = "ticket.crews <> '' AND instr(ticket.crews, ?) > 0";
            conditions.and(clause, [Value::Text(crews_cell(std::slice::from_ref(crew)))]);
        }
        if let Some(since_ms) = filter.since_ms {
            conditions.and("ticket.updated_at_ms >= ?", [Value::Integer(since_ms)]);
        }
        let owed = match filter.owed {
            Some(false) => format!("ticket.id NOT IN {OWED}"),
            _ => format!("ticket.id IN {OWED}"),
        };
        let said: [(bool, &str); 8] = [
            (filter.own, "ticket.own = 1"),
            (filter.received, "ticket.received = 1"),
            (filter.decided, "ticket.outcome IS NOT NULL"),
            (filter.owed.is_some(), &owed),
            (filter.told, "ticket.notices > 0"),
            (filter.danger, "ticket.danger = 1"),
            (filter.contested, "ticket.conflicts > 0"),
            (filter.open, OPEN),
        ];
        for (_, clause) in said.iter().filter(|(wanted, _)| *wanted) {
            conditions.and(clause, []);
        }
        conditions
    }

    pub(super) fn and(&mut self, clause: &str, values: impl IntoIterator<Item = Value>) {
        self.clauses.push(clause.to_owned());
        self.values.extend(values);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    pub(super) fn sql(&self) -> String {
        if self.clauses.is_empty() {
            "1".to_owned()
        } else {
            self.clauses.join(" AND ")
        }
    }
}

impl Store {
    /// A page of tickets, last written first, and where it ended unless it was the last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn page<T: From<CaseRow>>(
        &self,
        filter: &Filter,
        after: Option<PageKey>,
        limit: Option<u32>,
    ) -> Result<(Vec<T>, Option<PageKey>), StoreError> {
        let (select, values) = page_select(filter, after, limit);
        let mut statement = self.reader().prepare_cached(&select)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let (mut page, mut end) = (Vec::new(), None);
        while let Some(row) = rows.next()? {
            let read: CaseRow = cbor(row, 0, "row")?;
            page.push(T::from(read));
            end = Some(PageKey {
                updated_at_ms: row.get(1)?,
                no: row.get(2)?,
            });
        }
        let full = limit.is_some_and(|limit| page.len() >= limit as usize);
        Ok((page, end.filter(|_| full)))
    }

    /// How many tickets there are of a kind.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn count(&self, filter: &Filter) -> Result<u64, StoreError> {
        let conditions = Conditions::of(filter);
        let select = format!("SELECT count(*) FROM ticket WHERE {}", conditions.sql());
        let mut statement = self.reader().prepare_cached(&select)?;
        let count: i64 = statement.query_row(params_from_iter(conditions.values), |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// How many tickets of each category a person filed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn filed_by_category(&self, person: &PersonId) -> Result<BTreeMap<String, u64>, StoreError> {
        let select = "SELECT category, count(*) FROM ticket WHERE created_by = ?1 GROUP BY category";
        let mut statement = self.reader().prepare_cached(select)?;
        let counts = statement.query_map([person.bytes()], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
        })?;
        Ok(counts.collect::<Result<_, _>>()?)
    }
}

/// How a page is asked for.
pub(super) fn page_select(filter: &Filter, after: Option<PageKey>, limit: Option<u32>) -> (String, Vec<Value>) {
    let mut conditions = Conditions::of(filter);
    if let Some(key) = after {
        let values = [Value::Integer(key.updated_at_ms), Value::Integer(key.no)];
        conditions.and("(ticket.updated_at_ms, ticket.no) < (?, ?)", values);
    }
    conditions.values.push(sql_limit(limit));
    let select = format!(
        "SELECT row, updated_at_ms, no FROM ticket {} WHERE {} ORDER BY updated_at_ms DESC, no DESC LIMIT ?",
        by_index(filter),
        conditions.sql()
    );
    (select, conditions.values)
}

/// Of a list of one's own the order is known and the owed ones are not: left alone, the planner may sort all of them.
fn by_index(filter: &Filter) -> &'static str {
    if filter.own { "INDEXED BY ticket_own" } else { "" }
}

/// A limit as SQL takes it; none is -1.
pub(super) fn sql_limit(limit: Option<u32>) -> Value {
    Value::Integer(limit.map_or(-1, i64::from))
}

/// The row of a ticket by its number.
pub(super) fn row_of_no(connection: &Connection, no: i64) -> Result<CaseRow, StoreError> {
    let mut statement = connection.prepare_cached("SELECT row FROM ticket WHERE no = ?1")?;
    let mut rows = statement.query([no])?;
    rows.next()?
        .ok_or(StoreError::Damaged("place"))
        .and_then(|row| cbor(row, 0, "row"))
}
