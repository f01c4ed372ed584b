// SPDX-License-Identifier: EUPL-1.2
//! Search by place: the nearest tickets within a radius, nearest first.

use std::collections::BTreeSet;

use ronda_shared::case_row::CaseRow;
use ronda_shared::place::{Around, around, distance_m};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

use super::list::{Conditions, row_of_no};
use super::search::match_expression;
use super::{Filter, Store, StoreError};

/// The first ring looked at, in metres; it doubles until enough tickets are within.
const FIRST_RING_M: f64 = 100.0;
/// Up to so many tickets, looking each one up costs less than walking the rings.
const FEW: usize = 2_000;

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
        let wanted = self.wanted(text, filter)?;
        let most = limit.map_or(usize::MAX, |limit| limit as usize);
        let mut found = match &wanted {
            Some(few) if few.len() <= FEW => self.measured(centre, radius_m, few)?,
            _ => self.nearest(centre, radius_m, wanted.as_ref(), most)?,
        };
        found.sort_by(|one, other| one.1.total_cmp(&other.1).then(one.0.cmp(&other.0)));
        found.truncate(most);
        found
            .into_iter()
            .map(|(no, metres)| Ok((row_of_no(self.reader(), no)?, metres)))
            .collect()
    }

    /// The numbers of the tickets that match words and filter; none when every ticket does.
    fn wanted(&self, text: Option<&str>, filter: &Filter) -> Result<Option<BTreeSet<i64>>, StoreError> {
        let mut conditions = Conditions::of(filter);
        let mut source = "SELECT ticket.no FROM ticket";
        if let Some(text) = text {
            let Some(words) = match_expression(text) else {
                return Ok(Some(BTreeSet::new()));
            };
            // Without a filter the words alone know the numbers, and no row is touched.
            source = if conditions.is_empty() {
                "SELECT words.rowid FROM words"
            } else {
                "SELECT ticket.no FROM words JOIN ticket ON ticket.no = words.rowid"
            };
            conditions.and("words MATCH ?", [Value::Text(words)]);
        }
        if conditions.is_empty() {
            return Ok(None);
        }
        let select = format!("{source} WHERE {}", conditions.sql());
        let mut statement = self.reader().prepare_cached(&select)?;
        let numbers = statement.query_map(params_from_iter(conditions.values), |row| row.get(0))?;
        Ok(Some(numbers.collect::<Result<_, _>>()?))
    }

    /// Distances of a few tickets, each looked up by its number.
    fn measured(&self, centre: (f64, f64), radius_m: f64, few: &BTreeSet<i64>) -> Result<Vec<(i64, f64)>, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached("SELECT lat, lon FROM place WHERE no = ?1")?;
        let mut found = Vec::new();
        for no in few {
            let place = statement
                .query_row([no], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let metres = place.map(|place| distance_m(centre, place));
            found.extend(metres.filter(|metres| *metres <= radius_m).map(|metres| (*no, metres)));
        }
        Ok(found)
    }

    /// Looks at rings that double until enough tickets are within: whoever is outside a ring is farther than all inside.
    fn nearest(
        &self,
        centre: (f64, f64),
        radius_m: f64,
        wanted: Option<&BTreeSet<i64>>,
        most: usize,
    ) -> Result<Vec<(i64, f64)>, StoreError> {
        let mut ring_m = if most == usize::MAX {
            radius_m
        } else {
            FIRST_RING_M.min(radius_m)
        };
        loop {
            let mut found = self.within_ring(centre, ring_m)?;
            found.retain(|(no, _)| wanted.is_none_or(|wanted| wanted.contains(no)));
            if found.len() >= most || ring_m >= radius_m {
                return Ok(found);
            }
            ring_m = (ring_m * 2.0).min(radius_m);
        }
    }

    /// Numbers and distances of the tickets of one ring, in no order.
    fn within_ring(&self, centre: (f64, f64), ring_m: f64) -> Result<Vec<(i64, f64)>, StoreError> {
        let mut statement = self.reader().prepare_cached(
            "SELECT no, lat, lon FROM place WHERE lat_most >= ? AND lat_least <= ? AND lon_most >= ? AND lon_least <= ?",
        )?;
        let mut rows = statement.query(params_from_iter(edges(around(centre, ring_m))))?;
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
