// SPDX-License-Identifier: EUPL-1.2
//! Layers of assets: an import is judged whole and staged, with its file beside the store; phones hear of it once it is published.

use std::path::PathBuf;

use ronda_shared::place::{Asset, AssetChanges, AssetLayer, Catalogue, FileRef, LayerEntry, Spot};

use super::handed::text;
use super::place::{Promised, blocking, day, put};
use super::{Office, OfficeError};
use crate::case_store::{By, Deed, StagedLayer};
use crate::place_folder::PlaceFolder;

/// What publishing does to a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerChange {
    /// The layer's name.
    pub name: String,
    /// As it is published now.
    pub before: Option<LayerEntry>,
    /// As it will be; none when it goes.
    pub after: Option<LayerEntry>,
    /// The difference; unknown where a file of the two is missing or damaged.
    pub changes: Option<AssetChanges>,
}

impl LayerChange {
    /// These very assets are published.
    #[must_use]
    pub fn is_none(&self) -> bool {
        let files = [&self.before, &self.after].map(|entry| entry.as_ref().map(|entry| entry.file));
        files[0] == files[1]
    }
}

impl Office {
    /// Stages a layer of assets, in the place of what was staged under its name; where these very assets are published, nothing waits.
    ///
    /// # Errors
    /// When the file is not GeoJSON of points with codes, or too much for a catalogue.
    pub async fn import_assets(&self, layer: String, file: PathBuf) -> Result<LayerChange, OfficeError> {
        let _turn = self.place_turn().await;
        let catalogue = self.catalogue().await?;
        let (place, name) = (self.place_folder().clone(), layer.clone());
        let territory = self.territory(&catalogue).await?;
        let read = move || {
            let layer = AssetLayer::from_geojson(&name, &text(&file)?).map_err(OfficeError::Refused)?;
            let spots: Vec<Spot> = layer.assets.iter().filter_map(Asset::spot).collect();
            territory
                .fault(&spots)
                .map_or(Ok(()), |fault| Err(OfficeError::Refused(fault)))?;
            let stored = put(&place, &layer.to_bytes())?;
            Ok((layer.assets.len() as u64, stored))
        };
        let (count, file) = blocking("reading assets", read).await?;
        let entry = LayerEntry {
            name: layer.clone(),
            date: day(self.now_ms()),
            count,
            file,
        };
        self.stage(&catalogue, layer, Some(entry)).await
    }

    /// Stages that a layer goes, out of the catalogue and off every phone.
    ///
    /// # Errors
    /// When no layer of this name is published.
    pub async fn remove_assets(&self, layer: &str) -> Result<LayerChange, OfficeError> {
        let _turn = self.place_turn().await;
        let catalogue = self.catalogue().await?;
        layer_of(&catalogue, layer)?;
        self.stage(&catalogue, layer.to_owned(), None).await
    }

    async fn stage(
        &self,
        catalogue: &Catalogue,
        name: String,
        entry: Option<LayerEntry>,
    ) -> Result<LayerChange, OfficeError> {
        let layer = StagedLayer { name, entry };
        let mut staged = self.store().staged_layers().await?;
        staged.retain(|other| other.name != layer.name);
        staged.push(layer.clone());
        if let Some(fault) = with_staged(catalogue.clone(), &staged).fault() {
            self.sweep_place(catalogue).await?;
            return Err(OfficeError::Refused(fault));
        }
        let change = self.change_of(catalogue, layer.clone()).await?;
        if change.is_none() {
            self.store().unstage_layers(Some(layer.name)).await?;
        } else {
            self.store().stage_layer(layer, By::office(self.now_ms())).await?;
        }
        self.sweep_place(catalogue).await?;
        Ok(change)
    }

