// SPDX-License-Identifier: EUPL-1.2
//! The fold and the rules, as tables a person can read and as properties of any set of events.

mod approval;
mod bounds;
mod corners;
mod crews;
mod golden;
mod graphs;
mod merge_table;
mod proofs;
mod rules;
mod story;
mod words;
