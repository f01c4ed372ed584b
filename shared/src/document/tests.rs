// SPDX-License-Identifier: EUPL-1.2
//! What people rely on when documents merge and when strangers push changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod crafted;
mod gate;
mod hostile;
mod layouts;
mod ledger;
mod merge;
mod people;
mod place;
mod saved;
mod shape;
mod successor;
mod within;
mod workflow;
