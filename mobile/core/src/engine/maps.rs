// SPDX-License-Identifier: EUPL-1.2
//! Maps on this phone: which there are, which are here, and what fetching one needs.

use std::path::PathBuf;

use ronda_shared::ids::PlaceHash;
use ronda_shared::limits::MAP_ROOM_BYTES;
use ronda_shared::place::{FileRef, PackEntry, SignedCatalogue};

use super::Engine;
use crate::error::Error;
use crate::home::{HomeError, sha256_of};
use crate::store::InstalledMap;

/// How a map stands on this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapState {
    /// The office has it.
    Available,
    /// A part of it is here.
    Paused,
    /// It is here.
    Installed,
    /// It is here, and the office has a newer one.
    Outdated,
}

impl MapState {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Paused => "paused",
            Self::Installed => "installed",
            Self::Outdated => "outdated",
        }
    }
}

/// A map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapPack {
    /// The one that is here, or else the office's.
    pub entry: PackEntry,
    /// How it stands.
    pub state: MapState,
    /// Bytes to fetch, or of the file that is here.
    pub bytes: u64,
    /// Bytes that are here of a file not yet whole.
    pub received_bytes: u64,
    /// The file that can be shown.
    pub file: Option<PlaceHash>,
    /// The day of the office's newer one.
    pub newer_date: Option<String>,
}

/// What fetching a map needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapFetch {
    /// What the catalogue says of it.
    pub entry: PackEntry,
    /// Where its bytes go meanwhile.
    pub part: PathBuf,
    /// Where it will lie.
    pub whole: PathBuf,
}

