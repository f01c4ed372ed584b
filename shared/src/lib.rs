// SPDX-License-Identifier: EUPL-1.2
//! The pure domain of Ronda: what a ticket is, how it merges, what phone and office owe each other.
//!
//! No I/O, no clock, no randomness: time and random bytes are arguments, so both sides and the tests drive the same code.

pub mod audit;
pub mod case_row;
pub mod code;
pub mod document;
pub mod duplicates;
pub mod fold;
pub mod identity;
pub mod ids;
pub mod limits;
pub mod moment;
pub mod photo;
pub mod place;
pub mod policy;
pub mod reference;
pub mod reporter;
pub mod sync;
pub mod ticket;
pub mod wire;
pub mod workflow;
