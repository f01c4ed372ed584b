// SPDX-License-Identifier: EUPL-1.2
//! The newest catalogue, which maps lie beside the store, and which files' rows the store still lacks.

use ronda_shared::ids::PlaceHash;
use ronda_shared::place::{Catalogue, FileRef, PackEntry, SignedCatalogue};
use ronda_shared::wire::{from_cbor, to_cbor};
use rusqlite::{Connection, OptionalExtension, params};

use super::super::blob::{cbor, id};
use super::super::{Store, StoreError, meta};
use super::fill;

/// Name in `meta`: when the server's current catalogue was published.
const OFFERED: &str = "place_at_ms";
/// Name in `meta`: files this version of the app cannot read, so that they are not fetched again and again.
const UNREADABLE: &str = "place_unreadable";

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// The streets of a map.
    Streets,
    /// The city's own house numbers.
    Numbers,
    /// A layer of assets.
    Assets,
}

impl PlaceKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Streets => "streets",
            Self::Numbers => "numbers",
            Self::Assets => "assets",
        }
    }
}

/// A file whose rows are to stand here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceWanted {
    /// The file.
    pub file: FileRef,
    /// What it holds.
    pub kind: PlaceKind,
    /// Of the map or the layer.
    pub name: String,
}

/// A map on this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalledMap {
    /// Its file.
    pub sha256: PlaceHash,
    /// What the catalogue said of it when it came.
    pub entry: PackEntry,
}

impl Store {
    /// The newest catalogue; none before the first, or when only a newer app can read it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn catalogue(&self) -> Result<Option<Catalogue>, StoreError> {
        let mut statement = self.reader().prepare_cached("SELECT body FROM catalogue")?;
        let body: Option<Vec<u8>> = statement.query_row([], |row| row.get(0)).optional()?;
        Ok(body.and_then(|body| from_cbor(&body).ok()))
    }

    /// The server has a newer catalogue than this phone.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn catalogue_is_due(&self) -> Result<bool, StoreError> {
        let offered: Option<i64> = meta::get(self.reader(), OFFERED)?;
        Ok(offered > held_at_ms(self.reader())?)
    }

    /// Keeps a catalogue whose signature was checked, unless a newer one is here; files it no longer names lose their rows.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn keep_catalogue(&mut self, checked: &Catalogue, signed: &SignedCatalogue) -> Result<(), StoreError> {
        self.within(|transaction| {
            if Some(checked.published_at_ms) <= held_at_ms(transaction)? {
                return Ok(());
            }
            let mut statement = transaction.prepare_cached(
                "INSERT INTO catalogue (id, published_at_ms, body, signature) VALUES (1, ?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET published_at_ms = excluded.published_at_ms, body = excluded.body,
                     signature = excluded.signature",
            )?;
            statement.execute(params![checked.published_at_ms, signed.body, signed.signature.0])?;
            forget_unnamed(transaction, checked)
        })
    }

    /// Files of the catalogue whose rows are not here yet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn place_wanted(&self) -> Result<Vec<PlaceWanted>, StoreError> {
        let Some(catalogue) = self.catalogue()? else {
            return Ok(Vec::new());
        };
        let (held, unreadable) = (held_files(self.reader())?, self.unreadable()?);
        let mut wanted = wanted(&catalogue);
        wanted.retain(|one| !held.contains(&one.file.sha256) && !unreadable.contains(&one.file.sha256));
        Ok(wanted)
    }

    /// Remembers that this version of the app cannot read a file.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn place_is_unreadable(&mut self, file: &PlaceHash) -> Result<(), StoreError> {
        let mut unreadable = self.unreadable()?;
        unreadable.push(*file);
        self.keep_meta(UNREADABLE, &(env!("CARGO_PKG_VERSION").to_owned(), unreadable))
    }

    fn unreadable(&self) -> Result<Vec<PlaceHash>, StoreError> {
        let noted: Option<(String, Vec<PlaceHash>)> = self.meta(UNREADABLE)?;
        let of_this_version = noted.filter(|(version, _)| version == env!("CARGO_PKG_VERSION"));
        Ok(of_this_version.map(|(_, files)| files).unwrap_or_default())
    }

    /// The maps on this phone, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn installed_maps(&self) -> Result<Vec<InstalledMap>, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached("SELECT sha256, entry FROM map_pack ORDER BY name")?;
        let rows = statement.query_and_then([], |row| {
            Ok(InstalledMap {
                sha256: id(row, 0)?,
                entry: cbor(row, 1, "map")?,
            })
        })?;
        rows.collect()
    }

    /// Remembers that the file of a map is here and whole; the one before it under this name is forgotten.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn keep_map(&mut self, entry: &PackEntry) -> Result<(), StoreError> {
        self.within(|transaction| {
            let mut statement = transaction.prepare_cached(
                "INSERT INTO map_pack (name, sha256, entry) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, entry = excluded.entry",
            )?;
            statement.execute(params![entry.name, entry.map.sha256.bytes(), to_cbor(entry)])?;
            Ok(())
        })
    }

    /// Forgets a map.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn forget_map(&mut self, name: &str) -> Result<(), StoreError> {
        self.within(|transaction| {
            transaction
                .prepare_cached("DELETE FROM map_pack WHERE name = ?1")?
                .execute([name])?;
            Ok(())
        })
    }
}

/// Remembers which catalogue the server has.
pub(crate) fn offered(connection: &Connection, place_at_ms: Option<i64>) -> Result<(), StoreError> {
    place_at_ms.map_or(Ok(()), |at_ms| meta::put(connection, OFFERED, &at_ms))
}

fn held_at_ms(connection: &Connection) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT published_at_ms FROM catalogue")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?)
}

fn held_files(connection: &Connection) -> Result<Vec<PlaceHash>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT sha256 FROM place_file")?;
    statement.query_and_then([], |row| id(row, 0))?.collect()
}

/// Every file of a catalogue whose rows are wanted.
fn wanted(catalogue: &Catalogue) -> Vec<PlaceWanted> {
    let of = |file, kind, name: &str| PlaceWanted {
        file,
        kind,
        name: name.to_owned(),
    };
    let streets = |pack: &PackEntry| Some(of(pack.streets?, PlaceKind::Streets, &pack.name));
    let numbers = catalogue.house_numbers.iter();
    let layers = catalogue.layers.iter();
    catalogue
        .packs
        .iter()
        .filter_map(streets)
        .chain(numbers.map(|numbers| of(numbers.file, PlaceKind::Numbers, "")))
        .chain(layers.map(|layer| of(layer.file, PlaceKind::Assets, &layer.name)))
        .collect()
}

/// A version that was replaced stays until the new one is here; what was taken out of the catalogue goes at once.
fn forget_unnamed(connection: &Connection, catalogue: &Catalogue) -> Result<(), StoreError> {
    let named = wanted(catalogue);
    let mut statement = connection.prepare_cached("SELECT no, kind, name FROM place_file")?;
    let held = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let held: Vec<(i64, String, String)> = held.collect::<Result<_, _>>()?;
    let is_named = |kind: &str, name: &str| named.iter().any(|one| one.kind.name() == kind && one.name == name);
    let unnamed = held.into_iter().filter(|(_, kind, name)| !is_named(kind, name));
    unnamed
        .into_iter()
        .try_for_each(|(no, ..)| fill::forget(connection, no))
}
