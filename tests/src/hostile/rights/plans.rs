// SPDX-License-Identifier: EUPL-1.2
//! How the tickets of a town come to be: every state that rights ask about, and some that chance makes of them.

use ronda_shared::policy::Role;

use crate::scenario::Random;

/// How a ticket comes to be.
#[derive(Clone, Copy)]
pub struct Plan {
    /// By the first of this role, whose districts are so many.
    pub by: (Role, usize),
    pub district: usize,
    pub reserved: bool,
    /// Taken in charge by this office.
    pub office: Option<usize>,
    /// Given to this crew.
    pub crew: Option<usize>,
    pub cancelled: bool,
    pub photos: Brought,
    pub contact: bool,
    pub destroyed: bool,
}

/// What a ticket names, and what of it came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Brought {
    One,
    /// A photo with areas blacked out, and its sealed original.
    Redacted,
    /// One whose bytes never came.
    Awaited,
    /// Another's photo, whose bytes the author does not have.
    Stolen,
}

const DESK: (Role, usize) = (Role::Operator, 0);
const OPEN: Plan = Plan {
    by: DESK,
    district: 0,
    reserved: false,
    office: None,
    crew: None,
    cancelled: false,
    photos: Brought::One,
    contact: false,
    destroyed: false,
};

const SCHOOL: (Role, usize) = (Role::School, 0);

/// The states that must be there in every town.
pub fn plans() -> Vec<Plan> {
    [in_work(), brought()].concat()
}

/// Of every district, office and crew, open and ended, reserved and not.
fn in_work() -> Vec<Plan> {
    vec![
        Plan { contact: true, ..OPEN },
        Plan {
            by: (Role::Agent, 0),
            district: 1,
            photos: Brought::Redacted,
            ..OPEN
        },
        Plan {
            reserved: true,
            photos: Brought::Redacted,
            ..OPEN
        },
        Plan {
            reserved: true,
            district: 1,
            ..OPEN
        },
        Plan {
            office: Some(0),
            contact: true,
            ..OPEN
        },
        Plan {
            office: Some(0),
            crew: Some(0),
            district: 1,
            ..OPEN
        },
        Plan {
            office: Some(1),
            crew: Some(2),
            ..OPEN
        },
        Plan {
            office: Some(0),
            cancelled: true,
            district: 1,
            contact: true,
            ..OPEN
        },
        Plan {
            by: SCHOOL,
            cancelled: true,
            ..OPEN
        },
        Plan {
            by: (Role::School, 1),
            district: 1,
            ..OPEN
        },
    ]
}

/// Filed by each kind of people with each kind of photo, and destroyed.
fn brought() -> Vec<Plan> {
    vec![
        Plan {
            photos: Brought::Awaited,
            ..OPEN
        },
        Plan {
            photos: Brought::Awaited,
            reserved: true,
            ..OPEN
        },
        Plan {
            by: SCHOOL,
            district: 1,
            photos: Brought::Stolen,
            ..OPEN
        },
        Plan {
            by: (Role::Viewer, 0),
            ..OPEN
        },
        Plan {
            by: (Role::Agent, 1),
            destroyed: true,
            ..OPEN
        },
        Plan {
            office: Some(1),
            destroyed: true,
            ..OPEN
        },
    ]
}

/// Any state that may be.
pub fn drawn(random: &mut Random) -> Plan {
    let any = |random: &mut Random, most: usize| Some(random.index(most + 1)).filter(|at| *at < most);
    let office = any(random, 2);
    Plan {
        by: [
            DESK,
            (Role::Agent, 0),
            (Role::Agent, 1),
            (Role::Crew, 0),
            (Role::Director, 1),
        ][random.index(5)],
        district: random.index(2),
        office,
        crew: any(random, 3).filter(|_| office.is_some()),
        cancelled: random.below(4) == 0,
        ..OPEN
    }
}
