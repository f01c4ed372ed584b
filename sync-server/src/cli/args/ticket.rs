// SPDX-License-Identifier: EUPL-1.2
//! What may be typed to have tickets destroyed or replaced.

use clap::{Args, Subcommand};
use ronda_shared::ids::PersonId;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum TicketVerb {
    /// Destroy tickets everywhere: here at once, on each phone as soon as it comes; without --yes only tell what would go
    #[command(
        after_help = "Example: ronda-server ticket purge FI-7K3Q-92MX --reason \"erasure request 12/2026\" --by 0198c0de-0000-7000-8000-000000000000 --yes"
    )]
    Purge {
        /// Ids, spoken codes or case numbers
        #[arg(required = true, value_name = "ID|CODE")]
        tickets: Vec<String>,
        #[command(flatten)]
        how: How,
    },
    /// Put a rectified ticket in the place of one, which is destroyed; number and clocks go on
    #[command(
        after_help = "Example: ronda-server ticket supersede FI-7K3Q-92MX --drop title --drop note:0198c0de-0000-7000-8000-000000000000 --reason \"names a minor\" --yes"
    )]
    Supersede {
        /// Id, spoken code or case number
        #[arg(value_name = "ID|CODE")]
        ticket: String,
        /// What is left out: a field, note:ID, photo:SHA256, or event:ID for the words said in it (repeat for more)
        #[arg(long = "drop", required = true, value_name = "PART")]
        parts: Vec<String>,
        #[command(flatten)]
        how: How,
    },
    /// Show what was destroyed, on what order, and how many phones have not answered yet
    #[command(after_help = "Example: ronda-server ticket ledger --json")]
    Ledger,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct How {
    /// Why, without personal data; kept in the ledger, sent to nobody
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The auditor on whose word
    #[arg(long, value_name = "PERSON")]
    pub by: Option<PersonId>,
    /// Really do it
    #[arg(long)]
    pub yes: bool,
}
