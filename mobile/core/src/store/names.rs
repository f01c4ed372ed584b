// SPDX-License-Identifier: EUPL-1.2
//! Names of people who wrote to tickets held here or are named in them, as the office last gave them.

use std::collections::{BTreeMap, BTreeSet};

use ronda_shared::case_row::CaseRow;
use ronda_shared::ids::PersonId;
use ronda_shared::limits;
use ronda_shared::wire::{NamesHeld, NamesNews};
use rusqlite::{Connection, OptionalExtension, params};

use super::blob::id;
use super::{Store, StoreError, meta};

/// Names in `meta`: up to which count of names this phone has heard; the office asked whose names it needs.
const UPTO: &str = "names_upto";
const DUE: &str = "names_due";

impl Store {
    /// The names of these people, as far as they are known here.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn names_of(&self, people: &BTreeSet<PersonId>) -> Result<BTreeMap<PersonId, String>, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached("SELECT name FROM person WHERE id = ?1 AND name <> ''")?;
        let mut names = BTreeMap::new();
        for person in people {
            if let Some(name) = statement.query_row([person.bytes()], |row| row.get(0)).optional()? {
                names.insert(*person, name);
            }
        }
        Ok(names)
    }
}

/// What a request says of names, and whether it names people.
pub(super) fn held(connection: &Connection) -> Result<(NamesHeld, bool), StoreError> {
    let upto = meta::get(connection, UPTO)?.unwrap_or_default();
    let due: bool = meta::get(connection, DUE)?.unwrap_or_default();
    let people = if due { Some(wanted(connection)?) } else { None };
    Ok((NamesHeld { upto, people }, due))
}

/// Everybody whose device signed something held here, and everybody on whose word it was done.
fn wanted(connection: &Connection) -> Result<Vec<PersonId>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT person FROM certificate UNION SELECT person FROM approver ORDER BY person LIMIT ?1")?;
    let most = i64::try_from(limits::NAMED_PEOPLE).unwrap_or(i64::MAX);
    statement.query_and_then([most], |row| id(row, 0))?.collect()
}

/// Remembers on whose word something was done. Names come with their authors' certificates alone, so a new one is asked for.
pub(super) fn put_approvers(connection: &Connection, row: &CaseRow) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare_cached("INSERT INTO approver (ticket, person) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for person in &row.approvers {
        statement.execute(params![row.id.bytes(), person.bytes()])?;
    }
    Ok(())
}

/// Takes the office's word in; true when names are still needed and it was not just told whose.
pub(super) fn take(connection: &Connection, news: Option<&NamesNews>, given: bool) -> Result<bool, StoreError> {
    let mut due = false;
    if let Some(news) = news {
        put_names(connection, news)?;
        due = news.asked && !given;
        if !due {
            meta::put(connection, UPTO, &news.upto)?;
        }
    }
    if given {
        // Whom the office does not know has an empty name here, so that it is asked once.
        connection.execute(
            "INSERT OR IGNORE INTO person (id, name) SELECT person, '' FROM approver",
            [],
        )?;
    }
    due |= lacks_names(connection)?;
    if due {
        meta::put(connection, DUE, &true)?;
    } else {
        meta::forget(connection, DUE)?;
    }
    Ok(due)
}

fn lacks_names(connection: &Connection) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT 1 FROM approver WHERE NOT EXISTS (SELECT 1 FROM person WHERE person.id = approver.person) LIMIT 1",
    )?;
    Ok(statement.exists([])?)
}

fn put_names(connection: &Connection, news: &NamesNews) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO person (id, name) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
    )?;
    for named in &news.names {
        statement.execute(params![named.person.bytes(), named.name])?;
    }
    Ok(())
}

/// A store in another life counts names anew.
pub(super) fn forget_count(connection: &Connection) -> Result<(), StoreError> {
    meta::forget(connection, UPTO)
}

/// Forgets the names of those who wrote to nothing that is still here and are named in nothing.
pub(super) fn forget_strangers(connection: &Connection) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "DELETE FROM person WHERE NOT EXISTS (SELECT 1 FROM certificate JOIN proof ON proof.device = certificate.device
         WHERE certificate.person = person.id)
         AND NOT EXISTS (SELECT 1 FROM approver WHERE approver.person = person.id)",
    )?;
    statement.execute([])?;
    Ok(())
}
