// SPDX-License-Identifier: EUPL-1.2
//! Names of people who wrote to tickets held here, as the office last gave them.

use std::collections::{BTreeMap, BTreeSet};

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
        let mut statement = self.reader().prepare_cached("SELECT name FROM person WHERE id = ?1")?;
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
    let people = if due { Some(authors(connection)?) } else { None };
    Ok((NamesHeld { upto, people }, due))
}

/// Everybody whose device signed something held here.
fn authors(connection: &Connection) -> Result<Vec<PersonId>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT DISTINCT person FROM certificate ORDER BY person LIMIT ?1")?;
    let most = i64::try_from(limits::NAMED_PEOPLE).unwrap_or(i64::MAX);
    statement.query_and_then([most], |row| id(row, 0))?.collect()
}

/// Takes the office's word in; true when it asks whose names are needed and was not just told.
pub(super) fn take(connection: &Connection, news: &NamesNews, given: bool) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO person (id, name) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
    )?;
    for named in &news.names {
        statement.execute(params![named.person.bytes(), named.name])?;
    }
    let due = news.asked && !given;
    if due {
        meta::put(connection, DUE, &true)?;
    } else {
        meta::put(connection, UPTO, &news.upto)?;
        meta::forget(connection, DUE)?;
    }
    Ok(due)
}

/// A store in another life counts names anew.
pub(super) fn forget_count(connection: &Connection) -> Result<(), StoreError> {
    meta::forget(connection, UPTO)
}

/// Forgets the names of those who wrote to nothing that is still here.
pub(super) fn forget_strangers(connection: &Connection) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "DELETE FROM person WHERE NOT EXISTS (SELECT 1 FROM certificate JOIN proof ON proof.device = certificate.device
         WHERE certificate.person = person.id)",
    )?;
    statement.execute([])?;
    Ok(())
}
