// SPDX-License-Identifier: EUPL-1.2
//! The catalogue of public files about places: what there is, how large, of when, under which licence, and by which hash it is known.

use minicbor::{Decode, Encode};
use serde::Serialize;

use super::Spot;
use crate::identity::{BadSignature, PublicKey, Signature, SigningKey};
use crate::ids::PlaceHash;
use crate::limits::CATALOGUE_BYTES;
use crate::wire::{from_cbor, to_cbor};

const PURPOSE: &str = "ronda/catalogue/1";

/// Everything there is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Catalogue {
    /// When it was published, in milliseconds since 1970; the greatest is the current one.
    #[n(0)]
    pub published_at_ms: i64,
    /// Maps.
    #[n(1)]
    pub packs: Vec<PackEntry>,
    /// The city's own house numbers.
    #[n(2)]
    pub house_numbers: Option<HouseNumbersEntry>,
    /// Layers of assets.
    #[n(3)]
    pub layers: Vec<LayerEntry>,
}

/// A file, known by its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(map)]
pub struct FileRef {
    /// SHA-256 of its bytes.
    #[n(0)]
    pub sha256: PlaceHash,
    /// How many there are.
    #[n(1)]
    pub bytes: u64,
}

/// A map of an area.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(map)]
pub struct PackEntry {
    /// Such as `firenze`.
    #[n(0)]
    pub name: String,
    /// What it shows, in words.
    #[n(1)]
    pub area: String,
    /// The day of its data, such as `2026-11-25`.
    #[n(2)]
    pub date: String,
    /// Such as `ODbL-1.0`.
    #[n(3)]
    pub licence: String,
    /// Who must be named wherever it is shown.
    #[n(4)]
    pub attribution: String,
    /// The PMTiles file.
    #[n(5)]
    pub map: FileRef,
    /// The streets of the map.
    #[n(6)]
    pub streets: Option<FileRef>,
    /// What it covers.
    #[n(7)]
    pub bounds: BoundingBox,
    /// The least zoom it has.
    #[n(11)]
    pub zoom_least: u8,
    /// The greatest zoom it has.
    #[n(12)]
    pub zoom_most: u8,
}

/// West, south, east and north, in millionths of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(array)]
pub struct BoundingBox {
    /// Least longitude.
    #[n(0)]
    pub west: i32,
    /// Least latitude.
    #[n(1)]
    pub south: i32,
    /// Greatest longitude.
    #[n(2)]
    pub east: i32,
    /// Greatest latitude.
    #[n(3)]
    pub north: i32,
}

/// The city's own house numbers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(map)]
pub struct HouseNumbersEntry {
    /// The day they were imported.
    #[n(0)]
    pub date: String,
    /// How many.
    #[n(1)]
    pub count: u64,
    /// The file.
    #[n(2)]
    pub file: FileRef,
}

/// A layer of assets.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(map)]
pub struct LayerEntry {
    /// Such as `lamps`.
    #[n(0)]
    pub name: String,
    /// The day it was imported.
    #[n(1)]
    pub date: String,
    /// How many assets.
    #[n(2)]
    pub count: u64,
    /// The file.
    #[n(3)]
    pub file: FileRef,
}

/// A catalogue as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignedCatalogue {
    /// CBOR of the [`Catalogue`].
    #[cbor(n(0), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    /// The root key's signature over `body`.
    #[n(1)]
    pub signature: Signature,
}

impl Catalogue {
    /// Signs it with the root key.
    #[must_use]
    pub fn sign(&self, root: &SigningKey) -> SignedCatalogue {
        let body = to_cbor(self);
        let signature = root.sign(PURPOSE, &body);
        SignedCatalogue { body, signature }
    }

    /// What is wrong with it, in a sentence that says the cure.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let bytes = to_cbor(self).len();
        (bytes > CATALOGUE_BYTES)
            .then(|| format!("the catalogue has {bytes} bytes, more than {CATALOGUE_BYTES}: remove what nobody uses"))
    }

    /// The map of a name.
    #[must_use]
    pub fn pack(&self, name: &str) -> Option<&PackEntry> {
        self.packs.iter().find(|pack| pack.name == name)
    }

    /// Whether it names a file.
    #[must_use]
    pub fn names(&self, file: &PlaceHash) -> bool {
        self.files().any(|named| named.sha256 == *file)
    }

    /// Every file it names.
    pub fn files(&self) -> impl Iterator<Item = FileRef> + '_ {
        let maps = self
            .packs
            .iter()
            .flat_map(|pack| std::iter::once(pack.map).chain(pack.streets));
        let numbers = self.house_numbers.iter().map(|numbers| numbers.file);
        maps.chain(numbers).chain(self.layers.iter().map(|layer| layer.file))
    }
}

impl SignedCatalogue {
    /// The catalogue, once its signature is seen to be the root key's.
    ///
    /// # Errors
    /// When it is not, the body is no catalogue, or it is larger than any may be.
    pub fn verify(&self, root: &PublicKey) -> Result<Catalogue, BadSignature> {
        if self.body.len() > CATALOGUE_BYTES {
            return Err(BadSignature);
        }
        root.verify(PURPOSE, &self.body, &self.signature)?;
        from_cbor(&self.body).map_err(|_| BadSignature)
    }
}

impl BoundingBox {
    /// West, south, east and north in degrees.
    #[must_use]
    pub fn degrees(&self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north].map(|part| f64::from(part) / 1e6)
    }

    /// Of two corners, south-west and north-east.
    #[must_use]
    pub fn of(south_west: Spot, north_east: Spot) -> Self {
        Self {
            west: south_west.lon,
            south: south_west.lat,
            east: north_east.lon,
            north: north_east.lat,
        }
    }
}
