// SPDX-License-Identifier: EUPL-1.2
//! What can be proved: one lane for each promise that something here tries to break.

use std::future::Future;

use ronda_tests::crash::{errors, power};
use ronda_tests::fleet::{self, Shift};
use ronda_tests::hostile::cost::Cost;
use ronda_tests::hostile::{canaries, changes, exports, guesses, photos, requests, rights, tampering};
use ronda_tests::scenario::{Random, clocks, faults, kills, power_cuts, roll_back, upheaval};
use ronda_tests::sim::{self, STEPS, corpus, divergence, failing, replicas};

/// Schedules in one run.
const SCHEDULES: u64 = 10;
/// Operations of the long schedule in each run.
const LONG: usize = 4 * STEPS;
/// Schedules among replicas in one run, scenes of deeds at once, and tickets on which every event is tried by every role.
const REPLICAS: u64 = 500;
const SCENES: u64 = 1_000;
const ROLES: u64 = 20;
/// Of so many calls of a sync one is tried in each run.
const SPREAD: u64 = 29;
/// Power cuts in the middle of a sync in one run, for each side of each evening.
const CUTS_IN_A_SYNC: u64 = 25;
/// Power cuts in one run.
const IMAGES: usize = 300;
/// Kills of a phone in one run.
const PHONE_KILLS: u64 = 20;
/// Kills of the server in one run.
const SERVER_KILLS: u64 = 8;
/// Faulty exchanges in one run.
const FAULTS: usize = 8;
/// Changes in one run.
const CHANGES: u64 = 5_000;
/// Photos in one run.
const PHOTOS: u64 = 2_000;
/// Requests in one run.
const REQUESTS: u64 = 3_000;
/// Planted words in one run.
const CANARIES: u64 = 800;
/// Exported tickets in one run.
const EXPORTED: u64 = 150;
/// Alterations in one run.
const ALTERATIONS: u64 = 40;
/// Differences made in one run.
const DIFFERENCES: u64 = 120;
/// Thieves of a phone in one run.
const THIEVES: u64 = 25;
/// Phones of the small fleet.
const PHONES: u64 = 20;

/// How many of its unit a run did, or why it cannot be done here.
pub type Came = Result<u64, String>;

/// One run with a seed; panics when the promise was broken.
#[derive(Debug, Clone, Copy)]
pub enum Work {
    /// Units that are kept or broken.
    Counted(fn(u64) -> Came),
    /// Units of which each may cost so much at most; answers also the worst of them.
    Costly(Cost, fn(u64) -> (u64, Cost)),
}

/// A promise and what tries to break it.
#[derive(Debug)]
pub struct Lane {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it proves.
    pub promise: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// All there is is tried by every run, whatever its seed: a second run proves nothing new, and is not added up.
    pub all_each_time: bool,
    /// Its part of the time, beside the others' one: what found most of what was ever found gets most.
    pub shares: u32,
    /// One run.
    pub work: Work,
}

impl Lane {
    /// One run: how many units, and what the worst of them cost where that is bounded.
    ///
    /// # Errors
    /// Why it cannot be done here.
    ///
    /// # Panics
    /// When the promise was broken.
    pub fn run(&self, seed: u64) -> Result<(u64, Option<Cost>), String> {
        match self.work {
            Work::Counted(run) => run(seed).map(|count| (count, None)),
            Work::Costly(limit, run) => {
                let (count, worst) = run(seed);
                assert!(
                    worst.processor <= limit.processor && worst.memory <= limit.memory,
                    "one took {:.1} ms of a processor, one {:.1} MiB: at most {} and {} are promised",
                    worst.ms(),
                    worst.mib(),
                    limit.ms(),
                    limit.mib()
                );
                Ok((count, Some(worst)))
            }
        }
    }

    const fn all_each_time(self) -> Self {
        Self {
            all_each_time: true,
            ..self
        }
    }

