// SPDX-License-Identifier: EUPL-1.2
//! A life of real processes in which everything goes wrong that can: phones and office are killed, the network cuts, clocks
//! leap, the office is put back to an older copy, a phone is copied, one is revoked, people are moved, the city is named anew,
//! tickets are destroyed. Everybody goes on working; in the end the oracle of the simulated lives judges what all of them hold.

mod ends;
mod evils;
mod life;
mod plan;
mod work;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::office::copy_folder;
use crate::sim;
use life::Life;
use plan::Step;

/// Lives through the life of a seed; answers how many upheavals there were in it.
///
/// # Errors
/// When the system has nothing to make a program's clock leap.
///
/// # Panics
/// When a promise was broken.
pub fn survived(seed: u64) -> Result<u64, String> {
    let mut life = Life::begun()?;
    let came = lived(&mut life, &plan::drawn(seed));
    Ok(came.unwrap_or_else(|what| panic!("seed {seed}: {what}\n{}", life.told.join("\n"))))
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
    lived(&mut life, &plan::calm()).unwrap_or_else(|what| panic!("nothing is wrong yet: {what}"));
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

fn lived(life: &mut Life, plan: &[Step]) -> Result<u64, String> {
    let through = || {
        let upheavals = plan.iter().filter(|step| life.does(step) && step.is_upheaval()).count();
        life.ends().map(|()| upheavals as u64)
    };
    catch_unwind(AssertUnwindSafe(through)).unwrap_or_else(|panic| Err(sim::said(&*panic)))
}
