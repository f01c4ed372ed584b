// SPDX-License-Identifier: EUPL-1.2
//! The maps of this phone: which there are, which is being fetched, and its progress for the screens.

use std::path::PathBuf;
use std::sync::Arc;

use ronda_field::engine::{self, MapState as Stand};
use ronda_field::maps::Fetched;
use ronda_shared::sync::Failure;
use tokio::sync::Notify;

use super::{Desk, number};
use crate::bridge::fault::Fault;
use crate::bridge::news::News;
use crate::bridge::place::{MapName, MapPack, MapState};

/// A map that is being fetched.
#[derive(Debug)]
pub(super) struct Fetching {
    bytes: u64,
    received_bytes: u64,
    /// Ends it.
    stop: Arc<Notify>,
}

impl Desk {
    pub fn maps(&mut self, (): ()) -> Result<Vec<MapPack>, Fault> {
        let maps = self.engine()?.maps()?;
        Ok(maps.into_iter().map(|map| self.map_shown(map)).collect())
    }

    fn map_shown(&self, map: engine::MapPack) -> MapPack {
        let fetching = self.fetching.get(&map.entry.name);
        let [west, south, east, north] = map.entry.bounds.degrees();
        MapPack {
            area: map.entry.area,
            date: map.entry.date,
            bytes: number(map.bytes),
            licence: map.entry.licence,
            attribution: map.entry.attribution,
            bounds: (west, south, east, north),
            zoom_least: f64::from(map.entry.zoom_least),
            zoom_most: f64::from(map.entry.zoom_most),
            state: fetching.map_or_else(|| stand(map.state), |_| MapState::Downloading),
            received_bytes: number(fetching.map_or(map.received_bytes, |fetching| fetching.received_bytes)),
            file_bytes: map.file.map(|_| number(map.entry.map.bytes)),
            file: map.file.map(|file| file.to_string()),
            newer_date: map.newer_date,
            name: map.entry.name,
        }
    }

    /// A map is to be fetched; none when it is here or on its way already.
    ///
    /// # Errors
    /// When there is no such map, or too little space is free.
    pub fn map_begins(&mut self, name: &str) -> Result<Option<Arc<Notify>>, Fault> {
        if self.fetching.contains_key(name) {
            return Ok(None);
        }
        let Some(fetch) = self.engine()?.map_to_fetch(name)? else {
            self.tell_map(name, None);
            return Ok(None);
        };
        let file = fetch.entry.map;
        let stop = Arc::new(Notify::new());
        let fetching = Fetching {
            bytes: file.bytes,
            received_bytes: self.engine()?.home().map_received(&file.sha256),
            stop: Arc::clone(&stop),
        };
        self.fetching.insert(name.to_owned(), fetching);
        self.tell_map(name, None);
        Ok(Some(stop))
    }

    /// So many bytes of a map are here.
    pub fn map_comes(&mut self, name: &str, received_bytes: u64) {
        if let Some(fetching) = self.fetching.get_mut(name) {
            fetching.received_bytes = received_bytes;
            self.tell_map(name, None);
        }
    }

    /// The download of a map has ended: none was stopped.
    pub fn map_ends(&mut self, name: &str, ended: Option<Result<Fetched, Failure>>) {
        self.fetching.remove(name);
        let fault = ended.and_then(Result::err).map(Fault::from);
        self.tell_map(name, fault);
    }

    fn tell_map(&self, name: &str, fault: Option<Fault>) {
        let (bytes, received_bytes, state) = match self.fetching.get(name) {
            Some(fetching) => (fetching.bytes, fetching.received_bytes, MapState::Downloading),
            None => self.stands(name),
        };
        (self.tell)(News::Map {
            name: name.to_owned(),
            received_bytes: number(received_bytes),
            bytes: number(bytes),
            state,
            fault,
        });
    }

    fn stands(&self, name: &str) -> (u64, u64, MapState) {
        let maps = self.engine().ok().and_then(|engine| engine.maps().ok());
        let map = maps.into_iter().flatten().find(|map| map.entry.name == name);
        map.map_or((0, 0, MapState::Available), |map| {
            (map.bytes, map.received_bytes, stand(map.state))
        })
    }

    pub fn stop_map(&mut self, request: MapName) -> Result<(), Fault> {
        if let Some(fetching) = self.fetching.get(&request.name) {
            fetching.stop.notify_one();
        }
        Ok(())
    }

    /// No more downloads: the phone is locked.
    pub(super) fn stop_maps(&mut self) {
        self.fetching.values().for_each(|fetching| fetching.stop.notify_one());
    }

    pub fn remove_map(&mut self, request: MapName) -> Result<(), Fault> {
        self.stop_map(request.clone())?;
        self.engine_mut()?.remove_map(&request.name)?;
        self.tell_map(&request.name, None);
        Ok(())
    }

    /// Where the file of an installed map lies, while the phone is open.
    pub fn map_path(&self, file: &str) -> Option<PathBuf> {
        self.engine().ok()?.map_file(&file.parse().ok()?).ok()?
    }
}

fn stand(state: Stand) -> MapState {
    match state {
        Stand::Available => MapState::Available,
        Stand::Paused => MapState::Paused,
        Stand::Installed => MapState::Installed,
        Stand::Outdated => MapState::Outdated,
    }
}
