// SPDX-License-Identifier: EUPL-1.2
//! A phone's real encrypted store on a disk that fails at the n-th call, is full, or loses power: no processes, every place.

pub mod disk;
pub mod errors;
pub mod handset;
pub mod power;
mod vfs;
