// SPDX-License-Identifier: EUPL-1.2
//! People and their enrolment codes in SQLite.

use std::collections::BTreeMap;

use ronda_shared::ids::PersonId;
use ronda_shared::policy::{Grants, Role};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Writing;
use super::cells::{array, blob, cbor, number, packed};
use crate::case_store::{By, Deed, Names, NewCode, OpenCode, Person, StoreError};

const PEOPLE: &str = "SELECT id, name, role, districts, disabled_at_ms, office, crew, known_again FROM person";

pub(super) fn put(w: &mut Writing<'_>, person: &Person, verb: String, by: By) -> Result<(), StoreError> {
    let mut upsert = w.conn.prepare_cached(
        "INSERT INTO person (id, name, role, districts, disabled_at_ms, office, crew, known_again, name_no)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, (SELECT COALESCE(MAX(name_no), 0) + 1 FROM person))
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, districts = excluded.districts,
         disabled_at_ms = excluded.disabled_at_ms, office = excluded.office, crew = excluded.crew,
         known_again = excluded.known_again,
         name_no = CASE WHEN name = excluded.name THEN name_no ELSE excluded.name_no END",
    )?;
    let districts = packed(&person.grants.districts);
    upsert.execute(params![
        person.id.bytes(),
        person.name,
        person.grants.role.name(),
        districts,
        person.disabled_at_ms,
        person.grants.office,
        person.grants.crew,
        person.known_again,
    ])?;
    w.record(&Deed {
        by,
        verb,
        object: person.id.to_string(),
        content: Vec::new(),
    })
}

pub(super) fn one(conn: &Connection, id: &PersonId) -> Result<Option<Person>, StoreError> {
    let mut read = conn.prepare_cached(&format!("{PEOPLE} WHERE id = ?1"))?;
    Ok(read.query_row([id.bytes()], person).optional()?)
}

pub(super) fn all(conn: &Connection) -> Result<Vec<Person>, StoreError> {
    let mut read = conn.prepare_cached(&format!("{PEOPLE} ORDER BY name, id"))?;
    let people = read.query_map([], person)?;
    Ok(people.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn names(conn: &Connection, people: &[PersonId]) -> Result<Names, StoreError> {
    let upto = "SELECT COALESCE(MAX(name_no), 0) FROM person";
    let upto = conn.prepare_cached(upto)?.query_row([], |row| number(row, 0))?;
    let mut read = conn.prepare_cached("SELECT name FROM person WHERE id = ?1")?;
    let mut names = BTreeMap::new();
    for person in people {
        if let Some(name) = read.query_row([person.bytes()], |row| row.get(0)).optional()? {
            names.insert(*person, name);
        }
    }
    Ok(Names { names, upto })
}

pub(super) fn put_code(w: &mut Writing<'_>, code: &NewCode, by: By) -> Result<(), StoreError> {
    w.conn
        .prepare_cached("DELETE FROM code WHERE expires_at_ms < ?1")?
        .execute([by.at_ms])?;
    let mut insert = w
        .conn
        .prepare_cached("INSERT INTO code (lookup, code, person, expires_at_ms) VALUES (?1, ?2, ?3, ?4)")?;
    insert.execute(params![code.lookup, code.code, code.person.bytes(), code.expires_at_ms])?;
    w.record(&Deed {
        by,
        verb: "code.given".to_owned(),
        object: code.person.to_string(),
        content: Vec::new(),
    })
}

pub(super) fn code(conn: &Connection, lookup: &[u8; 16]) -> Result<Option<OpenCode>, StoreError> {
    let mut read = conn.prepare_cached("SELECT lookup, code, person, expires_at_ms FROM code WHERE lookup = ?1")?;
    let code = read.query_row([lookup], |row| {
        let person = blob(row, 2, PersonId::from_slice)?;
        Ok(NewCode {
            lookup: array(row, 0)?,
            code: row.get(1)?,
            person,
            expires_at_ms: row.get(3)?,
        })
    });
    Ok(code.optional()?)
}

/// Whether the code was there and valid; it is gone now.
pub(super) fn use_up_code(w: &Writing<'_>, lookup: &[u8; 16], now_ms: i64) -> Result<bool, StoreError> {
    let mut delete = w
        .conn
        .prepare_cached("DELETE FROM code WHERE lookup = ?1 AND expires_at_ms >= ?2")?;
    Ok(delete.execute(params![lookup, now_ms])? == 1)
}

fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        id: blob(row, 0, PersonId::from_slice)?,
        name: row.get(1)?,
        grants: Grants {
            role: role(&row.get::<_, String>(2)?)?,
            districts: cbor(row, 3)?,
            office: row.get(5)?,
            crew: row.get(6)?,
        },
        disabled_at_ms: row.get(4)?,
        known_again: row.get(7)?,
    })
}

fn role(name: &str) -> rusqlite::Result<Role> {
    let unknown = || rusqlite::Error::FromSqlConversionFailure(2, Type::Text, "unknown role".into());
    let known = Role::NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, role)| *role);
    known
        .or((name == Role::Office.name()).then_some(Role::Office))
        .ok_or_else(unknown)
}
