// SPDX-License-Identifier: EUPL-1.2
//! Verbs and flags of cases: what the office reads of them, and what it does to them in its own name.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use ronda_shared::ids::PersonId;
use ronda_shared::ticket::{Priority, Visibility};
use ronda_shared::workflow::Kind;

use super::point;
use crate::office::ExportFormat;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum CaseVerb {
    /// Show cases, newest first
    #[command(after_help = "Example: ronda-server case list --near 43.77,11.25 --radius 500 --status submitted")]
    List(CaseFilterArgs),
    /// Show one case whole
    #[command(after_help = "Example: ronda-server case show FI-7K3Q-92MX")]
    Show {
        /// Id, spoken code or case number
        case: String,
    },
    /// Make something happen to a case in the office's name
    #[command(
        after_help = "Example: ronda-server case do FI-7K3Q-92MX assign --crew ROADS-1 --due 2026-05-04\nExample: ronda-server case do FI-7K3Q-92MX close_from_desk --outcome unfeasible --reason \"under a railway\" --director 0198c0de-0000-7000-8000-000000000000"
    )]
    Do(Box<CaseDo>),
    /// Add an internal note, or an update meant for the citizen
    #[command(after_help = "Example: ronda-server case note FI-7K3Q-92MX \"the crew comes tomorrow\" --public")]
    Note {
        /// Id, spoken code or case number
        case: String,
        /// The text
        text: String,
        /// Meant for the citizen
        #[arg(long)]
        public: bool,
    },
    /// Change fields of a case
    #[command(after_help = "Example: ronda-server case edit FI-7K3Q-92MX --district Q1 --priority P2")]
    Edit(Box<CaseEdit>),
    /// Tie a case to another
    #[command(after_help = "Example: ronda-server case link FI-7K3Q-92MX duplicate-of FI-1B2C-3D4E")]
    Link {
        /// Id, spoken code or case number
        case: String,
        /// How it stands to the other
        #[arg(value_parser = ["duplicate-of", "parent", "related", "different-from"])]
        kind: String,
        /// Id, spoken code or case number of the other
        other: String,
        /// Take the link back
        #[arg(long)]
        remove: bool,
    },
    /// Decide a conflict: keep one of the values
    #[command(after_help = "Example: ronda-server case keep FI-7K3Q-92MX title 12@0f0e0d0c0b0a09080102030405060708")]
    Keep {
        /// Id, spoken code or case number
        case: String,
        /// The contested field
        field: String,
        /// The value, as `case show` names it under conflicts
        value_id: String,
    },
    /// Write all cases to standard output or a file
    #[command(after_help = "Example: ronda-server case export --format csv --out cases.csv")]
    Export {
        /// json, csv or geojson
        #[arg(long, value_enum)]
        format: ExportFormat,
        /// A file instead of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CaseFilterArgs {
    /// Words of code, title, description or address; case and accents do not matter
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Around this point
    #[arg(long, value_name = "LAT,LON", value_parser = point, allow_hyphen_values = true, requires = "radius")]
    pub near: Option<(f64, f64)>,
    /// Within so many metres of it
    #[arg(long, value_name = "METRES", requires = "near")]
    pub radius: Option<f64>,
    /// Exactly this category
    #[arg(long, value_name = "CODE")]
    pub category: Option<String>,
    /// Exactly this status
    #[arg(long)]
    pub status: Option<String>,
    /// Exactly this district
    #[arg(long, value_name = "CODE")]
    pub district: Option<String>,
    /// In charge of this office
    #[arg(long, value_name = "CODE")]
    pub office: Option<String>,
    /// To be done by this crew
    #[arg(long, value_name = "CODE")]
    pub crew: Option<String>,
    /// Only those of which people must be told something
    #[arg(long)]
    pub notices: bool,
    /// Only open ones that may be about the same trouble as an earlier one, each with what it may be
    #[arg(long, conflicts_with_all = ["search", "near", "category", "status", "district", "office", "crew", "notices"])]
    pub duplicates: bool,
    /// At most so many
    #[arg(long, default_value_t = 100)]
    pub limit: u32,
}