impl Engine {
    /// Every map of the catalogue and every one that is here, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn maps(&self) -> Result<Vec<MapPack>, Error> {
        let offered = self
            .store
            .catalogue()?
            .map(|catalogue| catalogue.packs)
            .unwrap_or_default();
        let installed = self.maps_here()?;
        let of_name = |name: &str| installed.iter().find(|map| map.entry.name == name);
        let mut all: Vec<MapPack> = offered
            .iter()
            .map(|entry| self.map(entry, of_name(&entry.name)))
            .collect();
        let is_gone = |map: &&InstalledMap| offered.iter().all(|entry| entry.name != map.entry.name);
        all.extend(installed.iter().filter(is_gone).map(|map| here(map, None, 0)));
        all.sort_by(|one, other| one.entry.name.cmp(&other.entry.name));
        Ok(all)
    }

    fn map(&self, offered: &PackEntry, here_is: Option<&InstalledMap>) -> MapPack {
        let received_bytes = self.home.map_received(&offered.map.sha256);
        if let Some(map) = here_is {
            let newer = (map.sha256 != offered.map.sha256).then_some(offered);
            return here(map, newer, received_bytes);
        }
        MapPack {
            entry: offered.clone(),
            state: if received_bytes > 0 {
                MapState::Paused
            } else {
                MapState::Available
            },
            bytes: offered.map.bytes,
            received_bytes,
            file: None,
            newer_date: None,
        }
    }

    /// Installed maps whose files are still there.
    fn maps_here(&self) -> Result<Vec<InstalledMap>, Error> {
        let mut installed = self.store.installed_maps()?;
        installed.retain(|map| self.home.map_file(&map.sha256).is_file());
        Ok(installed)
    }

    /// Where the file of an installed map lies.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn map_file(&self, file: &PlaceHash) -> Result<Option<PathBuf>, Error> {
        let is_here = self.maps_here()?.iter().any(|map| map.sha256 == *file);
        Ok(is_here.then(|| self.home.map_file(file)))
    }

    /// What fetching a map needs; none when the newest is here already.
    ///
    /// # Errors
    /// When the office has no such map, or too little space is free.
    pub fn map_to_fetch(&self, name: &str) -> Result<Option<MapFetch>, Error> {
        let catalogue = self.store.catalogue()?;
        let known = catalogue.as_ref().and_then(|catalogue| catalogue.pack(name));
        let entry = known.cloned().ok_or_else(|| Error::NoMap(name.to_owned()))?;
        if self.map_file(&entry.map.sha256)?.is_some() {
            return Ok(None);
        }
        let missing = entry
            .map
            .bytes
            .saturating_sub(self.home.map_received(&entry.map.sha256));
        self.check_room_for(missing)?;
        Ok(Some(MapFetch {
            part: self.home.map_part(&entry.map.sha256),
            whole: self.home.map_file(&entry.map.sha256),
            entry,
        }))
    }

    /// Remembers that the file of a map is whole and in its place; what it replaces goes.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn map_installed(&mut self, entry: &PackEntry) -> Result<(), Error> {
        self.store.keep_map(entry)?;
        self.sweep_maps()
    }

    /// Takes a map off this phone.
    ///
    /// # Errors
    /// When there is none of this name here, or the disk fails.
    pub fn remove_map(&mut self, name: &str) -> Result<(), Error> {
        let map = self.maps()?.into_iter().find(|map| map.entry.name == name);
        let has_something = |map: &MapPack| map.file.is_some() || map.received_bytes > 0;
        let map = map.filter(has_something).ok_or_else(|| Error::NoMap(name.to_owned()))?;
        self.store.forget_map(name)?;
        let offered = self.store.catalogue()?;
        let newer = offered.as_ref().and_then(|catalogue| catalogue.pack(name));
        for part in [Some(map.entry.map.sha256), newer.map(|entry| entry.map.sha256)]
            .into_iter()
            .flatten()
        {
            crate::home::remove_if_there(&self.home.map_part(&part)).map_err(HomeError::from)?;
        }
        self.sweep_maps()
    }

    /// Removes files no map of this phone and no download is about.
    fn sweep_maps(&self) -> Result<(), Error> {
        let installed = self.store.installed_maps()?;
        let mut kept: Vec<PathBuf> = installed.iter().map(|map| self.home.map_file(&map.sha256)).collect();
        let offered = self
            .store
            .catalogue()?
            .map(|catalogue| catalogue.packs)
            .unwrap_or_default();
        kept.extend(offered.iter().map(|entry| self.home.map_part(&entry.map.sha256)));
        Ok(self.home.sweep_maps(&kept).map_err(HomeError::from)?)
    }

    /// Public files never take the space that capture needs.
    ///
    /// # Errors
    /// When less than 200 MB would stay free.
    pub fn check_room_for(&self, bytes: u64) -> Result<(), Error> {
        let free = self.home.free_bytes();
        if free.is_none_or(|free| free >= bytes.saturating_add(MAP_ROOM_BYTES)) {
            return Ok(());
        }
        Err(Error::NoRoom { bytes })
    }

    /// Takes in a catalogue of the server.
    ///
    /// # Errors
    /// When the root key did not sign it, or the disk fails or is full.
    pub fn hear_catalogue(&mut self, signed: &SignedCatalogue) -> Result<(), Error> {
        let checked = signed
            .verify(&self.identity.root_key)
            .map_err(|_| Error::NotTheOffice)?;
        self.store.keep_catalogue(&checked, signed)?;
        self.sweep_maps()
    }

    /// Files of installed maps that are not what their names say.
    pub(super) fn unsound_maps(&self) -> Result<Vec<String>, Error> {
        let wrong = |map: &InstalledMap| {
            let whole = sha256_of(&self.home.map_file(&map.sha256)).is_ok_and(|found| found == map.sha256);
            let name = &map.entry.name;
            (!whole).then(|| format!("the map {name} is damaged or gone: remove it and get it again"))
        };
        Ok(self.store.installed_maps()?.iter().filter_map(wrong).collect())
    }
}

fn here(map: &InstalledMap, newer: Option<&PackEntry>, received_bytes: u64) -> MapPack {
    let FileRef { sha256, bytes } = map.entry.map;
    MapPack {
        entry: map.entry.clone(),
        state: if newer.is_some() {
            MapState::Outdated
        } else {
            MapState::Installed
        },
        bytes: newer.map_or(bytes, |newer| newer.map.bytes),
        received_bytes: if newer.is_some() { received_bytes } else { 0 },
        file: Some(sha256),
        newer_date: newer.map(|newer| newer.date.clone()),
    }
}
