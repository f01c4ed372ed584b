// SPDX-License-Identifier: EUPL-1.2
//! The desk's work on what the office publishes about places: maps, house numbers, layers of assets.

use std::path::PathBuf;

use ronda_shared::moment::rfc3339;
use ronda_shared::place::{AssetChanges, HouseNumbersEntry, LayerEntry, PackEntry};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::taxonomy::with;
use super::{AdminError, Desk};
use crate::office::{LayerChange, PackAbout};

/// Codes named of each list: enough to know what a file is.
const CODES_SHOWN: usize = 20;

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
    AssetsDiff {},
    AssetsPublish {},
    AssetsDiscard {
        layer: Option<String>,
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
            PlaceCommand::AssetsImport { layer, file } => staged(&office.import_assets(layer, file).await?),
            PlaceCommand::AssetsList {} => office.catalogue().await?.layers.iter().map(layer).collect(),
            PlaceCommand::AssetsRemove { layer } => staged(&office.remove_assets(&layer).await?),
            PlaceCommand::AssetsDiff {} => office.staged_assets().await?.iter().map(staged).collect(),
            PlaceCommand::AssetsPublish {} => {
                let (at_ms, changes) = office.publish_assets().await?;
                let layers: Value = changes.iter().map(change).collect();
                json!({ "published_at": rfc3339(at_ms), "layers": layers })
            }
            PlaceCommand::AssetsDiscard { layer } => json!({ "discarded": office.discard_assets(layer).await? }),
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

fn staged(what: &LayerChange) -> Value {
    with(change(what), "staged", json!(!what.is_none()))
}

/// What publishing does to a layer: as it will be, or was when it goes, with the beginning of each list of codes.
fn change(what: &LayerChange) -> Value {
    let (kind, shown) = match (&what.before, &what.after) {
        (before, _) if what.is_none() => ("none", before),
        (None, after) => ("added", after),
        (Some(_), after @ Some(_)) => ("replaced", after),
        (before, None) => ("removed", before),
    };
    let shown = shown.as_ref().map_or_else(|| json!({ "name": what.name }), layer);
    let shown = with(shown, "change", json!(kind));
    let shown = with(
        shown,
        "detail",
        json!(what.changes.as_ref().map_or_else(unknown, in_words)),
    );
    with(shown, "assets", json!(what.changes.as_ref().map(codes)))
}

fn unknown() -> String {
    "what it changes is unknown: a file is missing or damaged, see ronda-server doctor".to_owned()
}

fn in_words(changes: &AssetChanges) -> String {
    let AssetChanges {
        added,
        removed,
        moved,
        renamed,
    } = changes;
    let counts = [
        ("added", added),
        ("removed", removed),
        ("moved", moved),
        ("renamed", renamed),
    ];
    let counts = counts.map(|(what, codes)| format!("{} {what}", codes.len()));
    counts.join(", ")
}

fn codes(changes: &AssetChanges) -> Value {
    let some =
        |codes: &[String]| json!({ "count": codes.len(), "codes": codes.iter().take(CODES_SHOWN).collect::<Vec<_>>() });
    json!({
        "added": some(&changes.added),
        "removed": some(&changes.removed),
        "moved": some(&changes.moved),
        "renamed": some(&changes.renamed),
    })
}
