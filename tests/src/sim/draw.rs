// SPDX-License-Identifier: EUPL-1.2
//! Drawing a script from a seed: much work, much syncing, now and then a disaster.

use ronda_shared::ticket::LinkKind;

use super::bad_disk;
use super::script::{Deed, Desk, Fate, Op, Script, Tie, Work};
use super::written::{DISTRICTS, EVENTS, REGISTERS};
use crate::scenario::Random;

const ROLES: [&str; 4] = ["agent", "crew_leader", "operator", "viewer"];
/// Registers that the people of one script care for most, so that they meet there.
const DEAR: usize = 3;

/// Somebody at work, who has his favourites.
pub(super) struct Drawing {
    pub(super) random: Random,
    dear: [&'static str; DEAR],
}

pub fn script(seed: u64, steps: usize) -> Script {
    let mut drawing = Drawing::of(seed);
    let ops = (0..steps).map(|_| drawing.op()).collect();
    Script { seed, ops }
}

impl Drawing {
    pub(super) fn of(seed: u64) -> Self {
        let mut random = Random::of(seed);
        let dear = [(); DEAR].map(|()| REGISTERS[random.index(REGISTERS.len())].0);
        Self { random, dear }
    }

    fn op(&mut self) -> Op {
        match self.random.below(100) {
            0..=81 => Op::Phone(self.random.index(8), self.deed()),
            82..=95 => Op::Office(self.desk()),
            96..=97 => Op::Late,
            _ => Op::Agree,
        }
    }

    fn deed(&mut self) -> Deed {
        let random = &mut self.random;
        match random.below(100) {
            0..=11 => Deed::Files {
                photos: random.index(8).saturating_sub(5),
            },
            12..=50 => Deed::Works {
                ticket: random.index(16),
                work: self.work(),
            },
            51..=80 => Deed::Syncs(fates(random)),
            81 => Deed::SyncsOnABadDisk(bad_disk::drawn(random)),
            82..=84 => Deed::Crashes,
            85..=86 => Deed::Jumps {
                hours: random.index(40_000) as i64 - 20_000,
            },
            87 => Deed::IsCloned,
            88..=89 => Deed::IsCopied,
            90 => Deed::IsRestored,
            91 => Deed::IsRevoked,
            92..=93 => Deed::Moves {
                districts: DISTRICTS[..random.index(DISTRICTS.len() + 1)]
                    .iter()
                    .map(|code| (*code).to_owned())
                    .collect(),
            },
            94..=95 => Deed::Becomes {
                role: ROLES[random.index(ROLES.len())].to_owned(),
            },
            96..=97 => Deed::Reapplies,
            _ => Deed::Drops,
        }
    }

    /// What a phone does to a ticket.
    pub(super) fn work(&mut self) -> Work {
        match self.random.below(40) {
            0..=15 => self.edits(),
            16..=23 => self.does(),
            24..=28 => {
                let tie = Tie::ALL[self.random.index(Tie::ALL.len())].0;
                self.ties(tie)
            }
            29..=30 => Work::Notes,
            31..=32 => Work::Photographs,
            33..=34 => Work::Contacts,
            35..=36 => Work::Keeps,
            37..=38 => Work::Undoes,
            _ => Work::Acknowledges,
        }
    }

    fn edits(&mut self) -> Work {
        let random = &mut self.random;
        let register = match random.below(4) {
            0 => REGISTERS[random.index(REGISTERS.len())].0,
            _ => self.dear[random.index(DEAR)],
        };
        let unseen = random.below(4) == 0;
        Work::Edits { register, unseen }
    }

    fn does(&mut self) -> Work {
        let event = EVENTS[self.random.index(EVENTS.len())].0;
        Work::Does { event }
    }

    fn ties(&mut self, tie: Tie) -> Work {
        Work::Ties {
            tie,
            other: self.random.index(3),
            there: self.random.below(3) > 0,
        }
    }

    fn desk(&mut self) -> Desk {
        let ticket = self.random.index(16);
        match self.random.below(32) {
            0..=12 => Desk::Works {
                ticket,
                work: self.desk_work(),
            },
            13..=15 => Desk::Copies,
            16..=17 => Desk::RollsBack,
            18..=19 => Desk::Restarts,
            20 => Desk::Publishes,
            21 => Desk::Purges { ticket },
            22..=23 => Desk::Supersedes { ticket },
            24 => Desk::Forgets { contact: ticket },
            25..=26 => Desk::BacksUp,
            27..=28 => Desk::Merges,
            29 => Desk::Decides { release: true },
            30 => Desk::MeetsABadDisk(bad_disk::drawn(&mut self.random)),
            _ => Desk::Decides { release: false },
        }
    }

    /// What the desk does to a case, which it always has before it as it stands.
    pub(super) fn desk_work(&mut self) -> Work {
        match self.random.below(16) {
            0..=4 => match self.edits() {
                Work::Edits { register, .. } => Work::Edits {
                    register,
                    unseen: false,
                },
                other => other,
            },
            5..=9 => self.does(),
            10..=11 => {
                let (_, kind) = LinkKind::NAMES[self.random.index(LinkKind::NAMES.len())];
                self.ties(Tie::To(kind))
            }
            12 => Work::Notes,
            13 => Work::Tells,
            14 => Work::Keeps,
            _ => Work::Contacts,
        }
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
