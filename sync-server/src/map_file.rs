// SPDX-License-Identifier: EUPL-1.2
//! Maps as files: PMTiles of version 3 with vector tiles, read as far as an office needs to know what it hands out, and the
//! streets in them.

mod directory;
mod header;
mod streets;
#[cfg(test)]
mod tests;
mod tile;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::read::GzDecoder;

pub use header::Header;
pub use streets::streets_of;

use directory::{Entry, TileId};
use header::{Compression, HEADER_BYTES, Section};

/// Largest directory or tile, unpacked.
const UNPACKED_BYTES: u64 = 32 * 1024 * 1024;
/// Directories within directories: the format has one level, some writers two.
const DEPTH: u8 = 3;

/// Why a file is no map to hand out.
#[derive(Debug, thiserror::Error)]
pub enum MapFault {
    /// It cannot be read.
    #[error("the map cannot be read ({0}): check the file and its owner")]
    Unreadable(#[from] io::Error),
    /// It is none, in a sentence that says the cure.
    #[error("{0}")]
    NotAMap(String),
}

impl MapFault {
    fn damaged(what: &str) -> Self {
        Self::NotAMap(format!("the map is damaged ({what}): download or export it again"))
    }
}

/// An open map.
#[derive(Debug)]
pub struct MapFile {
    file: File,
    header: Header,
}

impl MapFile {
    /// Opens a map and checks what it says of itself against its length.
    ///
    /// # Errors
    /// When it is no PMTiles of version 3 with vector tiles, or was cut short.
    pub fn open(path: &Path) -> Result<Self, MapFault> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        (&mut file).take(HEADER_BYTES as u64).read_to_end(&mut bytes)?;
        let header = Header::read(&bytes, size)?;
        Ok(Self { file, header })
    }

    /// What it says of itself.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Hands every tile of a zoom over, unpacked.
    ///
    /// # Errors
    /// When a directory or a tile is damaged, or `each` fails.
    fn tiles(&mut self, zoom: u8, mut each: impl FnMut(TileId, &[u8]) -> Result<(), MapFault>) -> Result<(), MapFault> {
        let mut found = Vec::new();
        self.entries(self.header.root, zoom, DEPTH, &mut found)?;
        for entry in found {
            let place = self.header.tiles.part(entry.offset, entry.length);
            let place = place.ok_or_else(|| MapFault::damaged("a tile lies outside it"))?;
            let tile = self.unpacked(place, self.header.tile_compression)?;
            for id in entry.first..entry.first.saturating_add(u64::from(entry.run)) {
                let at = TileId::of(id).filter(|at| at.zoom == zoom);
                at.map_or(Ok(()), |at| each(at, &tile))?;
            }
        }
        Ok(())
    }

    /// The entries of a directory, and of those within it, that may hold tiles of a zoom.
    fn entries(&mut self, place: Section, zoom: u8, depth: u8, found: &mut Vec<Entry>) -> Result<(), MapFault> {
        let bytes = self.unpacked(place, self.header.internal_compression)?;
        let entries = directory::read(&bytes).ok_or_else(|| MapFault::damaged("a directory"))?;
        let (first, last) = TileId::span(zoom);
        for (at, entry) in entries.iter().enumerate() {
            let next = entries.get(at + 1).map_or(u64::MAX, |next| next.first);
            if entry.first >= last || next <= first {
                continue;
            }
            if entry.run > 0 {
                found.push(*entry);
                continue;
            }
            let leaf = self.header.leaves.part(entry.offset, entry.length);
            let leaf = leaf.filter(|_| depth > 0);
            let leaf = leaf.ok_or_else(|| MapFault::damaged("a directory lies outside it"))?;
            self.entries(leaf, zoom, depth - 1, found)?;
        }
        Ok(())
    }

    fn unpacked(&mut self, place: Section, compression: Compression) -> Result<Vec<u8>, MapFault> {
        self.file.seek(SeekFrom::Start(place.offset))?;
        let raw = (&mut self.file).take(place.length);
        let mut bytes = Vec::new();
        let read = match compression {
            Compression::None => raw.take(UNPACKED_BYTES + 1).read_to_end(&mut bytes),
            Compression::Gzip => GzDecoder::new(raw).take(UNPACKED_BYTES + 1).read_to_end(&mut bytes),
        };
        match read {
            Ok(_) if bytes.len() as u64 <= UNPACKED_BYTES => Ok(bytes),
            Ok(_) => Err(MapFault::damaged("a part unpacks to more than any may")),
            Err(_) => Err(MapFault::damaged("a part does not unpack")),
        }
    }
}
