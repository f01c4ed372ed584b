// SPDX-License-Identifier: EUPL-1.2
//! The sync server and central case store: receive, keep, project, deliver.

pub mod admin;
pub mod case_store;
pub mod cli;
pub mod config;
pub mod http;
pub mod map_file;
pub mod office;
pub mod photo_store;
pub mod place_folder;
pub mod root;
pub mod serve;
pub mod tls;
