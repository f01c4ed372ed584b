// SPDX-License-Identifier: EUPL-1.2
//! A world in one process: the real engine of phones and office, a network and clocks that misbehave, all from one seed.
//!
//! A script of operations is drawn from a seed and played; the oracle checks the promises of the house whenever the script
//! says that all shall agree. A script that breaks one is cut down to what is needed and kept in `tests/corpus/sim`.

mod agree;
mod apart;
mod bad_disk;
mod chance;
mod contacts;
pub mod corpus;
mod data;
mod deeds;
mod desk;
pub mod divergence;
mod draw;
pub mod failing;
mod lost;
mod network;
mod office;
mod phone;
mod photos;
pub mod replicas;
pub mod script;
pub(crate) mod shrink;
mod world;
pub mod written;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use data::Data;
pub use office::copy_tree;
pub use shrink::shrink;
pub use world::folder;

use script::{Op, Script};
use world::World;

/// Operations of a drawn script before all must agree.
pub const STEPS: usize = 40;

/// What a world did, line by line.
pub type Trace = Vec<String>;

/// A script that broke a promise.
#[derive(Debug, Clone)]
pub struct Broken<O = Op> {
    /// The script.
    pub script: Script<O>,
    /// What the oracle said, or the panic.
    pub what: String,
    /// What happened before.
    pub trace: Trace,
}

impl<O: std::fmt::Display> std::fmt::Display for Broken<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { script, what, trace } = self;
        write!(f, "{what}\nscript:\n{script}\ntrace:\n{}", trace.join("\n"))
    }
}

/// The script of a seed.
pub fn drawn(seed: u64, steps: usize) -> Script {
    draw::script(seed, steps)
}

/// Plays a script to its end.
///
/// # Errors
/// With what the oracle said where a promise was broken.
pub fn play(script: &Script) -> Result<Trace, Box<Broken>> {
    judged(script, |trace| played(script, trace))
}

/// What a world did, unless it broke a promise or panicked.
fn judged<O: Clone>(
    script: &Script<O>,
    play: impl FnOnce(&mut Trace) -> Result<(), String>,
) -> Result<Trace, Box<Broken<O>>> {
    let mut trace = Trace::new();
    match caught(|| play(&mut trace)) {
        Ok(()) => Ok(trace),
        Err(what) => Err(Box::new(Broken {
            script: script.clone(),
            what,
            trace,
        })),
    }
}

/// What came of it; a panic is told like every other broken promise.
pub(crate) fn caught<T>(play: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(play)).unwrap_or_else(|panic| Err(said(&*panic)))
}

fn played(script: &Script, trace: &mut Trace) -> Result<(), String> {
    let mut world = World::new(script.seed);
    for op in script.ops.iter().chain([&Op::Agree]) {
        trace.push(op.to_string());
        let said = world.step(op)?;
        trace.push(format!("    {said}"));
    }
    Ok(())
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    format!("panic: {}", text.unwrap_or("without words"))
}
