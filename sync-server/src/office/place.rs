// SPDX-License-Identifier: EUPL-1.2
//! What the office publishes about places: maps and house numbers here, layers of assets in `assets`. Each change is a new
//! catalogue, signed by the root key; the files lie beside the store and are swept once neither it nor a staged layer names them.

use std::path::PathBuf;

use ronda_shared::limits;
use ronda_shared::moment::rfc3339;
use ronda_shared::place::{Catalogue, FileRef, HouseNumber, HouseNumbersEntry, PackEntry, SignedCatalogue, Spot};
use ronda_shared::wire::to_cbor;

use super::doctor::Finding;
use super::gazetteer::house_numbers;
use super::handed::text;
use super::{Office, OfficeError};
use crate::case_store::{By, Deed};
use crate::map_file::{MapFault, MapFile, streets_of};
use crate::place_folder::{PlaceFolder, Standing};

/// Longest text of a map's own words.
const WORDS: usize = 300;

/// What the office says of a map it adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackAbout {
    /// Such as `firenze`; a map of this name is replaced.
    pub name: String,
    /// What it shows, in words.
    pub area: String,
    /// The day of its data; today when not said.
    pub date: Option<String>,
    /// Such as `ODbL-1.0`.
    pub licence: String,
    /// Who must be named wherever it is shown.
    pub attribution: String,
}

impl Office {
    /// What is published now.
    ///
    /// # Errors
    /// When the store fails, or the catalogue is not what the root key signed.
    pub async fn catalogue(&self) -> Result<Catalogue, OfficeError> {
        let Some(signed) = self.signed_catalogue().await? else {
            return Ok(Catalogue::default());
        };
        let unsound =
            |_| OfficeError::Refused("the catalogue is not what was published: see ronda-server doctor".into());
        signed.verify(&self.root_public()).map_err(unsound)
    }

