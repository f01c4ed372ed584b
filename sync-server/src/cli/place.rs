// SPDX-License-Identifier: EUPL-1.2
//! The verbs of what the office publishes about places. Maps and files may be large: the server reads them where they lie.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::run::absolute;
use crate::admin::{AdminCommand, AdminError, PlaceCommand};

#[derive(Debug, Subcommand)]
pub(super) enum PackVerb {
    /// Hand a map out to phones, with the index of its streets; a map of the same name is replaced
    #[command(
        after_help = "Example: ronda-server pack add firenze.pmtiles --name firenze --area \"Firenze e dintorni\" --licence ODbL-1.0 --attribution \"OpenStreetMap contributors, Protomaps\""
    )]
    Add(PackArgs),
    /// Show every map that is handed out
    #[command(after_help = "Example: ronda-server pack list --json")]
    List,
    /// Hand a map out no longer; phones that have it keep it
    #[command(after_help = "Example: ronda-server pack remove firenze")]
    Remove {
        /// The map's name
        name: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct PackArgs {
    /// PMTiles of version 3 with vector tiles
    pub file: PathBuf,
    /// Of small letters, digits and dashes
    #[arg(long)]
    pub name: String,
    /// What it shows, in words
    #[arg(long, value_name = "TEXT")]
    pub area: String,
    /// The day of its data; today when not said
    #[arg(long, value_name = "DAY")]
    pub date: Option<String>,
    /// Its licence, such as ODbL-1.0
    #[arg(long, value_name = "TEXT")]
    pub licence: String,
    /// Who is named wherever it is shown
    #[arg(long, value_name = "TEXT")]
    pub attribution: String,
}

#[derive(Debug, Subcommand)]
pub(super) enum GazetteerVerb {
    /// Hand the city's house numbers out to phones, in the place of those before
    #[command(after_help = "Example: ronda-server gazetteer import civici.csv   (street;number;lon;lat)")]
    Import {
        /// CSV with the columns street, number, lon and lat, separated by semicolons
        file: PathBuf,
    },
    /// Show the house numbers that are handed out
    #[command(after_help = "Example: ronda-server gazetteer list --json")]
    List,
    /// Hand them out no longer; phones forget them
    #[command(after_help = "Example: ronda-server gazetteer remove")]
    Remove,
}

#[derive(Debug, Subcommand)]
pub(super) enum AssetsVerb {
    /// Check a layer of lamps, bins or trees and keep it until it is published, in the place of the one of its name
    #[command(after_help = "Example: ronda-server assets import lamps lampioni.geojson   (then: assets publish)")]
    Import {
        /// The layer's name, a code such as lamps
        layer: String,
        /// GeoJSON of points with the property code, and label or name where they have one
        file: PathBuf,
    },
    /// Show what publishing would change
    #[command(after_help = "Example: ronda-server assets diff")]
    Diff,
    /// Sign what waits and hand it to every phone
    #[command(after_help = "Example: ronda-server assets publish")]
    Publish,
    /// Forget what waits to be published
    #[command(after_help = "Example: ronda-server assets discard lamps")]
    Discard {
        /// One layer alone
        layer: Option<String>,
    },
    /// Show every layer that is handed out
    #[command(after_help = "Example: ronda-server assets list --json")]
    List,
    /// Hand a layer out no longer, once that is published; phones then forget it
    #[command(after_help = "Example: ronda-server assets remove lamps   (then: assets publish)")]
    Remove {
        /// The layer's name
        layer: String,
    },
    /// Write a layer that is handed out as GeoJSON
    #[command(after_help = "Example: ronda-server assets export lamps --out lampioni.geojson")]
    Export {
        /// The layer's name
        layer: String,
        /// A file instead of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// What is asked of the server about maps.
pub(super) fn pack(verb: PackVerb) -> Result<AdminCommand, AdminError> {
    asked(match verb {
        PackVerb::Add(args) => PlaceCommand::PackAdd {
            file: absolute(&args.file)?,
            name: args.name,
            area: args.area,
            date: args.date,
            licence: args.licence,
            attribution: args.attribution,
        },
        PackVerb::List => PlaceCommand::PackList {},
        PackVerb::Remove { name } => PlaceCommand::PackRemove { name },
    })
}

/// What is asked of the server about house numbers.
pub(super) fn gazetteer(verb: GazetteerVerb) -> Result<AdminCommand, AdminError> {
    asked(match verb {
        GazetteerVerb::Import { file } => PlaceCommand::GazetteerImport { file: absolute(&file)? },
        GazetteerVerb::List => PlaceCommand::GazetteerList {},
        GazetteerVerb::Remove => PlaceCommand::GazetteerRemove {},
    })
}

/// What is asked of the server about assets, and where an export goes.
pub(super) fn assets(verb: AssetsVerb) -> Result<(AdminCommand, Option<Option<PathBuf>>), AdminError> {
    let (command, export) = match verb {
        AssetsVerb::Import { layer, file } => {
            let file = absolute(&file)?;
            (PlaceCommand::AssetsImport { layer, file }, None)
        }
        AssetsVerb::Diff => (PlaceCommand::AssetsDiff {}, None),
        AssetsVerb::Publish => (PlaceCommand::AssetsPublish {}, None),
        AssetsVerb::Discard { layer } => (PlaceCommand::AssetsDiscard { layer }, None),
        AssetsVerb::List => (PlaceCommand::AssetsList {}, None),
        AssetsVerb::Remove { layer } => (PlaceCommand::AssetsRemove { layer }, None),
        AssetsVerb::Export { layer, out } => (PlaceCommand::AssetsExport { layer }, Some(out)),
    };
    Ok((asked(command)?, export))
}

fn asked(command: PlaceCommand) -> Result<AdminCommand, AdminError> {
    Ok(AdminCommand::Place { command })
}
