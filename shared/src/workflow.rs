// SPDX-License-Identifier: EUPL-1.2
//! The workflow of a ticket: events that build on the events their authors had seen, and the fold that reads where it stands.
//!
//! Status, office, assignments, outcome and counts are never stored: they are folded from the set of events, the same on
//! every replica in any order of arrival (docs/decisions/0012-workflow.md).

mod event;
mod fold;
mod hold;
mod kind;
mod order;
mod outcome;
mod overtaking;
mod rules;
mod status;
#[cfg(test)]
mod tests;
mod told;
mod visit;

pub use event::{Event, Happened};
pub use fold::{Assignment, Folded, Hold, Wait, fold};
pub use hold::HoldReason;
pub use kind::Kind;
pub use order::frontier;
pub use outcome::{Outcome, Solved};
pub use rules::{Fault, Need, Situation, faults};
pub use status::Status;
pub use told::Told;
pub use visit::{CLOSING_DISTANCE_M, Evidence, FIX_FRESH_S, Phase, Verdict, Visit};