    /// The same as phones get it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn signed_catalogue(&self) -> Result<Option<SignedCatalogue>, OfficeError> {
        Ok(self.store().catalogue().await?)
    }

    /// Adds a map, or replaces the one of its name, with the index of its streets.
    ///
    /// # Errors
    /// When the file is no map that phones draw, something said of it is not right, or the disk fails.
    pub async fn add_pack(&self, file: PathBuf, about: PackAbout) -> Result<PackEntry, OfficeError> {
        let _turn = self.place_turn().await;
        let mut catalogue = self.catalogue().await?;
        let (place, today) = (self.place_folder().clone(), day(self.now_ms()));
        let read = blocking("reading a map", move || packed(&place, file, about, today)).await;
        let Ok(entry) = read else {
            self.sweep_place(&catalogue).await?;
            return read;
        };
        catalogue.packs.retain(|pack| pack.name != entry.name);
        catalogue.packs.push(entry.clone());
        catalogue.packs.sort_by(|one, other| one.name.cmp(&other.name));
        let deed = self.place_deed("pack.added", &entry.name, &entry.map);
        self.publish_catalogue(catalogue, false, vec![deed]).await?;
        Ok(entry)
    }

    /// Takes a map out of the catalogue; phones that have it keep it until their people remove it.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn remove_pack(&self, name: &str) -> Result<(), OfficeError> {
        let _turn = self.place_turn().await;
        let mut catalogue = self.catalogue().await?;
        let gone = catalogue.pack(name).map(|pack| pack.map);
        let missing = || OfficeError::NotFound(format!("there is no map {name}: `ronda-server pack list` shows all"));
        let gone = gone.ok_or_else(missing)?;
        catalogue.packs.retain(|pack| pack.name != name);
        let deed = self.place_deed("pack.removed", name, &gone);
        self.publish_catalogue(catalogue, false, vec![deed]).await?;
        Ok(())
    }

    /// Publishes the city's house numbers in the place of those before.
    ///
    /// # Errors
    /// When the file is not what it should be: every fault is named with its line.
    pub async fn import_house_numbers(&self, file: PathBuf) -> Result<HouseNumbersEntry, OfficeError> {
        let _turn = self.place_turn().await;
        let mut catalogue = self.catalogue().await?;
        let (place, territory) = (self.place_folder().clone(), self.territory(&catalogue).await?);
        let read = move || {
            let index = house_numbers(&text(&file)?).map_err(OfficeError::Refused)?;
            let spots: Vec<Spot> = index.numbers.iter().filter_map(HouseNumber::spot).collect();
            territory
                .fault(&spots)
                .map_or(Ok(()), |fault| Err(OfficeError::Refused(fault)))?;
            let stored = put(&place, &index.to_bytes())?;
            Ok((index.numbers.len() as u64, stored))
        };
        let (count, file) = blocking("reading house numbers", read).await?;
        let entry = HouseNumbersEntry {
            date: day(self.now_ms()),
            count,
            file,
        };
        catalogue.house_numbers = Some(entry.clone());
        let deed = self.place_deed("gazetteer.imported", "house_numbers", &file);
        self.publish_catalogue(catalogue, false, vec![deed]).await?;
        Ok(entry)
    }

    /// Takes the house numbers out of the catalogue, and off every phone.
    ///
    /// # Errors
    /// When there are none.
    pub async fn remove_house_numbers(&self) -> Result<(), OfficeError> {
        let _turn = self.place_turn().await;
        let mut catalogue = self.catalogue().await?;
        let missing = || OfficeError::NotFound("no house numbers were imported".into());
        let gone = catalogue.house_numbers.take().ok_or_else(missing)?;
        let deed = self.place_deed("gazetteer.removed", "house_numbers", &gone.file);
        self.publish_catalogue(catalogue, false, vec![deed]).await?;
        Ok(())
    }

    /// Signs a catalogue, later than the one before whatever the clock says, and sweeps what it no longer names.
    pub(super) async fn publish_catalogue(
        &self,
        catalogue: Catalogue,
        of_draft: bool,
        deeds: Vec<Deed>,
    ) -> Result<i64, OfficeError> {
        let after = self
            .store()
            .catalogue_at_ms()
            .await?
            .map_or(i64::MIN, |at_ms| at_ms + 1);
        let catalogue = Catalogue {
            published_at_ms: self.now_ms().max(after),
            ..catalogue
        };
        if let Some(fault) = catalogue.fault() {
            return Err(OfficeError::Refused(fault));
        }
        let (signed, at_ms) = (catalogue.sign(&self.keys().root), catalogue.published_at_ms);
        self.store().put_catalogue(signed, at_ms, of_draft, deeds).await?;
        self.sweep_place(&catalogue).await?;
        Ok(at_ms)
    }

    /// What is on record of a catalogue: what became of which thing, and its file.
    pub(super) fn place_deed(&self, verb: &str, object: &str, file: &FileRef) -> Deed {
        Deed {
            by: By::office(self.now_ms()),
            verb: verb.to_owned(),
            object: object.to_owned(),
            content: to_cbor(file),
        }
    }

    /// Removes files that nobody is promised and that do not wait to be published.
    pub(super) async fn sweep_place(&self, catalogue: &Catalogue) -> Result<(), OfficeError> {
        let staged = self.store().staged_layers().await?;
        let waiting = staged.into_iter().filter_map(|layer| layer.entry);
        let kept = catalogue.files().chain(waiting.map(|entry| entry.file));
        let kept = kept.map(|file| file.sha256).collect();
        let place = self.place_folder().clone();
        blocking("sweeping files", move || {
            let swept = place.sweep(&kept);
            swept.map_err(OfficeError::file("the folder place cannot be swept"))
        })
        .await
    }

    /// Files that phones are promised and that are not there, or not what they should be.
    pub(super) async fn place_findings(&self) -> Result<Vec<Finding>, OfficeError> {
        let finding = |detail: String| Finding {
            part: "place".to_owned(),
            detail,
        };
        let catalogue = match self.catalogue().await {
            Ok(catalogue) => catalogue,
            Err(OfficeError::Refused(_)) => {
                return Ok(vec![finding("the catalogue is not what was published".to_owned())]);
            }
            Err(error) => return Err(error),
        };
        let files = promised(&catalogue).into_iter().chain(self.waiting().await?);
        let found = self.unsound_files(files.collect()).await?;
        Ok(found.into_iter().map(finding).collect())
    }

    /// Which of these files are not there, or not what they should be, each with its cure.
    pub(super) async fn unsound_files(&self, files: Vec<Promised>) -> Result<Vec<String>, OfficeError> {
        let place = self.place_folder().clone();
        let look = move || {
            let mut found = Vec::new();
            for (what, file, cure) in files {
                let unreadable = OfficeError::file(format!("{} cannot be read", place.path(&file.sha256).display()));
                let fault = match place.standing(&file).map_err(unreadable)? {
                    Standing::Sound => continue,
                    Standing::Missing => "is missing",
                    Standing::Damaged => "is damaged",
                };
                found.push(format!("the file of {what} {fault}: {cure}"));
            }
            Ok(found)
        };
        blocking("examining files", look).await
    }
}

