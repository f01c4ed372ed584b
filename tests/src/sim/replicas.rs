// SPDX-License-Identifier: EUPL-1.2
//! Replicas without stores: people, phones and an office in memory, the real documents and gates between them. The fast tier
//! of schedules: no disk, no network, many a second.
//!
//! A script that breaks a promise is cut down to what is needed and kept in `tests/corpus/replicas`.

mod at_once;
mod deeds;
mod delivery;
mod draw;
mod every_role;
mod judge;
mod office;
mod parcel;
mod phone;
pub mod script;
#[cfg(test)]
mod tests;
mod world;

pub use at_once::{Scene, scene};
pub use every_role::tried;

use super::corpus;
use super::shrink::shrunk;
use super::{Broken, Trace, judged};
use script::{Op, Script};
use world::World;

/// Operations of a drawn script before all must agree.
pub const STEPS: usize = 40;
/// Scripts that broke a promise once.
const CORPUS: &str = "replicas";

/// The script of a seed.
pub fn drawn(seed: u64) -> Script {
    draw::script(seed, STEPS)
}

/// Every kept script, with its file's name.
pub fn kept() -> Vec<(String, Script)> {
    corpus::all_of(CORPUS)
}

/// Plays a script to its end.
///
/// # Errors
/// With what the oracle said where a promise was broken.
pub fn play(script: &Script) -> Result<Trace, Box<Broken<Op>>> {
    judged(script, |trace| {
        let mut world = World::new(script.seed);
        for op in script.ops.iter().chain([&Op::Agree]) {
            trace.push(op.to_string());
            trace.push(format!("    {}", world.step(op)?));
        }
        Ok(())
    })
}

/// Plays the schedules of so many seeds in a row; answers how many.
///
/// # Panics
/// With the smallest script found that breaks a promise, and where it is kept.
pub fn schedules(first: u64, count: u64) -> u64 {
    for seed in first..first + count {
        if let Err(broken) = play(&drawn(seed)) {
            fails(&shrunk(broken, &play));
        }
    }
    count
}

/// Plays so many scenes of deeds at once, of seeds in a row; answers in how many of them two or three were done.
///
/// # Panics
/// With the script that breaks a promise, and where it is kept.
pub fn deeds_at_once(first: u64, count: u64) -> u64 {
    let scenes = (first..first + count).map(|seed| scene(seed).unwrap_or_else(|broken| fails(&broken)));
    scenes.filter(|scene| scene.deeds > 1).count() as u64
}

/// Tries every event by every role on the tickets of so many seeds in a row; answers how many were tried.
///
/// # Panics
/// With the script of the ticket on which phone, gate and table disagree, and where it is kept.
pub fn events_by_roles(first: u64, count: u64) -> u64 {
    let tickets = first..first + count;
    tickets
        .map(|seed| tried(seed).unwrap_or_else(|broken| fails(&broken)))
        .sum()
}

fn fails(broken: &Broken<Op>) -> ! {
    corpus::fails_in(CORPUS, broken)
}
