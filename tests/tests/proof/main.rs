// SPDX-License-Identifier: EUPL-1.2
//! The proof lanes with their share of `make test`: fixed seeds, fixed counts; more is the work of `prove`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod clocks;
mod crash;
mod divergence;
mod fleet;
mod fuzzed;
mod guesses;
mod hostile;
mod readme;
mod replicas;
mod requests;
mod schemathesis;
mod sim;
mod upheaval;

use ronda_tests::hostile::cost::Counting;

#[global_allocator]
static COUNTING: Counting = Counting;
