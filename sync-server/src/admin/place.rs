// SPDX-License-Identifier: EUPL-1.2
//! The desk's work on what the office publishes about places: maps, house numbers, layers of assets.

use std::path::PathBuf;

use ronda_shared::place::{HouseNumbersEntry, LayerEntry, PackEntry};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{AdminError, Desk};
use crate::office::PackAbout;

/// A command about places.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case", deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "verbs and fields are those of the command line, described in its help"
)]
pub enum PlaceCommand {
    PackAdd {
        file: PathBuf,
        name: String,
        area: String,
        date: Option<String>,
        licence: String,
        attribution: String,
    },
    PackList {},
    PackRemove {
        name: String,
    },
    GazetteerImport {
        file: PathBuf,
    },
    GazetteerList {},
    GazetteerRemove {},
    AssetsImport {
        layer: String,
        file: PathBuf,
    },
    AssetsList {},
    AssetsRemove {
        layer: String,
    },
    AssetsExport {
        layer: String,
    },
}

impl Desk {
    pub(super) async fn place(&self, command: PlaceCommand) -> Result<Value, AdminError> {
        let office = &self.office;
        Ok(match command {
            PlaceCommand::PackAdd {
                file,
                name,
                area,
                date,
                licence,
                attribution,
            } => {
                let about = PackAbout {
                    name,
                    area,
                    date,
                    licence,
                    attribution,
                };
                pack(&office.add_pack(file, about).await?)
            }
            PlaceCommand::PackList {} => office.catalogue().await?.packs.iter().map(pack).collect(),
            PlaceCommand::PackRemove { name } => {
                office.remove_pack(&name).await?;
                json!({ "name": name, "removed": true })
            }
            PlaceCommand::GazetteerImport { file } => numbers(&office.import_house_numbers(file).await?),
            PlaceCommand::GazetteerList {} => office.catalogue().await?.house_numbers.iter().map(numbers).collect(),
            PlaceCommand::GazetteerRemove {} => {
                office.remove_house_numbers().await?;
                json!({ "removed": true })
            }
            PlaceCommand::AssetsImport { layer: name, file } => layer(&office.import_assets(name, file).await?),
            PlaceCommand::AssetsList {} => office.catalogue().await?.layers.iter().map(layer).collect(),
            PlaceCommand::AssetsRemove { layer } => {
                office.remove_assets(&layer).await?;
                json!({ "name": layer, "removed": true })
            }
            PlaceCommand::AssetsExport { layer } => Value::String(office.export_assets(&layer).await?),
        })
    }
}

fn pack(entry: &PackEntry) -> Value {
    json!({
        "name": entry.name,
        "area": entry.area,
        "date": entry.date,
        "licence": entry.licence,
        "attribution": entry.attribution,
        "bytes": entry.map.bytes,
        "sha256": entry.map.sha256,
        "streets_bytes": entry.streets.map(|file| file.bytes),
        "bounds": entry.bounds.degrees(),
        "zoom_least": entry.zoom_least,
        "zoom_most": entry.zoom_most,
    })
}

fn numbers(entry: &HouseNumbersEntry) -> Value {
    json!({
        "name": "house_numbers",
        "date": entry.date,
        "count": entry.count,
        "bytes": entry.file.bytes,
        "sha256": entry.file.sha256,
    })
}

fn layer(entry: &LayerEntry) -> Value {
    json!({
        "name": entry.name,
        "date": entry.date,
        "count": entry.count,
        "bytes": entry.file.bytes,
        "sha256": entry.file.sha256,
    })
}
