// SPDX-License-Identifier: EUPL-1.2
//! The phone app in its real window, with a real server: what a person sees, taps and types.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod agent;
mod android;
mod camera;
mod clusters;
mod codes;
mod contact;
mod crew;
mod last_resort;
mod memory;
mod outside;
mod pin;
mod place;
mod simulated;
mod steps;
