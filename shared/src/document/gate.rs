// SPDX-License-Identifier: EUPL-1.2
//! The gate: no foreign change touches a live document before it has passed every check, the cheapest first.

mod admit;
mod arrive;
mod authorship;
mod causality;
mod event;
mod genesis;
mod ledger;
mod members;
mod orphans;
mod proven;
mod shape;
mod trial;
mod within;

pub use admit::{Admission, Author, Pushed, Quarantined, Rights, admit};
pub use arrive::{Arrived, arrive, arrive_snapshot};
pub use authorship::unsigned;
pub use trial::{ReadBack, photos_named};
pub use within::admit_within;