/// What happens to a case. Which flags an event needs, its refusal says.
#[derive(Debug, Args)]
pub(in crate::cli) struct CaseDo {
    /// Id, spoken code or case number
    pub case: String,
    /// What happens
    #[arg(value_parser = PossibleValuesParser::new(Kind::ALL.map(|(_, name)| name)))]
    pub event: String,
    /// Why
    #[arg(long)]
    pub reason: Option<String>,
    /// How it ended, such as not_ours or duplicate
    #[arg(long)]
    pub outcome: Option<String>,
    /// Code of the office that takes or gets it
    #[arg(long, value_name = "CODE")]
    pub office: Option<String>,
    /// Code of the crew that is to do it
    #[arg(long, value_name = "CODE")]
    pub crew: Option<String>,
    /// What it waits for: reporter, weather, third_party, permit, material or capacity
    #[arg(long, value_name = "REASON")]
    pub hold: Option<String>,
    /// The question, the answer, or what the reporter is told
    #[arg(long)]
    pub text: Option<String>,
    /// The body whose business it is
    #[arg(long)]
    pub body: Option<String>,
    /// The day it was passed on to that body, such as 2026-05-04
    #[arg(long, value_name = "DAY")]
    pub passed_on: Option<String>,
    /// The case it duplicates, or the one that goes on with it
    #[arg(long, value_name = "OTHER")]
    pub ticket: Option<String>,
    /// By when the crew should be done, such as 2026-05-04 or 2026-05-04T12:00:00Z
    #[arg(long, value_name = "DAY")]
    pub due: Option<String>,
    /// Why there is no photo
    #[arg(long, value_name = "REASON")]
    pub waive: Option<String>,
    /// The director who approved it: only a director says that something is unfeasible
    #[arg(long, value_name = "PERSON")]
    pub director: Option<PersonId>,
}

/// An empty text clears a field that may be empty.
#[derive(Debug, Args)]
pub(in crate::cli) struct CaseEdit {
    /// Id, spoken code or case number
    pub case: String,
    /// One line
    #[arg(long)]
    pub title: Option<String>,
    /// The long text
    #[arg(long)]
    pub description: Option<String>,
    /// Category code
    #[arg(long)]
    pub category: Option<String>,
    /// The place
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true)]
    pub position: Option<String>,
    /// The address as written
    #[arg(long)]
    pub address: Option<String>,
    /// The address in the city's register
    #[arg(long)]
    pub address_id: Option<String>,
    /// District code
    #[arg(long)]
    pub district: Option<String>,
    /// The lamp, bin or tree it is about
    #[arg(long)]
    pub asset_ref: Option<String>,
    /// How urgent it is
    #[arg(long, value_parser = PossibleValuesParser::new(Priority::NAMES.map(|(name, _)| name)))]
    pub priority: Option<String>,
    /// What could hurt somebody; an empty text: nothing any more
    #[arg(long, value_name = "REASON")]
    pub danger: Option<String>,
    /// Who may see it
    #[arg(long, value_parser = PossibleValuesParser::new(Visibility::NAMES.map(|(name, _)| name)))]
    pub visibility: Option<String>,
    /// The reporter's name; it goes to the vault, never into the ticket
    #[arg(long, value_name = "NAME")]
    pub reporter_name: Option<String>,
    /// The reporter's phone number; it goes to the vault
    #[arg(long, value_name = "NUMBER")]
    pub reporter_phone: Option<String>,
    /// The reporter's e-mail address; it goes to the vault
    #[arg(long, value_name = "ADDRESS")]
    pub reporter_email: Option<String>,
    /// The reporter agreed, to this wording
    #[arg(long, value_name = "WORDING", num_args = 0..=1, default_missing_value = "contact-1")]
    pub consent: Option<String>,
}
