// SPDX-License-Identifier: EUPL-1.2
//! Verbs and flags. Others script against them: what is here stays.

mod case;
mod ticket;
mod vault;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use ronda_shared::ids::{DeviceId, PersonId};
use ronda_shared::policy::Role;

use super::place::{AssetsVerb, GazetteerVerb, PackVerb};
use super::taxonomy::{BoundariesVerb, TaxonomyVerb};
pub(super) use case::{CaseDo, CaseEdit, CaseFilterArgs, CaseVerb};
pub(super) use ticket::{How, TicketVerb};
pub(super) use vault::VaultVerb;

/// The sync server and central case store of a municipality.
#[derive(Debug, Parser)]
#[command(
    name = "ronda-server",
    version,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
#[command(after_help = "Example: ronda-server serve --data /var/lib/ronda --listen 127.0.0.1:8080")]
pub(super) struct Cli {
    /// The data folder
    #[arg(long, global = true, env = "RONDA_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Print the answer as one JSON value, and nothing else, on standard output
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Make a data folder: keys, recovery kit, empty store
    #[command(
        after_help = "Example: ronda-server init --data /var/lib/ronda --jurisdiction FI --name \"Comune di Prova\""
    )]
    Init(InitArgs),
    /// Serve phones and the office until told to stop
    #[command(
        after_help = "Example: ronda-server serve --data /var/lib/ronda --listen 0.0.0.0:8443 --tls-cert chain.pem --tls-key key.pem"
    )]
    Serve(ServeArgs),
    /// People: add, list, edit, disable
    #[command(
        subcommand,
        after_help = "Example: ronda-server person add --name \"Ada Esempio\" --role agent"
    )]
    Person(PersonVerb),
    /// Make a one-time code to enrol a phone of a person
    #[command(after_help = "Example: ronda-server enrol --person 0198c0de-0000-7000-8000-000000000000")]
    Enrol {
        /// The person's id
        #[arg(long, value_name = "ID")]
        person: PersonId,
    },
    /// Devices: list, revoke, trust again
    #[command(subcommand, after_help = "Example: ronda-server device list --json")]
    Device(DeviceVerb),
    /// Alarms: what a person should look at
    #[command(subcommand, after_help = "Example: ronda-server alarm list")]
    Alarm(AlarmVerb),
    /// Cases: list, show, export, and what the office does to them
    #[command(subcommand, after_help = "Example: ronda-server case list --search lampione")]
    Case(CaseVerb),
    /// Tickets as a whole: purge, supersede, ledger
    #[command(subcommand, after_help = "Example: ronda-server ticket ledger")]
    Ticket(TicketVerb),
    /// Changes that were not admitted: list, release, discard
    #[command(subcommand, after_help = "Example: ronda-server quarantine list")]
    Quarantine(QuarantineVerb),
    /// Categories, districts, offices, terms: validate, import, publish, export, list
    #[command(subcommand, after_help = "Example: ronda-server taxonomy export --out city.toml")]
    Taxonomy(TaxonomyVerb),
    /// Outline and districts of the municipality: import, export
    #[command(subcommand, after_help = "Example: ronda-server boundaries import districts.geojson")]
    Boundaries(BoundariesVerb),
    /// Maps for phones: add, list, remove
    #[command(subcommand, after_help = "Example: ronda-server pack list")]
    Pack(PackVerb),
    /// The city's own house numbers: import, list, remove
    #[command(subcommand, after_help = "Example: ronda-server gazetteer import civici.csv")]
    Gazetteer(GazetteerVerb),
    /// Layers of lamps, bins, trees: import, diff, publish, discard, list, remove, export
    #[command(subcommand, after_help = "Example: ronda-server assets list")]
    Assets(AssetsVerb),
    /// Show by when open cases must be taken and resolved, the overdue first
    #[command(after_help = "Example: ronda-server sla --json")]
    Sla,
    /// Take in the emergency pack of a phone, or merge a backup into the store
    #[command(
        after_help = "Example: ronda-server import pack.ronda --recovery-kit /media/safe/recovery-kit.json\nExample: ronda-server import --backup /mnt/vault/ronda-2026-05-04.tar"
    )]
    Import(ImportArgs),
    /// Write a verified backup to a new file
    #[command(after_help = "Example: ronda-server backup --to /mnt/vault/ronda-2026-05-04.tar")]
    Backup {
        /// The new file
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Phones may rely on it although it lies on the same disk
        #[arg(long)]
        counts: bool,
    },
    /// Put a backup in the place of the store (the server must not run; the old folder is set aside)
    #[command(
        after_help = "Example: ronda-server restore --data /var/lib/ronda --from /mnt/vault/ronda-2026-05-04.tar"
    )]
    Restore {
        /// The backup
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
    },
    /// Examine everything that is stored; exits 1 when something is wrong
    #[command(after_help = "Example: ronda-server doctor --json")]
    Doctor,
    /// Compute every case row anew from its ticket, and write those that differ
    #[command(after_help = "Example: ronda-server rebuild --json")]
    Rebuild,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Code of the jurisdiction, in capital letters
    #[arg(long, value_name = "CODE", required_unless_present = "recover")]
    pub jurisdiction: Option<String>,
    /// Name of the municipality
    #[arg(long, value_name = "TEXT", required_unless_present = "recover")]
    pub name: Option<String>,
    /// Make the folder anew from the recovery kit of a lost one
    #[arg(long, value_name = "KIT", conflicts_with_all = ["jurisdiction", "name"])]
    pub recover: Option<PathBuf>,
    /// File with the passphrase that seals (or opens) the recovery kit
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Configuration file (TOML)
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Certificate chain (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Private key (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum PersonVerb {
    /// Add a person
    #[command(
        after_help = "Example: ronda-server person add --name \"Ada Esempio\" --role agent --district Q1 --district Q2"
    )]
    Add {
        /// As the office writes it
        #[arg(long)]
        name: String,
        /// agent, crew, crew_leader, operator, director, school, viewer, admin or auditor
        #[arg(long, value_parser = role)]
        role: Role,
        /// A district the person works in (repeat for more); none: the whole territory
        #[arg(long, value_name = "CODE")]
        district: Vec<String>,
        /// The office an operator works for; none: the front desk
        #[arg(long, value_name = "CODE")]
        office: Option<String>,
        /// The crew a crew member belongs to
        #[arg(long, value_name = "CODE")]
        crew: Option<String>,
    },
    /// Show everybody
    #[command(after_help = "Example: ronda-server person list --json")]
    List,
    /// Change a person; what is not named stays
    #[command(after_help = "Example: ronda-server person edit 0198c0de-0000-7000-8000-000000000000 --role operator")]
    Edit {
        /// The person's id
        id: PersonId,
        /// Another name
        #[arg(long)]
        name: Option<String>,
        /// Another role
        #[arg(long, value_parser = role)]
        role: Option<Role>,
        /// The districts, replacing those before (repeat for more)
        #[arg(long, value_name = "CODE")]
        district: Vec<String>,
        /// The whole territory instead of districts
        #[arg(long, conflicts_with = "district")]
        whole_territory: bool,
        /// Another office
        #[arg(long, value_name = "CODE")]
        office: Option<String>,
        /// The front desk instead of an office
        #[arg(long, conflicts_with = "office")]
        no_office: bool,
        /// Another crew
        #[arg(long, value_name = "CODE")]
        crew: Option<String>,
        /// No crew any more
        #[arg(long, conflicts_with = "crew")]
        no_crew: bool,
        /// Give access back to a disabled person
        #[arg(long)]
        enable: bool,
    },
    /// Contacts of citizens: show, export, erase; reading one is on record
    #[command(subcommand, after_help = "Example: ronda-server person vault show FI-7K3Q-92MX")]
    Vault(VaultVerb),
    /// Take a person's access away; the work stays
    #[command(after_help = "Example: ronda-server person disable 0198c0de-0000-7000-8000-000000000000")]
    Disable {
        /// The person's id
        id: PersonId,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum DeviceVerb {
    /// Show all devices
    #[command(after_help = "Example: ronda-server device list --json")]
    List,
    /// Put a device out, from its next request on
    #[command(after_help = "Example: ronda-server device revoke 00ff10a0b1c2d3e4")]
    Revoke {
        /// The device's id
        id: DeviceId,
    },
    /// Take the flag off a device that was taken for cloned
    #[command(after_help = "Example: ronda-server device trust 00ff10a0b1c2d3e4")]
    Trust {
        /// The device's id
        id: DeviceId,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum AlarmVerb {
    /// Show the newest alarms first
    #[command(after_help = "Example: ronda-server alarm list --limit 20")]
    List {
        /// At most so many
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum QuarantineVerb {
    /// Show what waits for a decision
    #[command(after_help = "Example: ronda-server quarantine list --json")]
    List,
    /// Admit an item although its author had no right to it
    #[command(after_help = "Example: ronda-server quarantine release 7")]
    Release {
        /// Its number
        id: u64,
    },
    /// Decide against an item; it stays on record
    #[command(after_help = "Example: ronda-server quarantine discard 7")]
    Discard {
        /// Its number
        id: u64,
    },
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The file that `ronda export` wrote
    #[arg(required_unless_present = "backup")]
    pub pack: Option<PathBuf>,
    /// A backup of this store: what the store lacks of it comes in, what the store holds stays
    #[arg(long, value_name = "FILE", conflicts_with_all = ["pack", "recovery_kit", "passphrase_file"])]
    pub backup: Option<PathBuf>,
    /// The recovery kit; default: the one in the data folder
    #[arg(long, value_name = "FILE")]
    pub recovery_kit: Option<PathBuf>,
    /// File with the passphrase of the kit
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

fn role(name: &str) -> Result<Role, String> {
    let named = Role::NAMES.iter().find(|(known, _)| *known == name);
    named.map(|(_, role)| *role).ok_or_else(|| {
        "use one of agent, crew, crew_leader, operator, director, school, viewer, admin and auditor".to_owned()
    })
}

fn point(text: &str) -> Result<(f64, f64), String> {
    let read = || {
        let (lat, lon) = text.split_once(',')?;
        let (lat, lon) = (lat.trim().parse::<f64>().ok()?, lon.trim().parse::<f64>().ok()?);
        ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some((lat, lon))
    };
    read().ok_or_else(|| "give latitude and longitude in degrees, such as 43.77,11.25".to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use clap::CommandFactory;

    fn every_command(command: &mut clap::Command, seen: &mut dyn FnMut(&mut clap::Command)) {
        seen(command);
        let own = command.get_subcommands_mut().filter(|inner| inner.get_name() != "help");
        own.for_each(|inner| every_command(inner, seen));
    }

    #[test]
    fn every_verb_s_help_has_an_example() {
        let mut root = Cli::command();
        root.clone().debug_assert();
        every_command(&mut root, &mut |command| {
            let help = command.render_long_help().to_string();
            assert!(help.contains("Example: ronda-server"), "{}", command.get_name());
        });
    }

    #[test]
    fn data_and_json_stand_before_or_after_the_verb() {
        for line in [
            ["--data", "d", "--json", "person", "list"],
            ["person", "list", "--data", "d", "--json"],
        ] {
            let cli = Cli::try_parse_from(std::iter::once("ronda-server").chain(line)).unwrap();
            assert!(cli.json && cli.data == Some(PathBuf::from("d")));
        }
        assert_eq!(
            Cli::try_parse_from(["ronda-server", "person", "fly"])
                .unwrap_err()
                .exit_code(),
            2
        );
    }
}
