// SPDX-License-Identifier: EUPL-1.2
//! The verbs of reference data: files are read here, so that they need not be readable to the server.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use ronda_shared::ids::ReferenceVersion;

use crate::admin::{AdminCommand, AdminError, TaxonomyCommand};

/// Longest file: some ten times the shipped one, and still one command of the server's socket.
const LONGEST_FILE: u64 = 640 * 1024;

#[derive(Debug, Subcommand)]
pub(super) enum TaxonomyVerb {
    /// Say everything that is wrong with a file; exits 1 when something is
    #[command(after_help = "Example: ronda-server taxonomy validate city.toml")]
    Validate {
        /// TOML or JSON, as `export` writes it
        file: PathBuf,
    },
    /// Check a file and keep it until it is published
    #[command(after_help = "Example: ronda-server taxonomy import city.toml")]
    Import {
        /// TOML or JSON, as `export` writes it
        file: PathBuf,
    },
    /// Sign what was imported and hand it to every phone
    #[command(after_help = "Example: ronda-server taxonomy publish")]
    Publish,
    /// Write a published set: TOML, or JSON with --json
    #[command(
        after_help = "Example: ronda-server taxonomy export --out city.toml",
        // Here --version names a set.
        disable_version_flag = true
    )]
    Export {
        /// A version of `list`; the current one when not said
        #[arg(long, value_name = "HASH")]
        version: Option<ReferenceVersion>,
        /// A file instead of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Show every published version, the newest first
    #[command(after_help = "Example: ronda-server taxonomy list --json")]
    List,
}

#[derive(Debug, Subcommand)]
pub(super) enum BoundariesVerb {
    /// Put outline and districts into the set that waits to be published: features with a district's code, one without for the outline
    #[command(after_help = "Example: ronda-server boundaries import districts.geojson   (then: taxonomy publish)")]
    Import {
        /// GeoJSON of polygons in WGS 84
        file: PathBuf,
    },
    /// Write the areas of the current set as GeoJSON
    #[command(after_help = "Example: ronda-server boundaries export --out districts.geojson")]
    Export {
        /// A file instead of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// What is asked of the server about areas.
pub(super) fn boundaries(verb: &BoundariesVerb) -> Result<AdminCommand, AdminError> {
    let command = match verb {
        BoundariesVerb::Import { file } => TaxonomyCommand::ImportBoundaries { geojson: read(file)? },
        BoundariesVerb::Export { .. } => TaxonomyCommand::ExportBoundaries {},
    };
    Ok(AdminCommand::Taxonomy { command })
}

/// What is asked of the server.
pub(super) fn command(verb: &TaxonomyVerb, as_json: bool) -> Result<AdminCommand, AdminError> {
    let command = match verb {
        TaxonomyVerb::Validate { file } => TaxonomyCommand::Validate { text: read(file)? },
        TaxonomyVerb::Import { file } => TaxonomyCommand::Import { text: read(file)? },
        TaxonomyVerb::Publish => TaxonomyCommand::Publish {},
        TaxonomyVerb::Export { version, .. } => TaxonomyCommand::Export {
            version: *version,
            as_json,
        },
        TaxonomyVerb::List => TaxonomyCommand::List {},
    };
    Ok(AdminCommand::Taxonomy { command })
}

fn read(file: &Path) -> Result<String, AdminError> {
    let unreadable = || AdminError::file(format!("{} cannot be read", file.display()));
    if fs::metadata(file).map_err(unreadable())?.len() > LONGEST_FILE {
        let cure = format!("{} is longer than {LONGEST_FILE} bytes: shorten it", file.display());
        return Err(AdminError::Refused(cure));
    }
    let foreign = |_| AdminError::Refused(format!("{} is not UTF-8: save it as UTF-8", file.display()));
    String::from_utf8(fs::read(file).map_err(unreadable())?).map_err(foreign)
}
