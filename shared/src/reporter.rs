// SPDX-License-Identifier: EUPL-1.2
//! A citizen's contact: never in a ticket document, sealed where it is taken, opened by the office alone
//! (docs/decisions/0015-reporter-vault.md).

mod alike;
mod contact;
mod row;
mod wording;

pub use alike::{Like, Seeming, TextOf, warnings};
pub use contact::{Contact, TypedContact};
pub use row::{ReporterAnswer, ReporterVerdict, RowError, SealedReporter};
pub use wording::{WORDINGS, Wording};
