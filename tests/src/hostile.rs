// SPDX-License-Identifier: EUPL-1.2
//! Input that means harm: changes, photos, requests, texts for exports, tampered stores and guesses of PINs, made from a seed.

pub mod canaries;
pub mod changes;
pub mod chunk;
pub mod cost;
pub mod exports;
pub mod fuzzed;
pub mod guesses;
pub mod http;
pub mod photos;
pub mod requests;
pub mod rights;
pub mod tampering;
