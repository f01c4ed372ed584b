// SPDX-License-Identifier: EUPL-1.2
//! The testkit: an office and phones as real processes, photos as a camera makes them, and a network that misbehaves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

pub mod app;
pub mod camera;
pub mod crash;
pub mod fault_proxy;
pub mod fleet;
pub mod hostile;
pub mod office;
pub mod oracle;
pub mod other_clock;
pub mod phone;
pub mod place;
pub mod processes;
pub mod program;
pub mod promises;
pub mod provenance;
pub mod scenario;
pub mod screen;
pub mod sim;
pub mod stranger;
pub mod wait;
pub mod webdriver;
pub mod work;
