// SPDX-License-Identifier: EUPL-1.2
//! The central case store: what it keeps, which questions it answers, and nothing about how (SQLite now, PostgreSQL later).
//!
//! Every write is durable and visible to the next read when its future resolves. The store owns no clock and no chance:
//! moments, ids and random bytes are arguments. What is not SQL (chain links, digests, session rules, folding of text) is
//! pure Rust beside this file, so that a second implementer reuses it.

mod audit;
mod cases;
mod catalogue;
mod conformance;
mod custody;
mod deposit;
mod destruction;
mod error;
mod fold;
mod ledger;
pub mod locked_pack;
mod log;
mod page;
mod photos;
mod pull;
mod reference;
mod registry;
mod rows;
mod session;
mod sqlite;
mod upkeep;
mod vault;

pub use audit::{AuditHead, AuditTrail, By, Deed, StoredFact};
pub use cases::{CaseKey, CaseQuery, Cases, Near};
pub use catalogue::{CatalogueShelf, StagedLayer};
pub use custody::{Custody, CustodyItem, CustodyNo, CustodySize, CustodyState, Decision, Whereabouts};
pub use deposit::{AcceptedChange, Deposit, Deposited, Outcome, QuarantinedChange, TicketState};
pub use destruction::{Destruction, Doomed, Holdings, MadeBackup, PurgeLedger, PurgedTicket};
pub use error::StoreError;
pub use log::{HeldTicket, Jurisdiction, LoggedChange, NewEpoch, StoreMeta, TicketLog, Watermark, WholeTicket};
pub use photos::{PhotoLedger, PhotoQuery, PhotoRecord, StoredPhoto, Upload, UploadId};
pub use pull::{PageLimits, PullPage, PullQuery};
pub use reference::{PublishedReference, ReferenceShelf};
pub use registry::{
    Alarm, AlarmKind, Device, Enrolment, Names, NewCode, NewDevice, OpenCode, Person, RaisedAlarm, Registry, Visit,
    Visited,
};
pub use rows::{RowCells, RowWrite, StoredRow};
pub use sqlite::{NewStore, SqliteStore};
pub use upkeep::{CopyReport, StoreFault, Upkeep};
pub use vault::{ReporterQuery, Vault, VaultedReporter};

/// Everything a central case store offers. Any type that offers the parts offers the whole.
pub trait CaseStore:
    TicketLog
    + PhotoLedger
    + PurgeLedger
    + Registry
    + Custody
    + Cases
    + AuditTrail
    + ReferenceShelf
    + CatalogueShelf
    + Vault
    + Upkeep
{
}

impl<T> CaseStore for T where
    T: TicketLog
        + PhotoLedger
        + PurgeLedger
        + Registry
        + Custody
        + Cases
        + AuditTrail
        + ReferenceShelf
        + CatalogueShelf
        + Vault
        + Upkeep
{
}
