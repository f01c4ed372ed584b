// SPDX-License-Identifier: EUPL-1.2
//! Lists of tickets, newest first, a page at a time.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use ronda_shared::case_row::{CaseRow, crews_cell};
use ronda_shared::ids::PersonId;
use ronda_shared::policy::person_scope;
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
    /// Filed by this person, or acted on by him.
    pub own_of: Option<PersonId>,
    /// With a field that waits for a decision.
    pub contested: bool,
    /// With something people must be told.
    pub told: bool,
    /// Where somebody may get hurt.
    pub danger: bool,
}

/// Filed by a person, written to on this phone, or acted on by the server's word.
const OWN: &str = "ticket.id IN (SELECT id FROM ticket WHERE created_by = ?
     UNION SELECT ticket FROM change WHERE own = 1 UNION SELECT ticket FROM membership WHERE scope = ?)";

/// Where a page ended: the next one begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageKey {
    updated_at_ms: i64,
    no: i64,
}

impl fmt::Display for PageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.updated_at_ms, self.no)
    }
}

impl FromStr for PageKey {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        let (updated_at_ms, no) = text.split_once('.').unwrap_or((text, ""));
        Ok(Self {
            updated_at_ms: updated_at_ms.parse()?,
            no: no.parse()?,
        })
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
        if let Some(person) = &filter.own_of {
            let values = [Value::Blob(person.bytes().to_vec()), Value::Text(person_scope(person))];
            conditions.and(OWN, values);
        }
        if filter.told {
            conditions.and("ticket.notices > 0", []);
        }
        if filter.danger {
            conditions.and("ticket.danger = 1", []);
        }
        if filter.contested {
            conditions.and("ticket.conflicts > 0", []);
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
    pub fn page(
        &self,
        filter: &Filter,
        after: Option<PageKey>,
        limit: Option<u32>,
    ) -> Result<(Vec<CaseRow>, Option<PageKey>), StoreError> {
        let mut conditions = Conditions::of(filter);
        if let Some(key) = after {
            let values = [Value::Integer(key.updated_at_ms), Value::Integer(key.no)];
            conditions.and("(ticket.updated_at_ms, ticket.no) < (?, ?)", values);
        }
        conditions.values.push(sql_limit(limit));
        let select = format!(
            "SELECT row, updated_at_ms, no FROM ticket WHERE {} ORDER BY updated_at_ms DESC, no DESC LIMIT ?",
            conditions.sql()
        );
        let mut statement = self.reader().prepare_cached(&select)?;
        let rows = statement.query_and_then(params_from_iter(conditions.values), |row| {
            Ok((
                cbor(row, 0, "row")?,
                PageKey {
                    updated_at_ms: row.get(1)?,
                    no: row.get(2)?,
                },
            ))
        })?;
        let (page, keys): (Vec<CaseRow>, Vec<PageKey>) =
            rows.collect::<Result<Vec<_>, StoreError>>()?.into_iter().unzip();
        let full = limit.is_some_and(|limit| page.len() >= limit as usize);
        Ok((page, keys.last().copied().filter(|_| full)))
    }
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
