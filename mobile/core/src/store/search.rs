// SPDX-License-Identifier: EUPL-1.2
//! Search as one types: every word a prefix, accents and case folded by the index, the latest arrivals first.

use ronda_shared::case_row::CaseRow;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::blob::cbor;
use super::list::{Conditions, sql_limit};
use super::{Filter, Store, StoreError};

/// Words of one search: more only slow it down.
const WORDS: usize = 16;

impl Store {
    /// Tickets that hold a word beginning with each word of `text`; without any word, none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn search(&self, text: &str, filter: &Filter, limit: Option<u32>) -> Result<Vec<CaseRow>, StoreError> {
        let Some(words) = match_expression(text) else {
            return Ok(Vec::new());
        };
        let mut conditions = Conditions::of(filter);
        let select = format!(
            "SELECT ticket.row FROM words JOIN ticket ON ticket.no = words.rowid
             WHERE words MATCH ? AND {} ORDER BY words.rowid DESC LIMIT ?",
            conditions.sql()
        );
        conditions.values.insert(0, Value::Text(words));
        conditions.values.push(sql_limit(limit));
        let mut statement = self.reader().prepare_cached(&select)?;
        let rows = statement.query_and_then(params_from_iter(conditions.values), |row| cbor(row, 0, "row"))?;
        rows.collect()
    }
}

/// What FTS5 is asked: each word quoted and a prefix, so that nothing typed can be read as its syntax.
pub(super) fn match_expression(text: &str) -> Option<String> {
    // The index drops combining accents; a word typed with them must not fall apart at them.
    let plain: String = text.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect();
    let words = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let terms: Vec<String> = words.take(WORDS).map(|word| format!("\"{word}\" *")).collect();
    (!terms.is_empty()).then(|| terms.join(" "))
}
