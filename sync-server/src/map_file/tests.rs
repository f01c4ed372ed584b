// SPDX-License-Identifier: EUPL-1.2
//! Maps made here byte by byte, and what is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use super::*;

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push((value as u8 & 0x7f) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn counted(number: u64, bytes: &[u8], out: &mut Vec<u8>) {
    varint(number << 3 | 2, out);
    varint(bytes.len() as u64, out);
    out.extend(bytes);
}

/// A tile with one street from the middle of its left edge, far beyond its right one.
fn tile(name: &str) -> Vec<u8> {
    let folded = |step: i64| ((step << 1) ^ (step >> 63)) as u64;
    let mut geometry = Vec::new();
    for value in [9, folded(0), folded(2_048), 10, folded(8_192), folded(0)] {
        varint(value, &mut geometry);
    }
    let (mut feature, mut layer, mut value, mut tile) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    counted(2, &[0, 0], &mut feature);
    varint(3 << 3, &mut feature);
    varint(2, &mut feature);
    counted(4, &geometry, &mut feature);
    counted(1, name.as_bytes(), &mut value);
    counted(1, b"roads", &mut layer);
    counted(2, &feature, &mut layer);
    counted(3, b"name", &mut layer);
    counted(4, &value, &mut layer);
    counted(3, &layer, &mut tile);
    tile
}

/// A map of one tile of zoom 1, nothing packed.
fn made(tile: &[u8]) -> Vec<u8> {
    let mut directory = Vec::new();
    for value in [1, 1, 1, tile.len() as u64, 1] {
        varint(value, &mut directory);
    }
    let mut bytes = b"PMTiles\x03".to_vec();
    let tiles_at = 127 + directory.len() as u64;
    let sections = [
        127,
        directory.len() as u64,
        127,
        0,
        127,
        0,
        tiles_at,
        tile.len() as u64,
        1,
        1,
        1,
    ];
    sections
        .iter()
        .for_each(|number: &u64| bytes.extend(number.to_le_bytes()));
    bytes.extend([1, 1, 1, 1, 1, 1]);
    for bound in [-1_790_000_000_i32, 10_000_000, -10_000_000, 840_000_000] {
        bytes.extend(bound.to_le_bytes());
    }
    bytes.resize(127, 0);
    bytes.extend(directory);
    bytes.extend(tile);
    bytes
}

fn opened(bytes: &[u8]) -> Result<MapFile, MapFault> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.pmtiles");
    std::fs::write(&path, bytes).unwrap();
    MapFile::open(&path)
}

#[test]
fn a_street_ends_where_its_tile_ends() {
    let mut map = opened(&made(&tile("Via  Roma"))).unwrap();
    assert_eq!((map.header().zoom_least, map.header().zoom_most), (1, 1));
    let index = streets_of(&mut map).unwrap().unwrap();
    assert_eq!(index.names, ["Via Roma"]);
    let path: Vec<(f64, f64)> = index.lines[0].path.0.iter().map(|spot| spot.place()).collect();
    // Half of the north-western quarter of the world.
    assert_eq!(path, [(66.513_26, -180.0), (66.513_26, 0.0)]);
    assert!(streets_of(&mut opened(&made(&tile(""))).unwrap()).unwrap().is_none());
}

#[test]
fn what_is_no_map_of_vector_tiles_is_refused_with_the_cure() {
    let good = made(&tile("Via Roma"));
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        opened(&bytes).err().map(|fault| fault.to_string()).unwrap_or_default()
    };
    assert!(with(0, b'X').contains(".pmtiles"));
    assert!(with(7, 2).contains("pmtiles convert"));
    assert!(with(99, 2).contains("vector tiles"));
    assert!(with(98, 4).contains("gzip"));
    assert!(with(100, 9).contains("zooms"));
    assert!(with(64, 255).contains("cut short"));
    assert!(opened(&good[..100]).is_err());
    for at in 127..good.len() {
        // A flipped byte is another street, a damaged map, or none; never a panic.
        let mut bytes = good.clone();
        bytes[at] ^= 0xff;
        if let Ok(mut map) = opened(&bytes) {
            drop(streets_of(&mut map));
        }
    }
}

#[test]
fn tiles_are_numbered_along_a_hilbert_curve() {
    let number = |number: u64| TileId::of(number).map(|tile| (tile.zoom, tile.x, tile.y));
    for (at, expected) in [
        (0, (0, 0, 0)),
        (1, (1, 0, 0)),
        (2, (1, 0, 1)),
        (3, (1, 1, 1)),
        (4, (1, 1, 0)),
        (5, (2, 0, 0)),
        (19_078_479, (12, 3_423, 1_763)),
    ] {
        assert_eq!(number(at), Some(expected), "{at}");
    }
    assert_eq!(number(u64::MAX), None);
}