    /// What publishing would change now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn staged_assets(&self) -> Result<Vec<LayerChange>, OfficeError> {
        let _turn = self.place_turn().await;
        self.changes(&self.catalogue().await?).await
    }

    async fn changes(&self, catalogue: &Catalogue) -> Result<Vec<LayerChange>, OfficeError> {
        let mut changes = Vec::new();
        for layer in self.store().staged_layers().await? {
            changes.push(self.change_of(catalogue, layer).await?);
        }
        Ok(changes)
    }

    async fn change_of(&self, catalogue: &Catalogue, layer: StagedLayer) -> Result<LayerChange, OfficeError> {
        let before = catalogue.layers.iter().find(|held| held.name == layer.name).cloned();
        let files = [&before, &layer.entry].map(|entry| entry.as_ref().map(|entry| entry.file));
        let place = self.place_folder().clone();
        let compare = move || {
            let [before, after] = files.map(|file| file.map_or(Some(Vec::new()), |file| assets_of(&place, &file)));
            let both = before.zip(after);
            Ok(both.map(|(before, after)| AssetChanges::between(&before, &after)))
        };
        Ok(LayerChange {
            changes: blocking("comparing assets", compare).await?,
            name: layer.name,
            before,
            after: layer.entry,
        })
    }

    /// Publishes what was staged: phones get it at their next exchange. Answers when, and what it changed.
    ///
    /// # Errors
    /// When nothing is staged, or a staged file is missing or damaged.
    pub async fn publish_assets(&self) -> Result<(i64, Vec<LayerChange>), OfficeError> {
        let _turn = self.place_turn().await;
        let before = self.catalogue().await?;
        let staged = self.store().staged_layers().await?;
        if staged.is_empty() {
            return Err(nothing_waits());
        }
        // Phones are promised no file that is not whole.
        if let Some(fault) = self.unsound_files(files_of(&staged)).await?.into_iter().next() {
            return Err(OfficeError::Refused(fault));
        }
        let changes = self.changes(&before).await?;
        let deeds = changes.iter().filter_map(|change| self.deed_of(change)).collect();
        let after = with_staged(before, &staged);
        let at_ms = self.publish_catalogue(after, true, deeds).await?;
        Ok((at_ms, changes))
    }

    fn deed_of(&self, change: &LayerChange) -> Option<Deed> {
        let published = change.after.as_ref().map(|entry| ("assets.published", entry));
        let (verb, entry) = published.or(change.before.as_ref().map(|entry| ("assets.removed", entry)))?;
        Some(self.place_deed(verb, &change.name, &entry.file))
    }

    /// Forgets what was staged under a name, or all of it; answers the names.
    ///
    /// # Errors
    /// When nothing of it is staged.
    pub async fn discard_assets(&self, layer: Option<String>) -> Result<Vec<String>, OfficeError> {
        let _turn = self.place_turn().await;
        let staged = self.store().staged_layers().await?;
        let names = staged.into_iter().map(|staged| staged.name);
        let names: Vec<String> = names
            .filter(|name| layer.as_ref().is_none_or(|layer| layer == name))
            .collect();
        if names.is_empty() {
            return Err(layer.map_or_else(nothing_waits, |layer| {
                OfficeError::NotFound(format!(
                    "no layer {layer} waits to be published: `ronda-server assets diff` shows all that do"
                ))
            }));
        }
        self.store().unstage_layers(layer).await?;
        self.sweep_place(&self.catalogue().await?).await?;
        Ok(names)
    }

    /// A published layer as GeoJSON that imports as the same one.
    ///
    /// # Errors
    /// When there is none of this name, or its file is missing or damaged.
    pub async fn export_assets(&self, layer: &str) -> Result<String, OfficeError> {
        let file = layer_of(&self.catalogue().await?, layer)?;
        let place = self.place_folder().clone();
        blocking("reading assets", move || {
            let path = place.path(&file.sha256);
            let bytes = place.read(&file.sha256);
            let bytes = bytes.map_err(OfficeError::file(format!("{} cannot be read", path.display())))?;
            let damaged = |_| OfficeError::Refused("the layer is damaged: import it again".into());
            let layer = AssetLayer::from_bytes(&bytes).map_err(damaged)?;
            Ok(layer.to_geojson().to_string())
        })
        .await
    }

    /// Every file that waits to be published.
    pub(super) async fn waiting(&self) -> Result<Vec<Promised>, OfficeError> {
        Ok(files_of(&self.store().staged_layers().await?))
    }
}

fn nothing_waits() -> OfficeError {
    OfficeError::Refused("nothing waits to be published: `ronda-server assets import` first".into())
}

/// The catalogue that publishing would make.
fn with_staged(mut catalogue: Catalogue, staged: &[StagedLayer]) -> Catalogue {
    catalogue
        .layers
        .retain(|held| staged.iter().all(|layer| layer.name != held.name));
    let entries = staged.iter().filter_map(|layer| layer.entry.clone());
    catalogue.layers.extend(entries);
    catalogue.layers.sort_by(|one, other| one.name.cmp(&other.name));
    catalogue
}

fn files_of(staged: &[StagedLayer]) -> Vec<Promised> {
    let entries = staged.iter().filter_map(|layer| layer.entry.as_ref());
    let file = |entry: &LayerEntry| {
        let name = &entry.name;
        let cure = format!(
            "import it again with `ronda-server assets import`, or forget it with `ronda-server assets discard {name}`"
        );
        (format!("the staged layer {name}"), entry.file, cure)
    };
    entries.map(file).collect()
}

/// The assets of a file that is whole.
fn assets_of(place: &PlaceFolder, file: &FileRef) -> Option<Vec<Asset>> {
    let bytes = place.read(&file.sha256).ok()?;
    Some(AssetLayer::from_bytes(&bytes).ok()?.assets)
}

fn layer_of(catalogue: &Catalogue, name: &str) -> Result<FileRef, OfficeError> {
    let layer = catalogue.layers.iter().find(|layer| layer.name == name);
    let missing = || {
        OfficeError::NotFound(format!(
            "no layer {name} is published: `ronda-server assets list` shows those that are, `ronda-server assets diff` what waits"
        ))
    };
    layer.map(|layer| layer.file).ok_or_else(missing)
}
