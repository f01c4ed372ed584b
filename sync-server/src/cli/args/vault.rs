// SPDX-License-Identifier: EUPL-1.2
//! Verbs and flags of the vault of reporters' contacts.

use std::path::PathBuf;

use clap::Subcommand;
use ronda_shared::identity::ErasureReason;
use ronda_shared::ids::{PersonId, ReporterRef};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum VaultVerb {
    /// Show the contacts of a reference or a case
    #[command(after_help = "Example: ronda-server person vault show FI-7K3Q-92MX")]
    Show {
        /// A reporter_ref; or id, spoken code or case number of a case
        which: String,
        /// Who reads it, as far as that person may; the office itself when not said
        #[arg(long = "as", value_name = "PERSON")]
        person: Option<PersonId>,
    },
    /// Write what is held of a citizen, to hand it over
    #[command(after_help = "Example: ronda-server person vault export FI-7K3Q-92MX --out reporter.json")]
    Export {
        /// A reporter_ref; or id, spoken code or case number of a case
        which: String,
        /// A file instead of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Who reads it, as far as that person may; the office itself when not said
        #[arg(long = "as", value_name = "PERSON")]
        person: Option<PersonId>,
    },
    /// Erase a contact everywhere, for good
    #[command(
        after_help = "Example: ronda-server person vault erase 0198c0de-0000-7000-8000-000000000000 --reason request"
    )]
    Erase {
        /// The reporter_ref, as `show` names it
        reference: ReporterRef,
        /// request (the person asked), retention (kept long enough) or error (should not have been taken)
        #[arg(long, value_parser = reason)]
        reason: ErasureReason,
        /// Who erases it, as far as that person may; the office itself when not said
        #[arg(long = "as", value_name = "PERSON")]
        person: Option<PersonId>,
    },
}

fn reason(name: &str) -> Result<ErasureReason, String> {
    let named = ErasureReason::NAMES.iter().find(|(known, _)| *known == name);
    named
        .map(|(_, reason)| *reason)
        .ok_or_else(|| "use one of request, retention and error".to_owned())
}
