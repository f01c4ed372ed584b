// SPDX-License-Identifier: EUPL-1.2
//! Streets and house numbers by their names, as one types: every word a prefix, accents folded, the nearest first.

use std::collections::{BTreeMap, BTreeSet};

use ronda_shared::fold::folded;
use ronda_shared::place::{Path, Spot, distance_m, nearest_on_segment};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::super::blob::cbor;
use super::super::search::match_expression;
use super::super::{Store, StoreError};
use super::{TOUCHES, corners, edges, place, rings};

/// Up to so many streets, measuring each costs less than walking rings around the place.
const FEW: usize = 150;
/// The first and the last ring looked at when many streets match, in metres.
const RINGS_M: (f64, f64) = (200.0, 3_200.0);
/// So near to each other, in metres, streets of one name from two files are the same street.
const SAME_M: f64 = 500.0;
/// Streets looked through for one house number.
const STREETS_OF_NUMBER: usize = 40;

/// A street or a house number by its name.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundStreet {
    /// The street's name.
    pub street: String,
    /// The house number, where it is one.
    pub number: Option<String>,
    /// Where: of a street the nearest point, or its middle where no place was named.
    pub place: (f64, f64),
    /// Metres from the place asked for.
    pub distance_m: Option<f64>,
}

/// A street as it was found, and where it lies as a whole.
struct Measured {
    found: FoundStreet,
    file: i64,
    /// Its south-western and its north-eastern corner.
    corners: (Spot, Spot),
}

impl Store {
    /// Streets with a word beginning with each word of `text`, at most `most`: the nearest first, or else the shortest name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn streets_named(
        &self,
        text: &str,
        near: Option<(f64, f64)>,
        most: usize,
    ) -> Result<Vec<FoundStreet>, StoreError> {
        let Some(words) = match_expression(text) else {
            return Ok(Vec::new());
        };
        let Some(centre) = near else {
            // Twice as many: a street that stands in two files is shown once.
            let first = self.streets_matching(&words, most as i64 * 2)?;
            return Ok(once_each(self.measured_streets(&first, None)?, most));
        };
        let matching = self.streets_matching(&words, FEW as i64 + 1)?;
        let mut found = if matching.len() <= FEW {
            self.measured_streets(&matching, Some(centre))?
        } else {
            // Of so many only those around the place are looked at; their names say whether they match.
            self.nearest_of(text, centre, most, &matching)?
        };
        found.sort_by(|one, other| metres_of(&one.found).total_cmp(&metres_of(&other.found)));
        Ok(once_each(found, most))
    }

    /// House numbers that begin as the last word does, in streets with the words before it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn numbers_named(
        &self,
        text: &str,
        near: Option<(f64, f64)>,
        most: usize,
    ) -> Result<Vec<FoundStreet>, StoreError> {
        let Some((street, number)) = text.trim().rsplit_once(|c: char| c.is_whitespace() || c == ',') else {
            return Ok(Vec::new());
        };
        let is_number = number.starts_with(|c: char| c.is_ascii_digit());
        let Some(words) = match_expression(street).filter(|_| is_number) else {
            return Ok(Vec::new());
        };
        let mut statement = self.reader().prepare_cached(
            "SELECT street.name, house_number.number, house_number.lon, house_number.lat
             FROM house_number JOIN street ON street.no = house_number.street
             WHERE house_number.street = ?1 AND number >= ?2 AND number < ?3 ORDER BY length(number), number LIMIT ?4",
        )?;
        let (mut found, end) = (Vec::new(), format!("{number}\u{10ffff}"));
        for street in self.streets_with_numbers(&words)? {
            let rows = statement.query_map((street, number, &end, most as i64), |row| {
                let place = place(row.get(2)?, row.get(3)?);
                Ok(FoundStreet {
                    street: row.get(0)?,
                    number: row.get(1)?,
                    place,
                    distance_m: near.map(|centre| distance_m(centre, place)),
                })
            })?;
            found.extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
        let is_whole = |one: &FoundStreet| one.number.as_deref().is_some_and(|held| folded(held) == folded(number));
        found.sort_by(|one, other| {
            let far = |one: &FoundStreet| one.distance_m.unwrap_or_default();
            is_whole(other)
                .cmp(&is_whole(one))
                .then(far(one).total_cmp(&far(other)))
        });
        found.truncate(most);
        Ok(found)
    }

    fn streets_with_numbers(&self, words: &str) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.reader().prepare_cached(
            "SELECT street.no FROM street_words JOIN street ON street.no = street_words.rowid
             JOIN place_file ON place_file.no = street.file
             WHERE street_words MATCH ?1 AND place_file.kind = 'numbers' ORDER BY street.no LIMIT ?2",
        )?;
        let numbers = statement.query_map((words, STREETS_OF_NUMBER as i64), |row| row.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }

    fn streets_matching(&self, words: &str, most: i64) -> Result<Vec<i64>, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached("SELECT rowid FROM street_words WHERE street_words MATCH ?1 ORDER BY rowid LIMIT ?2")?;
        let numbers = statement.query_map((words, most), |row| row.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }

    /// Of many streets those nearest to a place; where too few are around, the first ones too.
    fn nearest_of(
        &self,
        text: &str,
        centre: (f64, f64),
        most: usize,
        first: &[i64],
    ) -> Result<Vec<Measured>, StoreError> {
        let (words, wanted) = (words_of(text), most * 2);
        let (mut looked_at, mut found) = (BTreeSet::new(), Vec::new());
        for ring_m in rings(RINGS_M.0, RINGS_M.1) {
            let mut matching = self.streets_around(centre, ring_m, &words)?;
            matching.retain(|street| looked_at.insert(*street));
            found.extend(self.measured_streets(&matching, Some(centre))?);
            // Whoever is not found yet is outside the ring, and so farther than all inside.
            if found.iter().filter(|street| metres_of(&street.found) <= ring_m).count() >= wanted {
                return Ok(found);
            }
        }
        let more = first.iter().filter(|street| !looked_at.contains(street));
        let more: Vec<i64> = more.take(wanted).copied().collect();
        found.extend(self.measured_streets(&more, Some(centre))?);
        Ok(found)
    }

    /// The streets whose box touches a ring and whose name has these words.
    fn streets_around(&self, centre: (f64, f64), ring_m: f64, words: &[String]) -> Result<Vec<i64>, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached(&format!("SELECT no, name FROM street_place WHERE {TOUCHES}"))?;
        let mut rows = statement.query(params_from_iter(edges(centre, ring_m)))?;
        let mut streets = Vec::new();
        while let Some(row) = rows.next()? {
            let name = row.get_ref(1)?.as_str().map_err(|_| StoreError::Damaged("street"))?;
            if begins_each(words, name) {
                streets.push(row.get(0)?);
            }
        }
        Ok(streets)
    }

    fn measured_streets(&self, streets: &[i64], near: Option<(f64, f64)>) -> Result<Vec<Measured>, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached("SELECT name, paths, file FROM street WHERE no = ?1")?;
        let mut found = Vec::with_capacity(streets.len());
        for street in streets {
            let mut rows = statement.query(params_from_iter([Value::Integer(*street)]))?;
            if let Some(row) = rows.next()? {
                let paths: Vec<Path> = cbor(row, 1, "street")?;
                let Some(((place, distance_m), corners)) = shown(&paths, near).zip(corners(&paths)) else {
                    continue;
                };
                let found_street = FoundStreet {
                    street: row.get(0)?,
                    number: None,
                    place,
                    distance_m,
                };
                found.push(Measured {
                    found: found_street,
                    file: row.get(2)?,
                    corners,
                });
            }
        }
        Ok(found)
    }
}

