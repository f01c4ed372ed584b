// SPDX-License-Identifier: EUPL-1.2
//! The tickets of a piece of map, the last arrivals first when there are too many.

use ronda_shared::case_row::CaseRow;
use rusqlite::params_from_iter;

use super::super::list::row_of_no;
use super::super::{Store, StoreError};

/// A piece of map in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TicketBox {
    /// Least longitude.
    pub west: f64,
    /// Least latitude.
    pub south: f64,
    /// Greatest longitude.
    pub east: f64,
    /// Greatest latitude.
    pub north: f64,
}

/// A ticket with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct MapRow {
    /// Latitude and longitude in degrees.
    pub place: (f64, f64),
    /// Its row.
    pub row: CaseRow,
}

impl Store {
    /// The tickets of a piece of map, at most `most`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn tickets_on_map(&self, area: TicketBox, most: usize) -> Result<Vec<MapRow>, StoreError> {
        let mut statement = self.reader().prepare_cached(
            "SELECT no, lat, lon FROM place WHERE lat_most >= ? AND lat_least <= ? AND lon_most >= ? AND lon_least <= ?",
        )?;
        let mut rows = statement.query(params_from_iter([area.south, area.north, area.west, area.east]))?;
        let mut found: Vec<(i64, f64, f64)> = Vec::new();
        while let Some(row) = rows.next()? {
            let (lat, lon): (f64, f64) = (row.get(1)?, row.get(2)?);
            // The index rounds its boxes outwards.
            if (area.south..=area.north).contains(&lat) && (area.west..=area.east).contains(&lon) {
                found.push((row.get(0)?, lat, lon));
            }
        }
        found.sort_unstable_by_key(|(no, ..)| std::cmp::Reverse(*no));
        found.truncate(most);
        let shown = found.into_iter().map(|(no, lat, lon)| {
            Ok(MapRow {
                place: (lat, lon),
                row: row_of_no(self.reader(), no)?,
            })
        });
        shown.collect()
    }
}
