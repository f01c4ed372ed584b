// SPDX-License-Identifier: EUPL-1.2
//! What is at a place and where something is, by the streets, house numbers and assets this phone holds; no network is asked.

use std::collections::BTreeMap;

use ronda_shared::fold::folded;
use ronda_shared::limits::{ASSET_M, HOUSE_NUMBER_M, STREET_M};
use ronda_shared::place::{AddressSource, distance_m};

use super::Engine;
use super::look::check_place;
use super::territory::Whereabouts;
use crate::error::Error;
use crate::store::{FoundStreet, HeldAsset, NearStreet};

/// Lines a search answers at most.
const FOUND: usize = 20;
/// Of them house numbers, and of them assets.
const FOUND_EACH: usize = 8;
/// Assets shown around a place.
const ASSETS: usize = 12;

/// The address of a place.
#[derive(Debug, Clone, PartialEq)]
pub struct NearAddress {
    /// As it is written down.
    pub address: String,
    /// Where it comes from.
    pub source: AddressSource,
    /// Metres between the two.
    pub distance_m: f64,
}

/// What a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundKind {
    /// A street.
    Street,
    /// A house number.
    Number,
    /// A lamp, a bin, a tree.
    Asset,
}

impl FoundKind {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Street => "street",
            Self::Number => "number",
            Self::Asset => "asset",
        }
    }
}

/// A place by its name.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundPlace {
    /// What it is.
    pub kind: FoundKind,
    /// Its name.
    pub label: String,
    /// What tells it from others of that name.
    pub detail: Option<String>,
    /// Latitude and longitude in degrees.
    pub place: (f64, f64),
    /// Metres from the place asked for.
    pub distance_m: Option<f64>,
}

/// An asset, and how far it is.
#[derive(Debug, Clone, PartialEq)]
pub struct NearAsset {
    /// The asset.
    pub asset: HeldAsset,
    /// Metres from the place asked for.
    pub distance_m: Option<f64>,
}

impl Engine {
    /// The address of a place (latitude, longitude in degrees): the nearest house number, or else the nearest street.
    ///
    /// # Errors
    /// When the place is not on Earth or the store cannot be read.
    pub fn address_at(&self, place: (f64, f64)) -> Result<Option<NearAddress>, Error> {
        check_place(place, STREET_M)?;
        if let Some(near) = self.store.nearest_number(place, HOUSE_NUMBER_M)? {
            return Ok(Some(address(near, AddressSource::HouseNumbers)));
        }
        let near = self.store.nearest_street(place, STREET_M)?;
        Ok(near.map(|near| address(near, AddressSource::StreetIndex)))
    }

    /// Streets, house numbers and assets by what somebody types; the nearest first where a place is known.
    ///
    /// # Errors
    /// When the place is not on Earth or the store cannot be read.
    pub fn search_places(&self, text: &str, near: Option<(f64, f64)>) -> Result<Vec<FoundPlace>, Error> {
        near.map_or(Ok(()), |place| check_place(place, STREET_M))?;
        let numbers = self.store.numbers_named(text, near, FOUND_EACH)?;
        let streets = self.store.streets_named(text, near, FOUND)?;
        let is_code = !text.trim().is_empty() && !text.trim().contains(char::is_whitespace);
        let assets = if is_code {
            self.store.assets_beginning(text, FOUND_EACH)?
        } else {
            Vec::new()
        };
        let mut found: Vec<FoundPlace> = numbers.into_iter().chain(streets).map(found_street).collect();
        let (whole, begun): (Vec<_>, Vec<_>) = assets
            .into_iter()
            .partition(|asset| asset.code.eq_ignore_ascii_case(text.trim()));
        let shown = |asset: HeldAsset| found_asset(asset, near);
        found.splice(0..0, whole.into_iter().map(shown));
        found.extend(begun.into_iter().map(shown));
        found.truncate(FOUND);
        self.told_apart(found, near.is_some())
    }

