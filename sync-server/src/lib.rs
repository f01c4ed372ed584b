// SPDX-License-Identifier: EUPL-1.2
//! The sync server and central case store: receive, keep, project, deliver.

pub mod case_store;
pub mod config;
pub mod photo_store;
pub mod root;
