// SPDX-License-Identifier: EUPL-1.2
//! What may be typed about places: maps, addresses, streets, assets.

use clap::{Args, Subcommand};
use serde::Deserialize;

/// The maps of this device.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Maps {
    /// Shows every map of the office and of this device
    #[command(after_help = "Example:\n  ronda maps list")]
    List,
    /// Fetches a map, or goes on where it was cut; sync once before, to hear of it
    #[command(after_help = "Example:\n  ronda maps get firenze")]
    Get {
        /// The map's name
        name: String,
    },
    /// Takes a map off this device
    #[command(after_help = "Example:\n  ronda maps remove firenze")]
    Remove {
        /// The map's name
        name: String,
    },
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct At {
    /// Latitude in degrees
    #[arg(long, allow_negative_numbers = true)]
    pub(in crate::cli) lat: f64,
    /// Longitude in degrees
    #[arg(long, allow_negative_numbers = true)]
    pub(in crate::cli) lon: f64,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Streets {
    /// Beginnings of words of a street, a street with a number, or a code; accents do not matter
    pub(in crate::cli) text: String,
    /// The nearest first around this latitude
    #[arg(long, allow_negative_numbers = true, requires = "lon")]
    #[serde(default)]
    pub(in crate::cli) lat: Option<f64>,
    /// And this longitude
    #[arg(long, allow_negative_numbers = true, requires = "lat")]
    #[serde(default)]
    pub(in crate::cli) lon: Option<f64>,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Assets {
    /// Around this latitude
    #[arg(long, allow_negative_numbers = true, requires = "lon")]
    #[serde(default)]
    pub(in crate::cli) lat: Option<f64>,
    /// And this longitude
    #[arg(long, allow_negative_numbers = true, requires = "lat")]
    #[serde(default)]
    pub(in crate::cli) lon: Option<f64>,
    /// Those of this code
    #[arg(long, conflicts_with_all = ["lat", "lon"])]
    #[serde(default)]
    pub(in crate::cli) code: Option<String>,
}