/// A file, with what it is and what brings it back.
pub(super) type Promised = (String, FileRef, String);

/// Every file of a catalogue.
fn promised(catalogue: &Catalogue) -> Vec<Promised> {
    let again = || "add it again with `ronda-server pack add`".to_owned();
    let packs = catalogue.packs.iter().flat_map(|pack| {
        let streets = pack
            .streets
            .map(|file| (format!("the streets of the map {}", pack.name), file, again()));
        std::iter::once((format!("the map {}", pack.name), pack.map, again())).chain(streets)
    });
    let numbers = catalogue.house_numbers.iter().map(|numbers| {
        let cure = "import them again with `ronda-server gazetteer import`".to_owned();
        ("the house numbers".to_owned(), numbers.file, cure)
    });
    let layers = catalogue.layers.iter().map(|layer| {
        let cure =
            "import it again with `ronda-server assets import`; another file waits for `assets publish`".to_owned();
        (format!("the layer {}", layer.name), layer.file, cure)
    });
    packs.chain(numbers).chain(layers).collect()
}

fn packed(place: &PlaceFolder, file: PathBuf, about: PackAbout, today: String) -> Result<PackEntry, OfficeError> {
    let date = about.date.clone().unwrap_or(today);
    let faults = about_faults(&about, &date);
    if !faults.is_empty() {
        return Err(OfficeError::Refused(faults.join("; ")));
    }
    MapFile::open(&file).map_err(no_map)?;
    let uncopied = OfficeError::file(format!("{} cannot be copied into the data folder", file.display()));
    let map = place.take_in(&file, limits::MAP_BYTES).map_err(uncopied)?;
    // What phones get is what is looked at, whatever becomes of the file meanwhile.
    let mut opened = MapFile::open(&place.path(&map.sha256)).map_err(no_map)?;
    let streets = streets_of(&mut opened).map_err(no_map)?;
    let streets = streets.map(|index| put(place, &index.to_bytes())).transpose()?;
    let header = opened.header();
    Ok(PackEntry {
        name: about.name,
        area: about.area,
        date,
        licence: about.licence,
        attribution: about.attribution,
        map,
        streets,
        bounds: header.bounds,
        zoom_least: header.zoom_least,
        zoom_most: header.zoom_most,
    })
}

fn about_faults(about: &PackAbout, date: &str) -> Vec<String> {
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let named = (1..=limits::CODE_BYTES).contains(&about.name.len()) && about.name.bytes().all(is_name);
    let texts = [
        ("area", &about.area),
        ("licence", &about.licence),
        ("attribution", &about.attribution),
    ];
    let is_text =
        |text: &String| (1..=WORDS).contains(&text.trim().chars().count()) && !text.chars().any(char::is_control);
    let texts = texts.into_iter().filter(|(_, text)| !is_text(text));
    let texts = texts.map(|(what, _)| format!("the {what} has 1 to {WORDS} characters: say it in plain words"));
    let is_day = date.len() == 10 && ronda_shared::moment::moment_ms(date).is_some();
    [
        (!named).then(|| "the name is of small letters, digits and dashes, such as firenze".to_owned()),
        (!is_day).then(|| "the date is a day such as 2026-11-25".to_owned()),
    ]
    .into_iter()
    .flatten()
    .chain(texts)
    .collect()
}

pub(super) fn put(place: &PlaceFolder, bytes: &[u8]) -> Result<FileRef, OfficeError> {
    if bytes.len() > limits::PLACE_FILE_BYTES {
        let cure = format!(
            "what phones would have to fetch has {} bytes, more than {}: cut the area in two",
            bytes.len(),
            limits::PLACE_FILE_BYTES
        );
        return Err(OfficeError::Refused(cure));
    }
    place
        .put(bytes)
        .map_err(OfficeError::file("the folder place cannot be written: free some space"))
}

fn no_map(fault: MapFault) -> OfficeError {
    OfficeError::Refused(fault.to_string())
}

/// The day of a moment (UTC).
pub(super) fn day(at_ms: i64) -> String {
    rfc3339(at_ms).chars().take(10).collect()
}

pub(super) async fn blocking<T: Send + 'static>(
    what: &'static str,
    work: impl FnOnce() -> Result<T, OfficeError> + Send + 'static,
) -> Result<T, OfficeError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| OfficeError::Stopped(what))?
}
