// SPDX-License-Identifier: EUPL-1.2
//! What is done in a life, drawn from its seed: ordinary work, and every upheaval at least once.

use super::super::{Random, clocks, faults};
use crate::fault_proxy::Fault;
use crate::sim::script;

/// Ordinary things in one life.
const WORK: usize = 24;
/// Upheavals beyond one of each kind.
const MORE: usize = 6;
/// Kinds of upheavals.
const KINDS: u64 = 11;
/// Bytes within which a connection breaks: that of an exchange, or of a photo.
const BREAKS_WITHIN: [u64; 2] = [2_000, 60_000];
pub(super) type District = &'static str;
pub(super) const DISTRICTS: [District; 3] = ["Q1", "Q2", "Q3"];
/// How a life begins.
const FIRST: Step = Step::Files {
    at: 0,
    district: DISTRICTS[0],
    photo: true,
};

/// The steps of a life, and the seed they were drawn from.
pub(super) type Script = script::Script<Step>;

/// One thing that is done. Phones and tickets are counted around: there may be fewer. Who moves to no district works in the whole
/// territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Files { at: usize, district: District, photo: bool },
    Edits { at: usize, ticket: usize },
    Notes { at: usize, ticket: usize },
    Photographs { at: usize, ticket: usize },
    Syncs { at: usize },
    SyncsBadly { at: usize, faults: Vec<Fault> },
    DiesSaving { at: usize, answers: usize },
    DiesSyncing { at: usize, looks: u64 },
    OfficeDies { at: usize, looks: u64 },
    ClockLeaps { at: usize, off_s: i64 },
    IsCloned { at: usize },
    OfficeIsCopied,
    OfficeIsPutBack,
    Moves { at: usize, district: Option<District> },
    CityIsNamedAnew,
    IsPurged { ticket: usize },
    IsRevoked { at: usize },
}

impl Step {
    /// More than somebody's ordinary work.
    pub(super) fn is_upheaval(&self) -> bool {
        !matches!(
            self,
            Self::Files { .. }
                | Self::Edits { .. }
                | Self::Notes { .. }
                | Self::Photographs { .. }
                | Self::Syncs { .. }
        )
    }
}

/// The plan of a seed. A copy of the office comes before the office is put back to it, and the life begins with a ticket.
pub(super) fn drawn(seed: u64) -> Script {
    let random = &mut Random::of(seed);
    let mut steps: Vec<Step> = (0..WORK).map(|_| work(random)).collect();
    steps.extend((0..KINDS).map(|kind| upheaval(kind, random)));
    for _ in 0..MORE {
        let kind = random.below(KINDS);
        steps.push(upheaval(kind, random));
    }
    steps.push(Step::OfficeIsPutBack);
    for at in (1..steps.len()).rev() {
        steps.swap(at, random.index(at + 1));
    }
    let place = |wanted: &Step| steps.iter().position(|step| step == wanted);
    if let (Some(copy), Some(back)) = (place(&Step::OfficeIsCopied), place(&Step::OfficeIsPutBack)) {
        let earlier = copy.min(back);
        steps.swap(earlier, copy);
    }
    steps.insert(0, FIRST);
    Script { seed, ops: steps }
}

/// A life in which nothing bad happens.
pub(super) fn calm() -> Script {
    let synced = (0..2).map(|at| Step::Syncs { at });
    let noted = [Step::Notes { at: 1, ticket: 0 }, Step::Syncs { at: 1 }];
    let ops = [FIRST].into_iter().chain(synced).chain(noted).collect();
    Script { seed: 0, ops }
}

fn work(random: &mut Random) -> Step {
    let at = random.index(60);
    let ticket = random.index(60);
    match random.below(12) {
        0..=2 => Step::Files {
            at,
            district: DISTRICTS[random.index(DISTRICTS.len())],
            photo: random.below(2) == 0,
        },
        3..=4 => Step::Edits { at, ticket },
        5..=6 => Step::Notes { at, ticket },
        7 => Step::Photographs { at, ticket },
        _ => Step::Syncs { at },
    }
}

fn upheaval(kind: u64, random: &mut Random) -> Step {
    let at = random.index(60);
    match kind {
        0 => {
            let count = 1 + random.index(3);
            let within = BREAKS_WITHIN[random.index(BREAKS_WITHIN.len())];
            let faults = faults::drawn_within(random, count, within);
            Step::SyncsBadly { at, faults }
        }
        1 => Step::DiesSaving {
            at,
            answers: random.index(4),
        },
        2 => Step::DiesSyncing {
            at,
            looks: random.below(40),
        },
        3 => Step::OfficeDies {
            at,
            looks: random.below(40),
        },
        4 => Step::ClockLeaps {
            at,
            off_s: clocks::leap(random),
        },
        5 => Step::IsCloned { at },
        6 => Step::OfficeIsCopied,
        7 => Step::Moves {
            at,
            district: DISTRICTS.get(random.index(DISTRICTS.len() + 1)).copied(),
        },
        8 => Step::CityIsNamedAnew,
        9 => Step::IsPurged {
            ticket: random.index(60),
        },
        _ => Step::IsRevoked { at },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::mem::discriminant;

    use super::*;

    #[test]
    fn a_seed_has_one_plan_and_every_upheaval_is_in_it() {
        let all: HashSet<_> = (0..50)
            .flat_map(|seed| drawn(seed).ops)
            .map(|step| discriminant(&step))
            .collect();
        assert_eq!(all.len(), 17);
        for seed in 0..50 {
            let plan = drawn(seed).ops;
            assert_eq!(plan, drawn(seed).ops);
            assert_ne!(plan, drawn(seed + 1).ops);
            let upheavals: HashSet<_> = plan
                .iter()
                .filter(|step| step.is_upheaval())
                .map(discriminant)
                .collect();
            assert_eq!(upheavals.len(), 12, "seed {seed}: {plan:?}");
            let place = |wanted: &Step| plan.iter().position(|step| step == wanted);
            assert!(
                place(&Step::OfficeIsCopied) < place(&Step::OfficeIsPutBack),
                "seed {seed}: {plan:?}"
            );
        }
    }
}