    const fn shares(self, shares: u32) -> Self {
        Self { shares, ..self }
    }
}

const fn lane(name: &'static str, promise: &'static str, unit: &'static str, run: fn(u64) -> Came) -> Lane {
    Lane {
        name,
        promise,
        unit,
        all_each_time: false,
        shares: 1,
        work: Work::Counted(run),
    }
}

const fn costly(
    name: &'static str,
    promise: &'static str,
    unit: &'static str,
    limit: Cost,
    run: fn(u64) -> (u64, Cost),
) -> Lane {
    Lane {
        name,
        promise,
        unit,
        all_each_time: false,
        shares: 1,
        work: Work::Costly(limit, run),
    }
}

/// Every lane.
pub static LANES: &[Lane] = &[
    lane(
        "schedules",
        "any schedule of edits, syncs and faults converges and loses nothing",
        "schedules",
        schedules,
    )
    .shares(6),
    lane(
        "replicas",
        "any schedule among replicas converges and loses nothing: documents and gates alone",
        "schedules of documents alone",
        |seed| Ok(replicas::schedules(seed * REPLICAS, REPLICAS)),
    )
    .shares(3),
    lane(
        "deeds",
        "deeds done at once end the same everywhere, nobody's is dropped, whoever lost is told",
        "scenes of two or three deeds at once",
        |seed| Ok(replicas::deeds_at_once(seed * SCENES, SCENES)),
    ),
    lane(
        "events",
        "every event by every role is judged alike by phone, gate and table",
        "events by roles on drawn tickets",
        |seed| Ok(replicas::events_by_roles(seed * ROLES, ROLES)),
    ),
    lane(
        "io-errors",
        "an I/O error or a full disk at every call leaves the last saved state and a clear message",
        "places of a day's work, one after each call, in three ways",
        io_errors,
    )
    .all_each_time(),
    lane(
        "power-images",
        "an acknowledged save survives a power cut (simulated images)",
        "images",
        |seed| Ok(power::cuts(seed, IMAGES) as u64),
    ),
    lane(
        "sync-errors",
        "a sync whose disk fails on either side loses nothing and confirms nothing that is not there",
        "failing calls, others with each seed",
        sync_errors,
    ),
    lane(
        "sync-power",
        "a power cut in the middle of a sync loses nothing on either side (simulated images)",
        "images",
        sync_power,
    ),
    lane(
        "power-cuts",
        "an acknowledged save survives a power cut (real file system)",
        "cuts",
        power_cuts::of_a_phone,
    ),
    lane(
        "kills",
        "an acknowledged save survives kill -9 of the phone",
        "kills",
        |seed| {
            kills::of_a_phone(seed, PHONE_KILLS);
            Ok(PHONE_KILLS)
        },
    ),
    lane(
        "server-kills",
        "kill -9 of the server while phones sync loses and doubles nothing",
        "kills",
        |seed| {
            kills::of_the_server(seed, SERVER_KILLS);
            Ok(SERVER_KILLS)
        },
    ),
    lane(
        "roll-backs",
        "a server put back to an older copy heals from the phones with no operator command",
        "roll-backs",
        |seed| {
            roll_back::of_the_server(seed);
            Ok(1)
        },
    ),
    lane("clones", "a cloned phone loses nothing", "clones", |seed| {
        roll_back::of_a_phone(seed);
        Ok(1)
    }),
    lane(
        "faults",
        "drop, duplicate, delay, half-close and truncate only delay",
        "faulty exchanges",
        |seed| Ok(faults::delay_only(&faults::drawn(&mut Random::of(seed), FAULTS)) as u64),
    ),
    lane(
        "upheavals",
        "kills, faults, leaping clocks, restores, copied phones, revocations, moves, publications and purges in one life of real processes lose nothing and leave nothing",
        "upheavals",
        upheaval::survived,
    )
    .shares(2),
    lane(
        "clocks",
        "clocks may be anything: phones and server leap by years and come to the same",
        "leaps",
        clocks::come_to_the_same,
    ),
    lane(
        "divergence",
        "divergence is noticed in the same session",
        "differences",
        |seed| Ok(divergence::noticed(seed, DIFFERENCES)),
    ),
    lane("guesses", "PIN guessing fails", "tries", guessed),
    costly(
        "changes",
        "hostile changes harm nobody",
        "changes",
        changes::LIMIT,
        |seed| {
            let judged = changes::tried(seed, CHANGES);
            (judged.tried, judged.worst)
        },
    ),
    costly(
        "photos",
        "hostile photos harm nobody",
        "photos",
        photos::LIMIT,
        |seed| {
            let judged = photos::tried(seed, PHOTOS);
            (judged.tried, judged.worst)
        },
    ),
    lane("requests", "bad HTTP never gives 5xx nor leaks", "requests", |seed| {
        Ok(waited(requests::anything(seed, REQUESTS)).answered)
    }),
    lane(
        "scopes",
        "nobody sees or touches another scope",
        "combinations in drawn towns",
        |seed| Ok(waited(rights::nobody_sees_another_scope(seed))),
    ),
    lane(
        "canaries",
        "the file on a stolen phone is unreadable, and nothing personal is in the server's trace",
        "canaries",
        |seed| Ok(canaries::none_found(seed, CANARIES)),
    ),
    lane(
        "exports",
        "exports are what they say and run nothing",
        "tickets with hostile texts",
        |seed| Ok(exports::faithful(seed, EXPORTED)),
    ),
    lane("tampering", "history cannot be altered unseen", "alterations", |seed| {
        Ok(tampering::noticed(seed, ALTERATIONS))
    }),
    lane(
        "fleet",
        "overload slows, never breaks",
        "phones, twenty at a time",
        fleet,
    ),
];