    /// Streets and numbers of one name get their district beside it, and where that says too little the street at their corner.
    /// Where no place is known, those outside the municipality come last: nobody means the via Roma of the next valley.
    fn told_apart(&self, found: Vec<FoundPlace>, is_sorted: bool) -> Result<Vec<FoundPlace>, Error> {
        let names = counted(found.iter().map(|place| folded(&place.label)));
        let (mut inside, mut outside) = (Vec::new(), Vec::new());
        for mut place in found {
            let is_alone = place.kind == FoundKind::Asset || names.get(&folded(&place.label)) == Some(&1);
            let located = if is_alone {
                Whereabouts::default()
            } else {
                self.locate(place.place)?
            };
            place.detail = place.detail.or(located.district_name);
            let side = if located.outside && !is_sorted {
                &mut outside
            } else {
                &mut inside
            };
            side.push((is_alone, place));
        }
        inside.append(&mut outside);
        let times = counted(inside.iter().map(|(_, place)| said(place)));
        let told = |place: &FoundPlace| place.detail.is_some() && times.get(&said(place)) == Some(&1);
        // Only of the first ones: each corner is a look of its own, and a search answers while one types.
        let each = inside.into_iter().enumerate().map(|(at, (is_alone, place))| {
            if is_alone || told(&place) || at >= FOUND_EACH {
                Ok(place)
            } else {
                self.with_its_corner(place)
            }
        });
        each.collect()
    }

    /// The same with the street at its corner, where there is one.
    fn with_its_corner(&self, place: FoundPlace) -> Result<FoundPlace, Error> {
        let beside = self.store.street_beside(place.place, &place.label, STREET_M)?;
        let words: Vec<String> = place.detail.into_iter().chain(beside).collect();
        let detail = (!words.is_empty()).then(|| words.join(", "));
        Ok(FoundPlace { detail, ..place })
    }

    /// The assets around a place, the nearest first.
    ///
    /// # Errors
    /// When the place is not on Earth or the store cannot be read.
    pub fn assets_near(&self, place: (f64, f64)) -> Result<Vec<NearAsset>, Error> {
        check_place(place, ASSET_M)?;
        let near = |(asset, metres)| NearAsset {
            asset,
            distance_m: Some(metres),
        };
        Ok(self
            .store
            .assets_near(place, ASSET_M, ASSETS)?
            .into_iter()
            .map(near)
            .collect())
    }

    /// The assets of a code, typed or scanned.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn asset_of_code(&self, code: &str) -> Result<Vec<NearAsset>, Error> {
        let alone = |asset| NearAsset {
            asset,
            distance_m: None,
        };
        Ok(self.store.assets_of_code(code)?.into_iter().map(alone).collect())
    }
}

/// How often each is there.
fn counted<T: Ord>(all: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut times = BTreeMap::new();
    for one in all {
        *times.entry(one).or_insert(0) += 1;
    }
    times
}

/// What a person reads of it.
fn said(place: &FoundPlace) -> (String, Option<String>) {
    (folded(&place.label), place.detail.clone())
}

fn address(near: NearStreet, source: AddressSource) -> NearAddress {
    NearAddress {
        address: written(near.street, near.number),
        source,
        distance_m: near.distance_m,
    }
}

fn written(street: String, number: Option<String>) -> String {
    match number {
        Some(number) => format!("{street} {number}"),
        None => street,
    }
}

fn found_street(found: FoundStreet) -> FoundPlace {
    FoundPlace {
        kind: if found.number.is_some() {
            FoundKind::Number
        } else {
            FoundKind::Street
        },
        label: written(found.street, found.number),
        detail: None,
        place: found.place,
        distance_m: found.distance_m,
    }
}

fn found_asset(asset: HeldAsset, near: Option<(f64, f64)>) -> FoundPlace {
    let said = asset.label.map(|label| format!("{}: {label}", asset.layer));
    FoundPlace {
        kind: FoundKind::Asset,
        label: asset.code,
        detail: Some(said.unwrap_or(asset.layer)),
        place: asset.place,
        distance_m: near.map(|place| distance_m(place, asset.place)),
    }
}
