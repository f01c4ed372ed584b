// SPDX-License-Identifier: EUPL-1.2
//! Drawing what happens among replicas: much work at once, deliveries of every kind, now and then a disaster.

use ronda_shared::policy::Role;

use super::super::draw::Drawing;
use super::script::{Deed, Desk, Op, Script, Way};

/// Tickets of one script are few, so that people meet.
const TICKETS: usize = 3;
const ROLES: [Role; 5] = [
    Role::Agent,
    Role::CrewLeader,
    Role::Operator,
    Role::Viewer,
    Role::School,
];

/// The script of a seed. Every second seed leaves everybody in his role: nothing at all may be refused there.
pub fn script(seed: u64, steps: usize) -> Script {
    let mut drawing = Drawing::of(seed);
    let stays = seed.is_multiple_of(2);
    let mut ops = vec![Op::Phone(0, Deed::Files), Op::Agree];
    while ops.len() < steps {
        let op = op(&mut drawing);
        let becomes = matches!(op, Op::Phone(_, Deed::Becomes { .. }));
        if !(stays && becomes) {
            ops.push(op);
        }
    }
    Script { seed, ops }
}

fn op(drawing: &mut Drawing) -> Op {
    match drawing.random.below(100) {
        0..=81 => Op::Phone(drawing.random.index(6), deed(drawing)),
        82..=93 => Op::Office(desk(drawing)),
        94..=97 => Op::Late,
        _ => Op::Agree,
    }
}

fn deed(drawing: &mut Drawing) -> Deed {
    let ticket = drawing.random.index(TICKETS);
    match drawing.random.below(100) {
        0..=2 => Deed::Files,
        3..=51 => Deed::Works {
            ticket,
            work: drawing.work(),
        },
        52..=70 => Deed::Sends(way(drawing), drawing.random.below(100)),
        71..=86 => Deed::Hears(way(drawing), drawing.random.below(100)),
        87..=89 => Deed::Crashes,
        90..=91 => Deed::Jumps {
            hours: drawing.random.index(40_000) as i64 - 20_000,
        },
        92..=93 => Deed::IsCloned,
        94..=95 => Deed::IsCopied,
        96..=97 => Deed::IsRestored,
        _ => Deed::Becomes {
            role: ROLES[drawing.random.index(ROLES.len())],
        },
    }
}

/// Half of all deliveries are whole.
fn way(drawing: &mut Drawing) -> Way {
    match drawing.random.below(2) {
        0 => Way::All,
        _ => Way::ALL[drawing.random.index(Way::ALL.len())].0,
    }
}

fn desk(drawing: &mut Drawing) -> Desk {
    match drawing.random.below(16) {
        0..=10 => Desk::Works {
            ticket: drawing.random.index(TICKETS),
            work: drawing.desk_work(),
        },
        11..=12 => Desk::Copies,
        13..=14 => Desk::RollsBack,
        _ => Desk::Restarts,
    }
}
