// SPDX-License-Identifier: EUPL-1.2
//! Streets and house numbers as one file, so that a phone names the address of a place without network.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};
use serde::Serialize;

use super::{Path, Spot};
use crate::limits;
use crate::wire::{WireError, decode, encode};

/// The format this version writes.
const FORMAT: u16 = 1;
/// Longest house number, in characters.
const NUMBER_CHARS: usize = 20;

/// Where an address came from when no person typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressSource {
    /// The nearest street of the map.
    StreetIndex,
    /// The nearest of the city's own house numbers.
    HouseNumbers,
    /// The asset it is about.
    Asset,
}

impl AddressSource {
    /// Every source with its name in documents and in JSON.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("street_index", Self::StreetIndex),
        ("house_numbers", Self::HouseNumbers),
        ("asset", Self::Asset),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, source)| *source == self);
        found.map_or("", |(name, _)| name)
    }
}

/// Streets, house numbers, or both.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct StreetIndex {
    #[n(0)]
    format: u16,
    /// Names of streets, each once.
    #[n(1)]
    pub names: Vec<String>,
    /// Their lines.
    #[n(2)]
    pub lines: Vec<Line>,
    /// Their house numbers.
    #[n(3)]
    pub numbers: Vec<HouseNumber>,
}

/// A line of a street.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Line {
    /// Index of its name.
    #[n(0)]
    pub name: u32,
    /// Where it runs.
    #[n(1)]
    pub path: Path,
}

/// A house number.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct HouseNumber {
    /// Index of its street's name.
    #[n(0)]
    pub name: u32,
    /// As the city writes it, such as `12/A`.
    #[n(1)]
    pub number: String,
    /// Longitude in millionths of a degree.
    #[n(2)]
    pub lon: i32,
    /// Latitude in millionths of a degree.
    #[n(3)]
    pub lat: i32,
}

impl StreetIndex {
    /// The bytes of its file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        encode(self)
    }

    /// The index of such bytes.
    ///
    /// # Errors
    /// When they are none, or unpack to more than any may.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let index: Self = decode(bytes, limits::PLACE_DECODED_BYTES)?;
        if index.fault().is_none() {
            Ok(index)
        } else {
            Err(WireError::Damaged)
        }
    }

    /// What is wrong with it, in a sentence that says the cure.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let pieces: usize = self.lines.iter().map(|line| line.path.0.len()).sum();
        let most = limits::PLACE_ITEMS;
        if pieces > most || self.numbers.len() > most || self.names.len() > most {
            return Some(format!(
                "it has more than {most} pieces or numbers: cut the area in two"
            ));
        }
        let is_name = |name: &String| !name.is_empty() && name.chars().count() <= limits::TITLE_CHARS;
        let is_named = |name: u32| (name as usize) < self.names.len();
        let is_number = |number: &HouseNumber| {
            let fits = (1..=NUMBER_CHARS).contains(&number.number.chars().count());
            fits && number.spot().is_some() && is_named(number.name)
        };
        let is_line = |line: &Line| is_named(line.name) && line.path.0.len() > 1;
        let sound =
            self.names.iter().all(is_name) && self.lines.iter().all(is_line) && self.numbers.iter().all(is_number);
        (!sound).then(|| "a name is empty or too long, or a place has none: correct the file".into())
    }
}

impl HouseNumber {
    /// Where it is; none when that is not on Earth.
    #[must_use]
    pub fn spot(&self) -> Option<Spot> {
        Spot::stored(self.lon, self.lat)
    }
}

/// Makes an index of what comes in any order.
#[derive(Debug, Default)]
pub struct StreetMaker {
    names: BTreeMap<String, u32>,
    lines: Vec<Line>,
    numbers: Vec<HouseNumber>,
}

impl StreetMaker {
    /// Adds a line of a street; one without a name or of a single point says nothing.
    pub fn line(&mut self, street: &str, path: Vec<Spot>) {
        if let Some(name) = self.named(street).filter(|_| path.len() > 1) {
            self.lines.push(Line { name, path: Path(path) });
        }
    }

    /// Adds a house number of a street.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence that says the cure.
    pub fn number(&mut self, street: &str, number: &str, spot: Spot) -> Result<(), String> {
        let number = tidy(number);
        if !(1..=NUMBER_CHARS).contains(&number.chars().count()) {
            return Err(format!(
                "the number has not 1 to {NUMBER_CHARS} characters: write it as on the plate"
            ));
        }
        let nameless = || {
            format!(
                "the street has not 1 to {} characters: write its name",
                limits::TITLE_CHARS
            )
        };
        let name = self.named(street).ok_or_else(nameless)?;
        let Spot { lon, lat } = spot;
        self.numbers.push(HouseNumber { name, number, lon, lat });
        Ok(())
    }

    /// How many pieces its lines have.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.lines.iter().map(|line| line.path.0.len() - 1).sum()
    }

    /// The index: the same for the same streets, in whatever order they came.
    #[must_use]
    pub fn finish(self) -> StreetIndex {
        let mut index = StreetIndex {
            format: FORMAT,
            names: Vec::with_capacity(self.names.len()),
            lines: self.lines,
            numbers: self.numbers,
        };
        // Names come out of the map in their order; lines and numbers are renamed to it.
        let mut places = vec![0; self.names.len()];
        for (place, (name, given)) in self.names.into_iter().enumerate() {
            index.names.push(name);
            if let Some(renamed) = places.get_mut(given as usize) {
                *renamed = u32::try_from(place).unwrap_or(u32::MAX);
            }
        }
        let renamed = |given: u32| places.get(given as usize).copied().unwrap_or(u32::MAX);
        index.lines.iter_mut().for_each(|line| line.name = renamed(line.name));
        index
            .numbers
            .iter_mut()
            .for_each(|number| number.name = renamed(number.name));
        index
            .lines
            .sort_by(|one, other| (one.name, &one.path.0).cmp(&(other.name, &other.path.0)));
        index.numbers.sort_by(|one, other| {
            let key = |number: &HouseNumber| (number.name, number.number.clone(), number.lon, number.lat);
            key(one).cmp(&key(other))
        });
        index
    }

    fn named(&mut self, street: &str) -> Option<u32> {
        let name = tidy(street);
        let fits = (1..=limits::TITLE_CHARS).contains(&name.chars().count());
        let next = u32::try_from(self.names.len()).ok()?;
        fits.then(|| *self.names.entry(name).or_insert(next))
    }
}

/// A text with single spaces and without control characters.
fn tidy(text: &str) -> String {
    let plain = text.split(|c: char| c.is_whitespace() || c.is_control());
    plain.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
