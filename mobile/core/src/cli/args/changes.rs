// SPDX-License-Identifier: EUPL-1.2
//! What may be typed to change a ticket: its fields, its notes and photos, and which of several values stands.

use std::path::PathBuf;

use clap::Args;
use ronda_shared::ticket::{PhotoRole, Priority, Visibility};
use serde::Deserialize;

use super::names;

/// An empty text clears a field that may be empty.
#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Edit {
    /// Id or spoken code
    pub(in crate::cli) id: String,
    /// One line
    #[arg(long)]
    pub(in crate::cli) title: Option<String>,
    /// The long text
    #[arg(long)]
    pub(in crate::cli) description: Option<String>,
    /// Category code
    #[arg(long)]
    pub(in crate::cli) category: Option<String>,
    /// Latitude in degrees
    #[arg(long, allow_negative_numbers = true, requires = "lon")]
    pub(in crate::cli) lat: Option<f64>,
    /// Longitude in degrees
    #[arg(long, allow_negative_numbers = true, requires = "lat")]
    pub(in crate::cli) lon: Option<f64>,
    /// Accuracy of a satellite fix, in metres
    #[arg(long, value_name = "METRES", requires = "lat")]
    pub(in crate::cli) accuracy: Option<f64>,
    /// The address as written
    #[arg(long)]
    pub(in crate::cli) address: Option<String>,
    /// District code
    #[arg(long)]
    pub(in crate::cli) district: Option<String>,
    /// How urgent it is
    #[arg(long, value_parser = names(&Priority::NAMES))]
    pub(in crate::cli) priority: Option<String>,
    /// What could hurt somebody
    #[arg(long, value_name = "REASON", conflicts_with = "no_danger")]
    pub(in crate::cli) danger: Option<String>,
    /// Nothing can hurt anybody any more
    #[arg(long)]
    #[serde(default)]
    pub(in crate::cli) no_danger: bool,
    /// Who may see it
    #[arg(long, value_parser = names(&Visibility::NAMES))]
    pub(in crate::cli) visibility: Option<String>,
    /// The lamp, bin or tree it is about
    #[arg(long = "asset", visible_alias = "asset-ref", value_name = "CODE")]
    #[serde(alias = "asset")]
    pub(in crate::cli) asset_ref: Option<String>,
    /// The address in the city's register
    #[arg(long)]
    pub(in crate::cli) address_id: Option<String>,
    /// An answer to one of the category's questions (repeat for more); nothing after = clears it
    #[arg(long = "answer", value_name = "CODE=VALUE")]
    #[serde(default)]
    pub(in crate::cli) answers: Vec<String>,
    /// The reporter's name; it goes sealed to the vault, never into the ticket
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) reporter_name: Option<String>,
    /// The reporter's phone number; it goes sealed to the vault
    #[arg(long, value_name = "NUMBER")]
    pub(in crate::cli) reporter_phone: Option<String>,
    /// The reporter's e-mail address; it goes sealed to the vault
    #[arg(long, value_name = "ADDRESS")]
    pub(in crate::cli) reporter_email: Option<String>,
    /// The reporter agreed, to this wording
    #[arg(long, value_name = "WORDING", num_args = 0..=1, default_missing_value = "contact-1")]
    pub(in crate::cli) consent: Option<String>,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Note {
    /// Id or spoken code
    pub(in crate::cli) id: String,
    /// What the next person should know
    pub(in crate::cli) text: String,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Photo {
    /// Id or spoken code
    pub(in crate::cli) id: String,
    /// The camera's file
    pub(in crate::cli) file: PathBuf,
    /// What it shows
    #[arg(long, value_parser = names(&PhotoRole::NAMES))]
    pub(in crate::cli) role: Option<String>,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Keep {
    /// Id or spoken code
    pub(in crate::cli) id: String,
    /// The contested field
    pub(in crate::cli) field: String,
    /// The value, as `conflicts` names it
    pub(in crate::cli) value_id: String,
}
