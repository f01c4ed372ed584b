// SPDX-License-Identifier: EUPL-1.2
//! Layers of what the city owns and numbers: lamps, bins, trees. A code on a plate is then a place.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};
use serde_json::{Value as Json, json};

use super::{Feature, Shape, Spot, features};
use crate::limits;
use crate::ticket::{code_fault, text_fault};
use crate::wire::{WireError, decode, encode};

/// The format this version writes.
const FORMAT: u16 = 1;

/// A layer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AssetLayer {
    #[n(0)]
    format: u16,
    /// Such as `lamps`.
    #[n(1)]
    pub name: String,
    /// What it holds.
    #[n(2)]
    pub assets: Vec<Asset>,
}

/// A lamp, a bin, a tree.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Asset {
    /// What stands on its plate.
    #[n(0)]
    pub code: String,
    /// Longitude in millionths of a degree.
    #[n(1)]
    pub lon: i32,
    /// Latitude in millionths of a degree.
    #[n(2)]
    pub lat: i32,
    /// What people call it.
    #[n(3)]
    pub label: Option<String>,
}

/// What a layer changes of the one before it, by the codes of its assets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssetChanges {
    /// Were not there.
    pub added: Vec<String>,
    /// Are there no more.
    pub removed: Vec<String>,
    /// Stand elsewhere.
    pub moved: Vec<String>,
    /// Are called otherwise.
    pub renamed: Vec<String>,
}

impl AssetChanges {
    /// From the assets before to those after; of a layer that is not there, none.
    #[must_use]
    pub fn between(before: &[Asset], after: &[Asset]) -> Self {
        let (old, new) = (by_code(before), by_code(after));
        let mut changes = Self::default();
        for (code, asset) in &new {
            let Some(was) = old.get(code) else {
                changes.added.push((*code).to_owned());
                continue;
            };
            if (was.lon, was.lat) != (asset.lon, asset.lat) {
                changes.moved.push((*code).to_owned());
            }
            if was.label != asset.label {
                changes.renamed.push((*code).to_owned());
            }
        }
        let gone = old.keys().filter(|code| !new.contains_key(*code));
        changes.removed = gone.map(|code| (*code).to_owned()).collect();
        changes
    }
}

impl AssetLayer {
    /// The layer of a GeoJSON file of points with the property `code`.
    ///
    /// # Errors
    /// The first thing that is wrong, in a sentence that says the cure.
    pub fn from_geojson(name: &str, text: &str) -> Result<Self, String> {
        let each = features(text)?.into_iter().enumerate();
        let assets = each
            .map(|(at, feature)| asset(at + 1, feature))
            .collect::<Result<Vec<_>, _>>()?;
        if assets.is_empty() {
            return Err(
                "there is no feature in it: export the layer again, or take it away with `assets remove`".into(),
            );
        }
        let layer = Self {
            format: FORMAT,
            name: name.to_owned(),
            assets,
        };
        layer.fault().map_or(Ok(layer), Err)
    }

    /// As a file that imports as the same layer.
    #[must_use]
    pub fn to_geojson(&self) -> Json {
        let features: Vec<Json> = self.assets.iter().map(feature).collect();
        json!({ "type": "FeatureCollection", "features": features })
    }

    /// The bytes of its file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        encode(self)
    }

    /// The layer of such bytes.
    ///
    /// # Errors
    /// When they are none, or unpack to more than any may.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let layer: Self = decode(bytes, limits::PLACE_DECODED_BYTES)?;
        if layer.fault().is_none() {
            Ok(layer)
        } else {
            Err(WireError::Damaged)
        }
    }

    fn fault(&self) -> Option<String> {
        if self.assets.len() > limits::PLACE_ITEMS {
            return Some(format!(
                "it has more than {} assets: cut it in two layers",
                limits::PLACE_ITEMS
            ));
        }
        let mut seen = BTreeSet::new();
        let twice = self.assets.iter().find(|asset| !seen.insert(asset.code.as_str()));
        let twice = twice.map(|asset| format!("the code {} is there twice: give one of them another", asset.code));
        code_fault("layer", &self.name)
            .or_else(|| self.assets.iter().find_map(Asset::fault))
            .or(twice)
    }
}

impl Asset {
    /// Where it is; none when that is not on Earth.
    #[must_use]
    pub fn spot(&self) -> Option<Spot> {
        Spot::stored(self.lon, self.lat)
    }

    fn fault(&self) -> Option<String> {
        if self.spot().is_none() {
            return Some(format!("the asset {} is not on Earth: correct it", self.code));
        }
        let label = |label: &String| text_fault("label", label, limits::TITLE_CHARS);
        code_fault("asset", &self.code).or_else(|| self.label.as_ref().and_then(label))
    }
}

fn by_code(assets: &[Asset]) -> BTreeMap<&str, &Asset> {
    assets.iter().map(|asset| (asset.code.as_str(), asset)).collect()
}

fn asset(number: usize, feature: Feature) -> Result<Asset, String> {
    let codeless = || format!("feature {number} has no property \"code\": give each one its code");
    let code = feature.code.ok_or_else(codeless)?;
    match feature.shape {
        Shape::Point(spot) => Ok(Asset {
            code,
            lon: spot.lon,
            lat: spot.lat,
            label: feature.label,
        }),
        Shape::Area(_) => Err(format!("the asset {code} is an area: give it one point")),
    }
}

fn feature(asset: &Asset) -> Json {
    let place = asset.spot().map(Spot::place).unwrap_or_default();
    json!({
        "type": "Feature",
        "geometry": { "type": "Point", "coordinates": [place.1, place.0] },
        "properties": { "code": asset.code, "label": asset.label },
    })
}
