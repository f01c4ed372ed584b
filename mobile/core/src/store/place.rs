// SPDX-License-Identifier: EUPL-1.2
//! Search by place: the nearest tickets within a radius, nearest first.

use ronda_shared::case_row::CaseRow;
use ronda_shared::place::{Around, around, distance_m};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::list::{Conditions, row_of_no};
use super::search::match_expression;
use super::{Filter, Store, StoreError};

/// The first ring looked at, in metres; it doubles until enough tickets are within.
const FIRST_RING_M: f64 = 100.0;

impl Store {
    /// Tickets within `radius_m` of a point (latitude, longitude) with their distance in metres, nearest first.
    /// With `text`, only those that also match it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn near(
        &self,
        centre: (f64, f64),
        radius_m: f64,
        text: Option<&str>,
        filter: &Filter,
        limit: Option<u32>,
    ) -> Result<Vec<(CaseRow, f64)>, StoreError> {
        let words = match text.map(match_expression) {
            Some(None) => return Ok(Vec::new()),
            Some(words) => words,
            None => None,
        };
        let most = limit.map_or(usize::MAX, |limit| limit as usize);
        let mut ring_m = if limit.is_some() {
            FIRST_RING_M.min(radius_m)
        } else {
            radius_m
        };
        let mut found = self.within_ring(centre, ring_m, words.as_deref(), filter)?;
        while found.len() < most && ring_m < radius_m {
            ring_m = (ring_m * 2.0).min(radius_m);
            found = self.within_ring(centre, ring_m, words.as_deref(), filter)?;
        }
        found.sort_by(|one, other| one.1.total_cmp(&other.1).then(one.0.cmp(&other.0)));
        found.truncate(most);
        found
            .into_iter()
            .map(|(no, metres)| Ok((row_of_no(self.reader(), no)?, metres)))
            .collect()
    }

    /// Numbers and distances of the tickets of one ring, in no order.
    fn within_ring(
        &self,
        centre: (f64, f64),
        ring_m: f64,
        words: Option<&str>,
        filter: &Filter,
    ) -> Result<Vec<(i64, f64)>, StoreError> {
        let mut conditions = Conditions::of(filter);
        if let Some(words) = words {
            let clause = "ticket.no IN (SELECT rowid FROM words WHERE words MATCH ?)";
            conditions.and(clause, [Value::Text(words.to_owned())]);
        }
        let join = if conditions.is_empty() {
            ""
        } else {
            "JOIN ticket ON ticket.no = place.no"
        };
        let select = format!(
            "SELECT place.no, place.lat, place.lon FROM place {join}
             WHERE lat_most >= ? AND lat_least <= ? AND lon_most >= ? AND lon_least <= ? AND {}",
            conditions.sql()
        );
        let values = edges(around(centre, ring_m)).into_iter().chain(conditions.values);
        let mut statement = self.reader().prepare_cached(&select)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let metres = distance_m(centre, (row.get(1)?, row.get(2)?));
            if metres <= ring_m {
                found.push((row.get(0)?, metres));
            }
        }
        Ok(found)
    }
}

fn edges(around: Around) -> [Value; 4] {
    [around.lat.0, around.lat.1, around.lon.0, around.lon.1].map(Value::Real)
}
