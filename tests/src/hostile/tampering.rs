// SPDX-License-Identifier: EUPL-1.2
//! Somebody with the store's file in his hands alters the history: the doctor sees it, whatever he altered.

use std::path::Path;

use ronda_shared::case_row::CaseRow;
use ronda_shared::wire::from_cbor;
use rusqlite::types::Value;
use rusqlite::{Connection, params};

use crate::scenario::Random;
use crate::sim::Data;

/// Where the history stands: each cell is chained, hashed, or recomputed from what is.
const CELLS: &[(&str, &[&str])] = &[
    (
        "audit",
        &["at_ms", "who", "device", "verb", "object", "content", "hash"],
    ),
    ("change", &["hash", "link", "bytes", "ticket"]),
    ("photo", &["hash", "link"]),
    ("ticket", &["heads", "saved", "scopes", "last_no"]),
    ("case_row", &["row"]),
    ("digest", &["sum", "count"]),
    ("meta", &["last_no", "log_hash", "audit_no", "audit_hash"]),
];
/// Rows that nobody takes away unseen.
const ROWS: &[&str] = &["audit", "change", "photo", "ticket", "case_row"];

/// Alters the store of an office's life so many times, each time anew; answers how many alterations there were.
///
/// # Panics
/// When an alteration is not noticed.
pub fn noticed(seed: u64, count: u64) -> u64 {
    let life = Data::of(seed);
    assert_eq!(life.faults(), Vec::<String>::new(), "the store was sound before");
    let mut random = Random::of(seed);
    let mut altered = 0;
    for _ in 0..count {
        let copy = life.copied();
        let Some(what) = alter(&copy.data().join("store.sqlite"), &mut random) else {
            continue;
        };
        altered += 1;
        assert!(!copy.faults().is_empty(), "seed {seed}: {what} went unnoticed");
    }
    altered
}

/// None when there was nothing of the kind to alter.
fn alter(store: &Path, random: &mut Random) -> Option<String> {
    let conn = Connection::open(store).expect("a store");
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        .expect("a lax connection");
    if random.below(5) == 0 {
        let table = ROWS[random.index(ROWS.len())];
        let row = row_of(&conn, table, random)?;
        conn.execute(&format!("DELETE FROM {table} WHERE rowid = ?1"), [row])
            .ok()?;
        return Some(format!("a row of {table} taken away"));
    }
    let (table, cells) = CELLS[random.index(CELLS.len())];
    let cell = cells[random.index(cells.len())];
    let key = if table == "digest" { "scope || bucket" } else { "rowid" };
    let row: Value = {
        let count: i64 = conn
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .ok()?;
        let at = random.below(u64::try_from(count).ok()?);
        let select = format!("SELECT {key} FROM {table} LIMIT 1 OFFSET ?1");
        conn.query_row(&select, [i64::try_from(at).ok()?], |row| row.get(0))
            .ok()?
    };
    let before: Value = conn
        .query_row(&format!("SELECT {cell} FROM {table} WHERE {key} = ?1"), [&row], |row| {
            row.get(0)
        })
        .ok()?;
    let after = another(before.clone(), random);
    if after == before || (table == "case_row" && says_the_same(&before, &after)) {
        return None;
    }
    let update = format!("UPDATE {table} SET {cell} = ?1 WHERE {key} = ?2");
    conn.execute(&update, params![after, row]).ok()?;
    Some(format!("{table}.{cell} altered"))
}

/// A row says the same in more than one spelling: CBOR writes a number in several widths and skips a key it does not know.
/// Every reader of a row, the doctor first, decodes it and holds it against what the ticket's changes say, so a spelling that
/// decodes to the equal row alters nothing that anybody can see; its bytes are in no hash, and a row written by an older
/// version may be spelt otherwise, so bytes are not what can be asked for.
fn says_the_same(before: &Value, after: &Value) -> bool {
    let row = |value: &Value| match value {
        Value::Blob(bytes) => from_cbor::<CaseRow>(bytes).ok(),
        _ => None,
    };
    let (before, after) = (row(before), row(after));
    before.is_some() && before == after
}

fn row_of(conn: &Connection, table: &str, random: &mut Random) -> Option<i64> {
    let count: i64 = conn
        .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
        .ok()?;
    let at = random.below(u64::try_from(count).ok()?);
    conn.query_row(
        &format!("SELECT rowid FROM {table} LIMIT 1 OFFSET ?1"),
        [i64::try_from(at).ok()?],
        |row| row.get(0),
    )
    .ok()
}

fn another(value: Value, random: &mut Random) -> Value {
    match value {
        Value::Integer(number) => Value::Integer(number + 1 + random.below(9) as i64),
        Value::Text(text) => Value::Text(format!("{text}x")),
        Value::Blob(mut bytes) => {
            if bytes.is_empty() {
                bytes.push(7);
            } else {
                let at = random.index(bytes.len());
                bytes[at] ^= 1 << random.below(8);
            }
            Value::Blob(bytes)
        }
        other => other,
    }
}
