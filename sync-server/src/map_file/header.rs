// SPDX-License-Identifier: EUPL-1.2
//! The first bytes of a map: where its parts lie, what it covers, how it is packed.

use ronda_shared::place::{BoundingBox, Spot};

use super::MapFault;

pub(super) const HEADER_BYTES: usize = 127;
const MAGIC: &[u8] = b"PMTiles";
const VERSION: u8 = 3;
const VECTOR_TILES: u8 = 1;
/// The greatest zoom of any map.
const DEEPEST: u8 = 24;

/// How a part is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
}

/// A part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) offset: u64,
    pub(super) length: u64,
}

impl Section {
    /// A part of this part.
    pub(super) fn part(self, offset: u64, length: u64) -> Option<Self> {
        let inside = offset.checked_add(length)? <= self.length;
        inside.then_some(Self {
            offset: self.offset.checked_add(offset)?,
            length,
        })
    }
}

/// What a map says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    pub(super) root: Section,
    pub(super) leaves: Section,
    pub(super) tiles: Section,
    pub(super) internal_compression: Compression,
    pub(super) tile_compression: Compression,
    /// The least zoom it has.
    pub zoom_least: u8,
    /// The greatest zoom it has.
    pub zoom_most: u8,
    /// What it covers.
    pub bounds: BoundingBox,
}

impl Header {
    pub(super) fn read(bytes: &[u8], size: u64) -> Result<Self, MapFault> {
        let no_map = |cure: &str| MapFault::NotAMap(cure.to_owned());
        let whole = bytes.len() == HEADER_BYTES && bytes.starts_with(MAGIC);
        if !whole {
            return Err(no_map("this is no PMTiles file: give one that ends in .pmtiles"));
        }
        let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
        if byte(7) != VERSION {
            return Err(no_map(
                "this is not PMTiles of version 3: convert it with `pmtiles convert`",
            ));
        }
        if byte(99) != VECTOR_TILES {
            return Err(no_map(
                "the map has no vector tiles (MVT), which phones draw: export one that has",
            ));
        }
        let section = |at: usize| section(bytes, at, size).ok_or_else(|| MapFault::damaged("it was cut short"));
        let header = Self {
            root: section(8)?,
            leaves: section(40)?,
            tiles: section(56)?,
            internal_compression: compression(byte(97))?,
            tile_compression: compression(byte(98))?,
            zoom_least: byte(100),
            zoom_most: byte(101),
            bounds: bounds(bytes).ok_or_else(|| no_map("the map covers nothing on Earth: export it again"))?,
        };
        if header.zoom_least > header.zoom_most || header.zoom_most > DEEPEST {
            return Err(no_map("the zooms of the map are not in order: export it again"));
        }
        Ok(header)
    }
}

fn section(bytes: &[u8], at: usize, size: u64) -> Option<Section> {
    let number = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
    let whole = Section {
        offset: 0,
        length: size,
    };
    whole.part(number(at)?, number(at + 8)?)
}

fn compression(code: u8) -> Result<Compression, MapFault> {
    match code {
        1 => Ok(Compression::None),
        2 => Ok(Compression::Gzip),
        _ => {
            let cure = "the map is packed in a way that phones do not know: export it with gzip";
            Err(MapFault::NotAMap(cure.to_owned()))
        }
    }
}

fn bounds(bytes: &[u8]) -> Option<BoundingBox> {
    // Ten-millionths of a degree: rounded outwards to millionths.
    let number = |at: usize| Some(i32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let least = |at: usize| Some(number(at)?.div_euclid(10));
    let most = |at: usize| Some(number(at)?.saturating_add(9).div_euclid(10));
    let south_west = Spot::stored(least(102)?, least(106)?)?;
    let north_east = Spot::stored(most(110)?, most(114)?)?;
    let in_order = south_west.lon < north_east.lon && south_west.lat < north_east.lat;
    in_order.then(|| BoundingBox::of(south_west, north_east))
}
