// SPDX-License-Identifier: EUPL-1.2
//! Directories of a map, and the numbers by which they name tiles: along a Hilbert curve, zoom after zoom.

use super::tile::Bytes;

/// Entries of one directory: more than any writer makes.
const ENTRIES: u64 = 4_000_000;

/// Some tiles with the same bytes, or another directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// The number of the first tile.
    pub(super) first: u64,
    /// How many tiles; 0 names a directory.
    pub(super) run: u32,
    pub(super) offset: u64,
    pub(super) length: u64,
}

/// The entries of an unpacked directory; none when it is damaged.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut bytes = Bytes(bytes);
    let count = bytes.varint().filter(|count| *count <= ENTRIES)?;
    let mut column = || (0..count).map(|_| bytes.varint()).collect::<Option<Vec<u64>>>();
    let (ids, runs, lengths, offsets) = (column()?, column()?, column()?, column()?);
    let (mut first, mut entries): (u64, Vec<Entry>) = (0, Vec::with_capacity(ids.len()));
    for (((step, run), length), offset) in ids.into_iter().zip(runs).zip(lengths).zip(offsets) {
        first = first.checked_add(step)?;
        let offset = match offset {
            // Right behind the one before.
            0 => entries
                .last()
                .map(|before| before.offset.checked_add(before.length))??,
            offset => offset - 1,
        };
        entries.push(Entry {
            first,
            run: u32::try_from(run).ok()?,
            offset,
            length,
        });
    }
    Some(entries)
}

/// Which tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TileId {
    pub(super) zoom: u8,
    pub(super) x: u32,
    pub(super) y: u32,
}

impl TileId {
    /// The first number of a zoom, and the first beyond it.
    pub(super) fn span(zoom: u8) -> (u64, u64) {
        let before = |zoom: u8| ((1_u64 << (2 * u32::from(zoom.min(31)))) - 1) / 3;
        (before(zoom), before(zoom + 1))
    }

    /// The tile of a number.
    pub(super) fn of(number: u64) -> Option<Self> {
        let zoom = (0..=24).find(|zoom| number < Self::span(*zoom).1)?;
        let mut along = number - Self::span(zoom).0;
        let (mut x, mut y) = (0_u64, 0_u64);
        for level in 0..u32::from(zoom) {
            let side = 1_u64 << level;
            let right = 1 & (along / 2);
            let up = 1 & (along ^ right);
            if up == 0 {
                if right == 1 {
                    (x, y) = (side - 1 - x, side - 1 - y);
                }
                (x, y) = (y, x);
            }
            x += side * right;
            y += side * up;
            along /= 4;
        }
        Some(Self {
            zoom,
            x: u32::try_from(x).ok()?,
            y: u32::try_from(y).ok()?,
        })
    }
}
