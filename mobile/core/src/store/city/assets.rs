// SPDX-License-Identifier: EUPL-1.2
//! Lamps, bins and trees: the nearest of a place, and those of a code.

use ronda_shared::place::distance_m;
use rusqlite::{Row, params_from_iter};

use super::super::{Store, StoreError};
use super::{TOUCHES, edges, place, rings};

/// The first ring looked at, in metres.
const FIRST_RING_M: f64 = 25.0;

const SELECT: &str = "SELECT asset.code, place_file.name, asset.label, asset.lon, asset.lat
     FROM asset JOIN place_file ON place_file.no = asset.file";

/// An asset of a layer on this phone.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldAsset {
    /// What stands on its plate.
    pub code: String,
    /// The layer.
    pub layer: String,
    /// What people call it.
    pub label: Option<String>,
    /// Latitude and longitude in degrees.
    pub place: (f64, f64),
}

impl Store {
    /// The nearest assets within `most_m` of a place, at most `most`, nearest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn assets_near(
        &self,
        centre: (f64, f64),
        most_m: f64,
        most: usize,
    ) -> Result<Vec<(HeldAsset, f64)>, StoreError> {
        let mut found: Vec<(i64, f64)> = Vec::new();
        for ring_m in rings(FIRST_RING_M, most_m) {
            found = self.assets_within(centre, ring_m)?;
            if found.len() >= most {
                break;
            }
        }
        found.sort_by(|one, other| one.1.total_cmp(&other.1).then(one.0.cmp(&other.0)));
        found.truncate(most);
        let mut statement = self.reader().prepare_cached(&format!("{SELECT} WHERE asset.no = ?1"))?;
        let shown = found.into_iter().map(|(no, metres)| {
            let asset = statement.query_row([no], held)?;
            Ok((asset, metres))
        });
        shown.collect()
    }

    fn assets_within(&self, centre: (f64, f64), ring_m: f64) -> Result<Vec<(i64, f64)>, StoreError> {
        let mut statement = self.reader().prepare_cached(&format!(
            "SELECT no, lon_least, lat_least FROM asset_place WHERE {TOUCHES}"
        ))?;
        let mut rows = statement.query(params_from_iter(edges(centre, ring_m)))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let metres = distance_m(centre, place(row.get(1)?, row.get(2)?));
            if metres <= ring_m {
                found.push((row.get(0)?, metres));
            }
        }
        Ok(found)
    }

    /// The assets of a code, in whatever case it was typed; the same code may stand in several layers.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn assets_of_code(&self, code: &str) -> Result<Vec<HeldAsset>, StoreError> {
        let select = format!("{SELECT} WHERE asset.code = ?1 ORDER BY place_file.name, asset.no");
        let mut statement = self.reader().prepare_cached(&select)?;
        let assets = statement.query_map([code.trim()], held)?;
        Ok(assets.collect::<Result<_, _>>()?)
    }

    /// Whether any layer is here.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn has_assets(&self) -> Result<bool, StoreError> {
        let mut statement = self.reader().prepare_cached("SELECT 1 FROM asset LIMIT 1")?;
        Ok(statement.exists([])?)
    }

    /// Assets whose codes begin so, in their order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn assets_beginning(&self, code: &str, most: usize) -> Result<Vec<HeldAsset>, StoreError> {
        let code = code.trim();
        let select = format!("{SELECT} WHERE asset.code >= ?1 AND asset.code < ?2 ORDER BY asset.code LIMIT ?3");
        let mut statement = self.reader().prepare_cached(&select)?;
        let assets = statement.query_map((code, format!("{code}\u{10ffff}"), most as i64), held)?;
        Ok(assets.collect::<Result<_, _>>()?)
    }
}

fn held(row: &Row<'_>) -> rusqlite::Result<HeldAsset> {
    Ok(HeldAsset {
        code: row.get(0)?,
        layer: row.get(1)?,
        label: row.get(2)?,
        place: place(row.get(3)?, row.get(4)?),
    })
}
