// SPDX-License-Identifier: EUPL-1.2
//! The door, tried from outside over real HTTP on loopback: the same `serve` as the binary's, a real store, real photos.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod bodies;
mod contacts;
mod early_answers;
mod exchanges;
mod operation;
mod photos;
mod places;
mod sessions;
mod town;
mod uploads;
