// SPDX-License-Identifier: EUPL-1.2
//! A life of real processes in which everything goes wrong that can: phones and office are killed, the network cuts, clocks
//! leap, the office is put back to an older copy, a phone is copied, one is revoked, people are moved, the city is named anew,
//! tickets are destroyed. Everybody goes on working; in the end the oracle of the simulated lives judges what all of them hold.
//!
//! A life that breaks a promise is cut down to what is needed and kept in `tests/corpus/upheavals`.

mod ends;
mod evils;
mod life;
mod plan;
mod script;
mod work;

use std::path::Path;

use crate::office::copy_folder;
use crate::sim::shrink::shrunk;
use crate::sim::{Broken, Trace, caught, corpus};
use life::Life;
use plan::{Script, Step};

/// Lives that broke a promise once, and some that show what is tried.
const CORPUS: &str = "upheavals";

/// Lives through the life of a seed; answers how many upheavals there were in it.
///
/// # Errors
/// When the system has nothing to make a program's clock leap.
///
/// # Panics
/// With the smallest life found that breaks a promise, and where it is kept.
pub fn survived(seed: u64) -> Result<u64, String> {
    let mut life = Life::begun()?;
    let came = lived(&mut life, &plan::drawn(seed));
    // Its processes must not slow down the lives that are lived to find a smaller one.
    drop(life);
    Ok(came.unwrap_or_else(|broken| corpus::fails_in(CORPUS, &shrunk(broken, &relived))))
}

/// Lives every kept life again; answers their files' names, each with how many upheavals there were in it.
///
/// # Errors
/// When the system has nothing to make a program's clock leap.
///
/// # Panics
/// When a promise was broken.
pub fn survived_again() -> Result<Vec<(String, u64)>, String> {
    let again = |(name, script): (String, Script)| {
        let mut life = Life::begun()?;
        let came = lived(&mut life, &script);
        Ok((name.clone(), came.unwrap_or_else(|broken| panic!("{name}: {broken}"))))
    };
    corpus::all_of(CORPUS).into_iter().map(again).collect()
}

/// What the oracle says of a calm life each time that somebody altered the office's closed data folder behind everybody's back.
///
/// # Errors
/// When the system has nothing to make a program's clock leap.
///
/// # Panics
/// When the oracle found a fault before it, or finds none after it.
pub fn told_of(sabotages: &[fn(&Path)]) -> Result<Vec<String>, String> {
    let mut life = Life::begun()?;
    lived(&mut life, &plan::calm()).unwrap_or_else(|broken| panic!("nothing is wrong yet: {broken}"));
    let (data, whole) = (life.office.data(), life.folder.path().join("whole"));
    copy_folder(&data, &whole);
    let mut told_of = |sabotage: &fn(&Path)| {
        sabotage(&data);
        let said = life.judged().expect_err("it is noticed");
        copy_folder(&whole, &data);
        said
    };
    Ok(sabotages.iter().map(&mut told_of).collect())
}

/// Lives a life to its end; answers how many upheavals there were in it.
fn lived(life: &mut Life, script: &Script) -> Result<u64, Box<Broken<Step>>> {
    let came = caught(|| {
        let steps = script.ops.iter();
        let upheavals = steps.filter(|step| life.does(step) && step.is_upheaval()).count();
        life.ends().map(|()| upheavals as u64)
    });
    came.map_err(|what| broken(script, what, &life.told))
}

/// Lives a life among new phones and a new office.
fn relived(script: &Script) -> Result<Trace, Box<Broken<Step>>> {
    let mut life = caught(Life::begun).map_err(|what| broken(script, what, &Trace::new()))?;
    lived(&mut life, script).map(|_| life.told)
}

fn broken(script: &Script, what: String, told: &Trace) -> Box<Broken<Step>> {
    Box::new(Broken {
        script: script.clone(),
        what,
        trace: told.clone(),
    })
}
