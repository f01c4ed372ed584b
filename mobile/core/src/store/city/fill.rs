// SPDX-License-Identifier: EUPL-1.2
//! The rows of a file: written and taken away as one, so that nobody ever searches half a city.

use std::collections::BTreeMap;

use ronda_shared::place::{AssetLayer, HouseNumber, Path, Spot, StreetIndex};
use ronda_shared::wire::{WireError, to_cbor};
use rusqlite::{Connection, OptionalExtension, params};

use super::super::{Store, StoreError};
use super::pieces::Street;
use super::{PlaceKind, PlaceWanted, corners};

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceContents {
    /// Streets and house numbers.
    Streets(StreetIndex),
    /// Assets.
    Assets(AssetLayer),
}

impl PlaceContents {
    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// When they are not what the catalogue says.
    pub fn read(kind: PlaceKind, bytes: &[u8]) -> Result<Self, WireError> {
        match kind {
            PlaceKind::Streets | PlaceKind::Numbers => StreetIndex::from_bytes(bytes).map(Self::Streets),
            PlaceKind::Assets => AssetLayer::from_bytes(bytes).map(Self::Assets),
        }
    }
}

impl Store {
    /// Writes the rows of a file in the place of those of its older version.
    ///
    /// # Errors
    /// When the disk fails or is full; then the older version stays.
    pub fn fill_place(&mut self, wanted: &PlaceWanted, contents: &PlaceContents) -> Result<(), StoreError> {
        self.within(|transaction| {
            let mut older = transaction.prepare_cached("SELECT no FROM place_file WHERE kind = ?1 AND name = ?2")?;
            let older: Option<i64> = older
                .query_row([wanted.kind.name(), &wanted.name], |row| row.get(0))
                .optional()?;
            older.map_or(Ok(()), |older| forget(transaction, older))?;
            let mut file =
                transaction.prepare_cached("INSERT INTO place_file (sha256, kind, name) VALUES (?1, ?2, ?3)")?;
            let file = file.insert(params![wanted.file.sha256.bytes(), wanted.kind.name(), wanted.name])?;
            match contents {
                PlaceContents::Streets(index) => streets(transaction, file, index),
                PlaceContents::Assets(layer) => assets(transaction, file, layer),
            }
        })
    }
}

/// Takes the rows of a file away.
pub(super) fn forget(connection: &Connection, file: i64) -> Result<(), StoreError> {
    let of_streets = "IN (SELECT no FROM street WHERE file = ?1)";
    let of_numbers = "IN (SELECT house_number.no FROM house_number JOIN street ON street.no = house_number.street WHERE street.file = ?1)";
    for rows in [
        format!("segment WHERE street {of_streets}"),
        format!("street_words WHERE rowid {of_streets}"),
        format!("street_place WHERE no {of_streets}"),
        format!("house_number_place WHERE no {of_numbers}"),
        "asset_place WHERE no IN (SELECT no FROM asset WHERE file = ?1)".to_owned(),
        // The rest goes with its file.
        "place_file WHERE no = ?1".to_owned(),
    ] {
        connection
            .prepare_cached(&format!("DELETE FROM {rows}"))?
            .execute([file])?;
    }
    Ok(())
}

fn streets(connection: &Connection, file: i64, index: &StreetIndex) -> Result<(), StoreError> {
    let mut all: BTreeMap<(usize, &str), Street<'_>> = BTreeMap::new();
    // Short names first: the order in which a search shows them.
    let key = |name: u32| {
        index
            .names
            .get(name as usize)
            .map(|name| (name.chars().count(), name.as_str()))
    };
    for line in &index.lines {
        all.entry(key(line.name).unwrap_or_default())
            .or_default()
            .paths
            .push(&line.path);
    }
    for number in &index.numbers {
        let street = all.entry(key(number.name).unwrap_or_default()).or_default();
        street.numbers.push(number);
    }
    for ((_, name), street) in all {
        for street in street.apart() {
            put_street(connection, file, name, &street)?;
        }
    }
    Ok(())
}

fn put_street(connection: &Connection, file: i64, name: &str, street: &Street<'_>) -> Result<(), StoreError> {
    let mut row = connection.prepare_cached("INSERT INTO street (file, name, paths) VALUES (?1, ?2, ?3)")?;
    let points = street.numbers.iter().filter_map(|number| number.spot());
    let paths: Vec<Path> = if street.paths.is_empty() {
        points.map(|spot| Path(vec![spot])).collect()
    } else {
        street.paths.iter().map(|path| (*path).clone()).collect()
    };
    let no = row.insert(params![file, name, to_cbor(&paths)])?;
    let mut words = connection.prepare_cached("INSERT INTO street_words (rowid, name) VALUES (?1, ?2)")?;
    words.execute(params![no, name])?;
    put_box(connection, no, name, &paths)?;
    for path in &street.paths {
        for piece in path.0.windows(2) {
            if let [from, to] = piece {
                put_segment(connection, no, *from, *to)?;
            }
        }
    }
    street
        .numbers
        .iter()
        .try_for_each(|number| put_number(connection, no, number))
}

/// Where the whole street lies; one without a point lies nowhere.
fn put_box(connection: &Connection, no: i64, name: &str, paths: &[Path]) -> Result<(), StoreError> {
    let Some((least, most)) = corners(paths) else {
        return Ok(());
    };
    let mut row = connection.prepare_cached(
        "INSERT INTO street_place (no, lon_least, lon_most, lat_least, lat_most, name) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    row.execute(params![no, least.lon, most.lon, least.lat, most.lat, name])?;
    Ok(())
}

fn put_segment(connection: &Connection, street: i64, from: Spot, to: Spot) -> Result<(), StoreError> {
    let mut row = connection.prepare_cached(
        "INSERT INTO segment (no, lon_least, lon_most, lat_least, lat_most, street, rising)
         VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let rising = (from.lon <= to.lon) == (from.lat <= to.lat);
    row.execute(params![
        from.lon.min(to.lon),
        from.lon.max(to.lon),
        from.lat.min(to.lat),
        from.lat.max(to.lat),
        street,
        rising
    ])?;
    Ok(())
}

fn put_number(connection: &Connection, street: i64, number: &HouseNumber) -> Result<(), StoreError> {
    let mut row =
        connection.prepare_cached("INSERT INTO house_number (street, number, lon, lat) VALUES (?1, ?2, ?3, ?4)")?;
    let no = row.insert(params![street, number.number, number.lon, number.lat])?;
    put_point(connection, "house_number_place", no, number.lon, number.lat)
}

fn put_point(connection: &Connection, table: &str, no: i64, lon: i32, lat: i32) -> Result<(), StoreError> {
    let insert =
        format!("INSERT INTO {table} (no, lon_least, lon_most, lat_least, lat_most) VALUES (?1, ?2, ?2, ?3, ?3)");
    connection.prepare_cached(&insert)?.execute((no, lon, lat))?;
    Ok(())
}

fn assets(connection: &Connection, file: i64, layer: &AssetLayer) -> Result<(), StoreError> {
    for asset in &layer.assets {
        let mut row =
            connection.prepare_cached("INSERT INTO asset (file, code, label, lon, lat) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        let no = row.insert(params![file, asset.code, asset.label, asset.lon, asset.lat])?;
        put_point(connection, "asset_place", no, asset.lon, asset.lat)?;
    }
    Ok(())
}