fn schedules(seed: u64) -> Came {
    let first = seed * SCHEDULES;
    for one in first..first + SCHEDULES {
        let steps = if one == first { LONG } else { STEPS };
        if let Err(broken) = sim::play(&sim::drawn(one, steps)) {
            corpus::fails(&sim::shrink(broken));
        }
    }
    Ok(SCHEDULES)
}

fn io_errors(_: u64) -> Came {
    Ok(errors::WAYS
        .iter()
        .map(|(way, failing)| errors::at_every_call(way, *failing, 1, 1))
        .sum())
}

/// Each seed begins at another call, so that so many seeds try every one.
fn sync_errors(seed: u64) -> Came {
    let places = (1 + seed % SPREAD, SPREAD as usize);
    let tried = failing::ALL.iter().flat_map(|(evening, side)| {
        let at = move |(way, fails)| failing::at_every_call(*evening, *side, (way, fails), places);
        errors::WAYS.into_iter().map(at)
    });
    Ok(tried.sum())
}

fn sync_power(seed: u64) -> Came {
    let cuts = failing::ALL.iter();
    Ok(cuts
        .map(|(evening, side)| failing::power_cuts(*evening, *side, seed, CUTS_IN_A_SYNC))
        .sum())
}

fn guessed(seed: u64) -> Came {
    assert!(
        !guesses::opens_uncounted(seed),
        "a PIN was looked at that could not be counted"
    );
    Ok(guesses::failed(seed, THIEVES) + guesses::killed_in_between())
}

fn fleet(seed: u64) -> Came {
    let report = fleet::run(Shift {
        seed,
        ..Shift::small(PHONES)
    });
    assert_eq!(report.faults(), Vec::<String>::new());
    Ok(PHONES)
}

fn waited<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work)
}

/// The lane of a name.
pub fn named(name: &str) -> Result<&'static Lane, String> {
    let names = || LANES.iter().map(|lane| lane.name).collect::<Vec<_>>().join(", ");
    let found = LANES.iter().find(|lane| lane.name == name);
    found.ok_or_else(|| format!("there is no such lane: choose of {}", names()))
}
