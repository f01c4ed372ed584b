// SPDX-License-Identifier: EUPL-1.2
//! Drawing a script from a seed: much work, much syncing, now and then a disaster.

use super::script::{Deed, Desk, Fate, Op, Script, Which};
use crate::scenario::Random;

const EVENTS: [&str; 11] = [
    "take_charge",
    "assign",
    "accept",
    "start",
    "hold",
    "resume",
    "resolve",
    "resolve_on_spot",
    "verify",
    "reopen",
    "cancel",
];
const ROLES: [&str; 4] = ["agent", "crew_leader", "operator", "viewer"];
const DISTRICTS: [&str; 3] = ["Q1", "Q2", "Q3"];

pub fn script(seed: u64, steps: usize) -> Script {
    let mut random = Random::of(seed);
    let ops = (0..steps).map(|_| op(&mut random)).collect();
    Script { seed, ops }
}

fn op(random: &mut Random) -> Op {
    match random.below(100) {
        0..=83 => Op::Phone(random.index(8), deed(random)),
        84..=95 => Op::Office(desk(random)),
        96..=97 => Op::Late,
        _ => Op::Agree,
    }
}

fn deed(random: &mut Random) -> Deed {
    let ticket = random.index(16);
    match random.below(100) {
        0..=13 => Deed::Files {
            photos: random.index(8).saturating_sub(5),
        },
        14..=30 => Deed::Edits {
            ticket,
            field: Which::ALL[random.index(Which::ALL.len())].0,
        },
        31..=35 => Deed::Notes { ticket },
        36..=38 => Deed::Photographs { ticket },
        39..=49 => Deed::Does {
            ticket,
            event: EVENTS[random.index(EVENTS.len())].to_owned(),
        },
        50..=52 => Deed::Keeps { ticket },
        53..=83 => Deed::Syncs(fates(random)),
        84..=86 => Deed::Crashes,
        87..=88 => Deed::Jumps {
            hours: random.index(40_000) as i64 - 20_000,
        },
        89 => Deed::IsCloned,
        90..=91 => Deed::IsCopied,
        92 => Deed::IsRestored,
        93 => Deed::IsRevoked,
        94..=95 => Deed::Moves {
            districts: DISTRICTS[..random.index(DISTRICTS.len() + 1)]
                .iter()
                .map(|code| (*code).to_owned())
                .collect(),
        },
        96..=97 => Deed::Becomes {
            role: ROLES[random.index(ROLES.len())].to_owned(),
        },
        98 => Deed::Reapplies,
        _ => Deed::Drops,
    }
}

/// Half of all syncs meet a fine network.
fn fates(random: &mut Random) -> Vec<Fate> {
    if random.below(2) == 0 {
        return Vec::new();
    }
    let count = 1 + random.index(3);
    (0..count).map(|_| Fate::ALL[random.index(Fate::ALL.len())].0).collect()
}

fn desk(random: &mut Random) -> Desk {
    let ticket = random.index(16);
    match random.below(20) {
        0..=6 => Desk::Does {
            ticket,
            event: EVENTS[random.index(EVENTS.len())].to_owned(),
        },
        7..=8 => Desk::Edits { ticket },
        9..=11 => Desk::Copies,
        12..=13 => Desk::RollsBack,
        14..=15 => Desk::Restarts,
        16 => Desk::Publishes,
        17 => Desk::Purges { ticket },
        18 => Desk::Decides { release: true },
        _ => Desk::Decides { release: false },
    }
}
