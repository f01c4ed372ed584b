// SPDX-License-Identifier: EUPL-1.2
//! The main job end to end: real processes on loopback, as the README walks through it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod assets;
mod faults;
mod full_disk;
mod hostile;
mod imports;
mod kills;
mod limits;
mod maps;
mod merge;
mod names;
mod offline;
mod packs;
mod photos;
mod place;
mod purge;
mod rebuild;
mod reference;
mod restore;
mod rights;
mod streets;
mod tls;
mod trespass;
mod tus_clients;
mod vault;
mod workflow;
