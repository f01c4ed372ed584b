// SPDX-License-Identifier: EUPL-1.2
//! Streets and house numbers as one file, so that a phone names the address of a place without network.

use minicbor::{Decode, Encode};
use serde::Serialize;

use super::{Path, Spot};
use crate::limits;
use crate::wire::{WireError, decode, encode};

/// The format this version writes.
const FORMAT: u16 = 1;

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
        Self::NAMES
            .iter()
            .find(|(_, source)| *source == self)
            .map_or("", |(name, _)| name)
    }

    /// The source of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, source)| *source)
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

/// A piece of a street.
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
    /// An index of this version's format.
    #[must_use]
    pub fn of(names: Vec<String>, lines: Vec<Line>, numbers: Vec<HouseNumber>) -> Self {
        Self {
            format: FORMAT,
            names,
            lines,
            numbers,
        }
    }

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
        if index.fault().is_none() { Ok(index) } else { Err(WireError::Damaged) }
    }

    /// What is wrong with it, in a sentence that says the cure.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let segments: usize = self.lines.iter().map(|line| line.path.0.len()).sum();
        let most = limits::PLACE_ITEMS;
        if segments > most || self.numbers.len() > most || self.names.len() > most {
            return Some(format!("it has more than {most} pieces or numbers: cut the area in two"));
        }
        let is_name = |name: &String| !name.is_empty() && name.chars().count() <= limits::TITLE_CHARS;
        let named = |name: u32| (name as usize) < self.names.len();
        let on_earth = |number: &HouseNumber| number.spot().is_some() && named(number.name);
        let sound = self.names.iter().all(is_name)
            && self.lines.iter().all(|line| named(line.name))
            && self.numbers.iter().all(on_earth);
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
