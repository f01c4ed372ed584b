// SPDX-License-Identifier: EUPL-1.2
//! Power cuts at any moment of a day's work: of what was not synced anything may be lost or torn, and nothing said is.

use ronda_shared::ticket::{Field, Value};

use super::disk::{Disk, Event, Platter};
use super::handset::{Handset, Kept, files, holds, opened};
use crate::scenario::Random;
use crate::sim::{copy_tree, folder as scratch};

/// Tickets of a day.
const FILED: usize = 8;

/// A day that was remembered: how its disk lay in the morning, and all that happened to it.
struct Day {
    morning: Platter,
    before: Vec<Kept>,
    log: Vec<Event>,
    kept: Vec<Kept>,
    handset: Handset,
}

/// Cuts the power `cuts` times, at moments and with losses that follow from the seed; answers how many images were opened.
///
/// # Panics
/// When something that was said to be saved is gone, or an image does not open.
pub fn cuts(seed: u64, cuts: usize) -> usize {
    let mut random = Random::of(seed);
    let day = day(&mut random);
    let mut moments: Vec<usize> = (0..cuts).map(|_| random.index(day.log.len() + 1)).collect();
    moments.sort_unstable();
    let (mut platter, mut at) = (day.morning.clone(), 0);
    for moment in moments {
        for event in &day.log[at..moment] {
            platter.takes(event);
        }
        at = moment;
        image(&day, &platter, moment, &mut random)
            .unwrap_or_else(|what| panic!("a power cut after {moment} of {} events: {what}", day.log.len()));
    }
    cuts
}

fn day(random: &mut Random) -> Day {
    let handset = Handset::with(2);
    let folder = scratch();
    let home = folder.path().join("home");
    copy_tree(&handset.home(), &home);
    let disk = Disk::under(folder.path());
    let morning = Platter::of(&home);
    disk.remembers();
    let mut engine = opened(&home).expect("it opens");
    let mut kept = Vec::new();
    for n in 0..FILED {
        let one = files(&mut engine, 10 + n, random.index(3)).expect("saved");
        let title = (Field::Title, Value::Text(format!("Buca {n}, più larga")));
        engine.edit(&one.ticket, vec![title]).expect("saved");
        kept.push(one);
        disk.acknowledged(n);
        if random.below(3) == 0 {
            engine.store().checkpoint().expect("folded");
        }
    }
    drop(engine);
    Day {
        morning,
        before: handset.tickets.clone(),
        log: disk.log(),
        kept,
        handset,
    }
}

fn image(day: &Day, platter: &Platter, moment: usize, random: &mut Random) -> Result<(), String> {
    let folder = scratch();
    let home = folder.path().join("home");
    copy_tree(&day.handset.home(), &home);
    platter.cut(random, &home);
    let mut kept = day.before.clone();
    for event in &day.log[..moment] {
        if let Event::Acknowledged(n) = event {
            kept.push(day.kept[*n].clone());
        }
    }
    let mut engine = opened(&home).map_err(|error| format!("the phone does not open: {error}"))?;
    holds(&mut engine, &kept)
}
