// SPDX-License-Identifier: EUPL-1.2
//! The device engine of Ronda: an encrypted store, capture, search and sync. Nothing here waits for a network to save.

pub mod cli;
pub mod engine;
pub mod enrolment;
pub mod error;
pub mod hands;
pub mod home;
pub mod keystore;
pub mod maps;
pub mod store;
pub mod sync;
pub mod transport;
