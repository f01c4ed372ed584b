// SPDX-License-Identifier: EUPL-1.2
//! What can be proved so far: one lane for each promise that has a scenario, and the promises that have none yet.

use ronda_tests::scenario::{Random, faults, kills, roll_back};

/// Kills of a phone in one run.
const PHONE_KILLS: u64 = 20;
/// Kills of the server in one run.
const SERVER_KILLS: u64 = 8;
/// Faulty exchanges in one run.
const FAULTS: usize = 8;

/// A promise and the scenario that tries to break it.
#[derive(Debug)]
pub struct Lane {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it proves.
    pub promise: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// One run with a seed; answers how many of the unit it did, and panics when the promise was broken.
    pub run: fn(u64) -> u64,
}

/// Every lane.
pub static LANES: [Lane; 5] = [
    Lane {
        name: "kills",
        promise: "an acknowledged save survives kill -9 of the phone",
        unit: "kills",
        run: |seed| {
            kills::of_a_phone(seed, PHONE_KILLS);
            PHONE_KILLS
        },
    },
    Lane {
        name: "server-kills",
        promise: "kill -9 of the server while phones sync loses and doubles nothing",
        unit: "kills",
        run: |seed| {
            kills::of_the_server(seed, SERVER_KILLS);
            SERVER_KILLS
        },
    },
    Lane {
        name: "roll-backs",
        promise: "a server put back to an older copy heals from the phones with no operator command",
        unit: "roll-backs",
        run: |seed| {
            roll_back::of_the_server(seed);
            1
        },
    },
    Lane {
        name: "clones",
        promise: "a cloned phone loses nothing",
        unit: "clones",
        run: |seed| {
            roll_back::of_a_phone(seed);
            1
        },
    },
    Lane {
        name: "faults",
        promise: "drop, duplicate, half-close and truncate only delay",
        unit: "faulty exchanges",
        run: |seed| faults::delay_only(&faults::drawn(&mut Random::of(seed), FAULTS)) as u64,
    },
];

/// Promises without a lane here: what `make test` does for them is in the README.
pub const NOT_RUN: &[&str] = &[
    "an acknowledged save survives a power cut",
    "any schedule of edits converges, nothing lost",
    "an I/O error or full disk at every call leaves the last saved state",
    "clocks may be anything",
    "divergence is noticed in the same session",
    "hostile changes harm nobody",
    "hostile photos harm nobody",
    "bad HTTP never gives 5xx nor leaks",
    "nobody sees or touches another scope",
    "the file on a stolen phone is unreadable",
    "PIN guessing fails",
    "a revoked phone is out at once; wipe first delivers what was not delivered",
    "erasure is complete, and stays so after a restore",
    "history cannot be altered unseen",
    "overload slows, never breaks",
    "old and new speak",
];

/// The lane of a name.
pub fn named(name: &str) -> Result<&'static Lane, String> {
    let names = || LANES.iter().map(|lane| lane.name).collect::<Vec<_>>().join(", ");
    let found = LANES.iter().find(|lane| lane.name == name);
    found.ok_or_else(|| format!("there is no such lane: choose of {}", names()))
}
