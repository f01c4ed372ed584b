// SPDX-License-Identifier: EUPL-1.2
//! The lanes: each measures the goals of one part of the work.

pub mod crowd;
pub mod daily;
pub mod fleet;
pub mod handset;
pub mod photos;
pub mod place;
pub mod territory;
pub mod tickets;
pub mod window;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Repetitions of what has a median.
    pub runs: usize,
    /// Under ten minutes in all: the small sizes only.
    pub quick: bool,
}

/// Says on standard error what is being done; the table alone goes to standard output.
pub fn say(what: &str) {
    eprintln!("bench: {what}");
}
