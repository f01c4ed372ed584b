// SPDX-License-Identifier: EUPL-1.2
//! What can be asked of an office by its administrator; over the socket each command is one line of JSON.

use std::path::PathBuf;

use ronda_shared::ids::{DeviceId, PersonId};
use ronda_shared::policy::{Grants, Role};
use ronda_shared::reporter::TypedContact;
use ronda_shared::workflow::Told;
use serde::{Deserialize, Serialize};

use super::{PlaceCommand, TaxonomyCommand, VaultCommand};
use crate::office::ExportFormat;

/// A command.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case", deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "verbs and fields are those of the command line, described in its help"
)]
pub enum AdminCommand {
    PersonAdd {
        name: String,
        grants: Grants,
    },
    PersonList {},
    PersonEdit {
        id: PersonId,
        name: Option<String>,
        role: Option<Role>,
        districts: Option<Vec<String>>,
        office: Option<Option<String>>,
        crew: Option<Option<String>>,
        enable: bool,
    },
    PersonDisable {
        id: PersonId,
    },
    Enrol {
        person: PersonId,
    },
    DeviceList {},
    DeviceRevoke {
        device: DeviceId,
    },
    DeviceTrust {
        device: DeviceId,
    },
    AlarmList {
        limit: u32,
    },
    CaseList {
        filter: CaseFilter,
    },
    CaseDuplicates {
        limit: u32,
    },
    CaseShow {
        case: String,
    },
    CaseAct {
        case: String,
        deed: TypedDeed,
    },
    CaseExport {
        format: ExportFormat,
    },
    QuarantineList {},
    QuarantineRelease {
        no: u64,
    },
    QuarantineDiscard {
        no: u64,
    },
    Import {
        pack: PathBuf,
        recovery_kit: Option<PathBuf>,
        passphrase: Option<Passphrase>,
    },
    ImportBackup {
        file: PathBuf,
    },
    Backup {
        to: PathBuf,
        counts: bool,
    },
    Vault {
        command: VaultCommand,
    },
    Taxonomy {
        command: TaxonomyCommand,
    },
    Place {
        command: PlaceCommand,
    },
    TicketPurge {
        tickets: Vec<String>,
        how: TypedErasure,
    },
    TicketSupersede {
        ticket: String,
        parts: Vec<String>,
        how: TypedErasure,
    },
    TicketLedger {},
    Sla {},
    Doctor {},
    Rebuild {},
}

/// What the office does to a case, as it was typed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case", deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "the deeds and their fields are the verbs and flags of `case`"
)]
pub enum TypedDeed {
    Do {
        told: Box<Told>,
        other: Option<String>,
    },
    Note {
        text: String,
        public: bool,
    },
    Edit {
        fields: Vec<(String, String)>,
        contact: TypedContact,
    },
    Link {
        kind: String,
        other: String,
        remove: bool,
    },
    Keep {
        field: String,
        value_id: String,
    },
}

/// How an erasure was asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are the flags of `ticket purge`")]
pub struct TypedErasure {
    pub reason: String,
    pub by: Option<PersonId>,
    pub confirmed: bool,
}

/// Filters of `case list`; all that are given must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are the flags of `case list`")]
pub struct CaseFilter {
    pub search: Option<String>,
    pub near: Option<(f64, f64)>,
    pub radius_m: f64,
    pub category: Option<String>,
    pub status: Option<String>,
    pub district: Option<String>,
    pub office: Option<String>,
    pub crew: Option<String>,
    pub notices: bool,
    pub limit: u32,
}

/// The passphrase of a recovery kit; never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Passphrase(pub String);

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(..)")
    }
}
