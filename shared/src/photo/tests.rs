// SPDX-License-Identifier: EUPL-1.2
//! Every promise of the photo intake, on pictures drawn here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod edits;
mod fixtures;
mod formats;
mod grey;
mod halves;
mod hostile;
mod metadata;
mod stored;
