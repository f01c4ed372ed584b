// SPDX-License-Identifier: EUPL-1.2
//! Input that means harm: changes, photos, tampered stores and guesses of PINs, made from a seed and judged in process.

pub mod canaries;
pub mod changes;
pub mod chunk;
pub mod fuzzed;
pub mod guesses;
pub mod photos;
pub mod requests;
pub mod tampering;