/// Where a street is shown: its point nearest to a place, or the middle of its longest line.
fn shown(paths: &[Path], near: Option<(f64, f64)>) -> Option<((f64, f64), Option<f64>)> {
    let Some(centre) = near else {
        let longest = paths.iter().max_by_key(|path| path.0.len())?;
        return longest.0.get(longest.0.len() / 2).map(|spot| (spot.place(), None));
    };
    let pieces = paths.iter().flat_map(|path| {
        let alone = path.0.first().filter(|_| path.0.len() == 1).map(|spot| (*spot, *spot));
        let joined = path.0.iter().zip(path.0.iter().skip(1)).map(|(from, to)| (*from, *to));
        alone.into_iter().chain(joined)
    });
    let measured = pieces.map(|(from, to)| nearest_on_segment(centre, from, to));
    let (metres, place) = measured.min_by(|one, other| one.0.total_cmp(&other.0))?;
    Some((place, Some(metres)))
}

fn metres_of(street: &FoundStreet) -> f64 {
    street.distance_m.unwrap_or(f64::MAX)
}

/// The words of a text as they are compared.
fn words_of(text: &str) -> Vec<String> {
    let text = folded(text);
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Whether some word of a name begins as each of these does.
fn begins_each(words: &[String], name: &str) -> bool {
    let name = words_of(name);
    words.iter().all(|word| name.iter().any(|held| held.starts_with(word)))
}

/// The file a street is of, its name as written there, and the corners of what it spans.
type Kept = (i64, String, (Spot, Spot));

/// Each street once: one that two files know, or that one file spells in two ways, is there twice. Streets of one file that bear
/// the very same name lie apart and are all shown.
fn once_each(found: Vec<Measured>, most: usize) -> Vec<FoundStreet> {
    let mut kept: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
    let mut once = Vec::new();
    for Measured { found, file, corners } in found {
        if once.len() == most {
            break;
        }
        let namesakes = kept.entry(folded(&found.street)).or_default();
        let is_there = namesakes.iter().any(|(other, name, theirs)| {
            (*other != file || *name != found.street) && gap_m(*theirs, corners) <= SAME_M
        });
        if !is_there {
            namesakes.push((file, found.street.clone(), corners));
            once.push(found);
        }
    }
    once
}

/// Metres between two boxes.
fn gap_m(one: (Spot, Spot), other: (Spot, Spot)) -> f64 {
    let apart =
        |least: i32, most: i32, from: i32, to: i32| from.saturating_sub(most).max(least.saturating_sub(to)).max(0);
    let lon = apart(one.0.lon, one.1.lon, other.0.lon, other.1.lon);
    let lat = apart(one.0.lat, one.1.lat, other.0.lat, other.1.lat);
    let moved = Spot {
        lon: one.0.lon.saturating_add(lon),
        lat: one.0.lat.saturating_add(lat),
    };
    distance_m(one.0.place(), moved.place())
}
