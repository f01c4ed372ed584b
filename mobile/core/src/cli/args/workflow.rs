// SPDX-License-Identifier: EUPL-1.2
//! What may be typed to move tickets through the workflow, to tie them to others, and to see one's day.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use ronda_shared::ticket::Field;
use ronda_shared::workflow::Kind;
use serde::Deserialize;

/// What happens to a ticket. Which flags an event needs, its refusal says.
#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Happen {
    /// Id or spoken code
    pub(in crate::cli) id: String,
    /// What happens
    #[arg(value_parser = PossibleValuesParser::new(Kind::ALL.map(|(_, name)| name)))]
    pub(in crate::cli) event: String,
    /// Why
    #[arg(long)]
    pub(in crate::cli) reason: Option<String>,
    /// How it ended, such as fixed_on_site or not_found
    #[arg(long)]
    pub(in crate::cli) outcome: Option<String>,
    /// Code of the office that takes or gets it
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) office: Option<String>,
    /// Code of the crew that is to do it (your own crew when not said)
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) crew: Option<String>,
    /// What it waits for: reporter, weather, third_party, permit, material or capacity
    #[arg(long, value_name = "REASON")]
    pub(in crate::cli) hold: Option<String>,
    /// The question, the answer, or what the reporter is told
    #[arg(long)]
    pub(in crate::cli) text: Option<String>,
    /// The body whose business it is
    #[arg(long)]
    pub(in crate::cli) body: Option<String>,
    /// The day it was passed on to that body, such as 2026-05-04
    #[arg(long, value_name = "DAY")]
    pub(in crate::cli) passed_on: Option<String>,
    /// The ticket it duplicates, or the one that goes on with it
    #[arg(long, value_name = "OTHER")]
    pub(in crate::cli) ticket: Option<String>,
    /// By when the crew should be done, such as 2026-05-04 or 2026-05-04T12:00:00Z
    #[arg(long, value_name = "DAY")]
    pub(in crate::cli) due: Option<String>,
    /// Photos of the state left
    #[arg(long = "photo", value_name = "FILE", num_args = 1..)]
    #[serde(default)]
    pub(in crate::cli) photos: Vec<PathBuf>,
    /// Latitude in degrees, where you are
    #[arg(long, allow_negative_numbers = true, requires = "lon")]
    pub(in crate::cli) lat: Option<f64>,
    /// Longitude in degrees, where you are
    #[arg(long, allow_negative_numbers = true, requires = "lat")]
    pub(in crate::cli) lon: Option<f64>,
    /// Accuracy of the satellite fix, in metres
    #[arg(long, value_name = "METRES", requires = "lat")]
    pub(in crate::cli) accuracy: Option<f64>,
    /// Why there is no photo, or why it is closed from elsewhere
    #[arg(long, value_name = "REASON")]
    pub(in crate::cli) waive: Option<String>,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Link {
    /// Id or spoken code
    pub(in crate::cli) id: String,
    /// How it stands to the other
    #[arg(value_parser = ["duplicate-of", "parent", "related", "different-from"])]
    pub(in crate::cli) kind: String,
    /// Id or spoken code of the other
    pub(in crate::cli) other: String,
    /// Take the link back
    #[arg(long)]
    #[serde(default)]
    pub(in crate::cli) remove: bool,
}

/// Something a person says of a ticket, and may take back.
#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Said {
    /// Id or spoken code
    pub(in crate::cli) id: String,
    /// Take it back
    #[arg(long)]
    #[serde(default)]
    pub(in crate::cli) remove: bool,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Notices {
    /// Id or spoken code; all tickets with something unread when not said
    #[serde(default)]
    pub(in crate::cli) id: Option<String>,
    /// Remember that you have read them; the office sees it
    #[arg(long)]
    #[serde(default)]
    pub(in crate::cli) read: bool,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Aside {
    /// list, reapply (to its ticket, or to the one in its place) or drop
    #[arg(value_name = "WHAT", value_parser = ["list", "reapply", "drop"])]
    pub(in crate::cli) deed: String,
    /// The edit's id, as list shows it
    #[serde(default)]
    pub(in crate::cli) intent: Option<String>,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Duplicates {
    /// Category code of the trouble
    #[arg(long)]
    pub(in crate::cli) category: String,
    /// Latitude in degrees
    #[arg(long, allow_negative_numbers = true)]
    pub(in crate::cli) lat: f64,
    /// Longitude in degrees
    #[arg(long, allow_negative_numbers = true)]
    pub(in crate::cli) lon: f64,
    /// What you would write of it
    #[arg(long)]
    #[serde(default)]
    pub(in crate::cli) text: Option<String>,
    /// The lamp, bin or tree it is about
    #[arg(long = "asset", visible_alias = "asset-ref", value_name = "CODE")]
    #[serde(default, alias = "asset")]
    pub(in crate::cli) asset_ref: Option<String>,
    /// Within so many metres (as the category says, when not said)
    #[arg(long, value_name = "METRES")]
    #[serde(default)]
    pub(in crate::cli) radius: Option<f64>,
    /// Heard of within so many days (as the category says, when not said)
    #[arg(long)]
    #[serde(default)]
    pub(in crate::cli) days: Option<u32>,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Undo {
    /// Id or spoken code
    pub(in crate::cli) id: String,
    /// The field, such as title or answers.depth
    #[arg(value_parser = field)]
    #[serde(deserialize_with = "field_text")]
    pub(in crate::cli) field: Field,
}

fn field(name: &str) -> Result<Field, String> {
    name.parse()
        .map_err(|fault: ronda_shared::ticket::UnknownField| fault.to_string())
}

fn field_text<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Field, D::Error> {
    field(&String::deserialize(from)?).map_err(serde::de::Error::custom)
}
