// SPDX-License-Identifier: EUPL-1.2
//! The address of a place: the nearest house number, or else the nearest street.

use std::collections::BTreeMap;

use ronda_shared::fold::folded;
use ronda_shared::place::{Spot, distance_m, nearest_on_segment};
use rusqlite::{OptionalExtension, Row, params_from_iter};

use super::super::{Store, StoreError};
use super::{TOUCHES, edges, place, rings};

/// The first ring looked at for a street, in metres.
const FIRST_RING_M: f64 = 40.0;

/// A street or house number near a place.
#[derive(Debug, Clone, PartialEq)]
pub struct NearStreet {
    /// The street's name.
    pub street: String,
    /// The house number, where it is one.
    pub number: Option<String>,
    /// Metres from the place.
    pub distance_m: f64,
}

impl Store {
    /// The nearest house number within `most_m` of a place (latitude, longitude in degrees).
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn nearest_number(&self, centre: (f64, f64), most_m: f64) -> Result<Option<NearStreet>, StoreError> {
        let mut statement = self.reader().prepare_cached(&format!(
            "SELECT no, lon_least, lat_least FROM house_number_place WHERE {TOUCHES}"
        ))?;
        let mut rows = statement.query(params_from_iter(edges(centre, most_m)))?;
        let mut nearest: Option<(i64, f64)> = None;
        while let Some(row) = rows.next()? {
            let metres = distance_m(centre, place(row.get(1)?, row.get(2)?));
            if metres <= most_m && nearest.is_none_or(|(_, least)| metres < least) {
                nearest = Some((row.get(0)?, metres));
            }
        }
        let Some((no, distance_m)) = nearest else {
            return Ok(None);
        };
        let mut named = self.reader().prepare_cached(
            "SELECT street.name, house_number.number FROM house_number JOIN street ON street.no = house_number.street
             WHERE house_number.no = ?1",
        )?;
        let near = |row: &Row<'_>| {
            Ok(NearStreet {
                street: row.get(0)?,
                number: Some(row.get(1)?),
                distance_m,
            })
        };
        Ok(named.query_row([no], near).optional()?)
    }

    /// The nearest street within `most_m` of a place.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn nearest_street(&self, centre: (f64, f64), most_m: f64) -> Result<Option<NearStreet>, StoreError> {
        for ring_m in rings(FIRST_RING_M, most_m) {
            let mut nearest: Option<(i64, f64)> = None;
            self.segments_within(centre, ring_m, |street, metres| {
                if nearest.is_none_or(|(_, least)| metres < least) {
                    nearest = Some((street, metres));
                }
            })?;
            if let Some((street, distance_m)) = nearest {
                let street = self.street_name(street)?;
                let number = None;
                return Ok(Some(NearStreet {
                    street,
                    number,
                    distance_m,
                }));
            }
        }
        Ok(None)
    }

    /// The street nearest to a place within `most_m` whose name is not what `label` begins with: what stands at its corner.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn street_beside(&self, centre: (f64, f64), label: &str, most_m: f64) -> Result<Option<String>, StoreError> {
        let label = folded(label);
        for ring_m in rings(most_m / 2.0, most_m) {
            let mut near: BTreeMap<i64, f64> = BTreeMap::new();
            self.segments_within(centre, ring_m, |street, metres| {
                let least = near.entry(street).or_insert(metres);
                *least = least.min(metres);
            })?;
            let mut near: Vec<(i64, f64)> = near.into_iter().collect();
            near.sort_by(|one, other| one.1.total_cmp(&other.1));
            for (street, _) in near {
                let name = self.street_name(street)?;
                if !label.starts_with(&folded(&name)) {
                    return Ok(Some(name));
                }
            }
        }
        Ok(None)
    }

    /// Tells the street and the distance of every piece within a ring.
    fn segments_within(
        &self,
        centre: (f64, f64),
        ring_m: f64,
        mut tell: impl FnMut(i64, f64),
    ) -> Result<(), StoreError> {
        let mut statement = self.reader().prepare_cached(&format!(
            "SELECT lon_least, lon_most, lat_least, lat_most, street, rising FROM segment WHERE {TOUCHES}"
        ))?;
        let mut rows = statement.query(params_from_iter(edges(centre, ring_m)))?;
        while let Some(row) = rows.next()? {
            let (from, to) = ends(row)?;
            let (metres, _) = nearest_on_segment(centre, from, to);
            if metres <= ring_m {
                tell(row.get(4)?, metres);
            }
        }
        Ok(())
    }

    fn street_name(&self, street: i64) -> Result<String, StoreError> {
        let mut statement = self.reader().prepare_cached("SELECT name FROM street WHERE no = ?1")?;
        let name = statement.query_row([street], |row| row.get(0)).optional()?;
        name.ok_or(StoreError::Damaged("street"))
    }
}

/// The two ends of a piece: which of its box's diagonals it is.
fn ends(row: &Row<'_>) -> Result<(Spot, Spot), StoreError> {
    let (west, east) = (row.get(0)?, row.get(1)?);
    let (south, north) = (row.get(2)?, row.get(3)?);
    let (left, right) = if row.get(5)? { (south, north) } else { (north, south) };
    Ok((Spot { lon: west, lat: left }, Spot { lon: east, lat: right }))
}
