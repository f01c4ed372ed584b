// SPDX-License-Identifier: EUPL-1.2
//! Every event by every role on tickets as they are drawn: what a phone lets its owner do is what the gate admits, and both are
//! what the table people read says (`docs/workflow/transitions.md`).

use ronda_shared::document::Document;
use ronda_shared::identity::{Secret, SigningKey};
use ronda_shared::ids::{Actor, IntentId, PersonId, TicketId};
use ronda_shared::policy::{Grants, Role};
use ronda_shared::ticket::{Action, Edit, Ticket};
use ronda_shared::workflow::{Event, Fault, Kind};

use super::super::Broken;
use super::super::written::EVENTS;
use super::at_once::{Stage, staged};
use super::deeds::Hand;
use super::office::Person;
use super::script::Op;

const TABLE: &str = include_str!("../../../../docs/workflow/transitions.md");
const CREWS: [Option<&str>; 3] = [None, Some("strade-1"), Some("strade-2")];

/// Tries every event by every role on the ticket of a seed; answers how many were tried.
///
/// # Errors
/// With the script of the ticket on which phone, gate and table disagree.
pub fn tried(seed: u64) -> Result<u64, Box<Broken<Op>>> {
    staged(seed, |stage| {
        let read = stage.brings_about()?;
        let document = stage.world.office.cases[&read.id].document.clone();
        let mut tried = 0;
        for (_, role) in Role::NAMES {
            for person in newcomers(role, &read) {
                for (event, ..) in EVENTS {
                    one(stage, &document, &read, &person, event)?;
                    tried += 1;
                }
            }
        }
        Ok(tried)
    })
}

/// Who filed the ticket and who did not, in every crew where the role has one.
fn newcomers(role: Role, read: &Ticket) -> Vec<Person> {
    let crews = if matches!(role, Role::Crew | Role::CrewLeader) {
        &CREWS[..]
    } else {
        &CREWS[..1]
    };
    let people = [read.created_by, PersonId::from_bytes([77; 16])];
    let of = |id: PersonId| {
        crews.iter().map(move |crew| Person {
            key: SigningKey::from_seed(&Secret([77; 32])),
            id,
            grants: Grants {
                crew: crew.map(str::to_owned),
                ..Grants::of(role)
            },
        })
    };
    people.into_iter().flat_map(of).collect()
}

fn one(stage: &Stage<'_>, document: &Document, read: &Ticket, person: &Person, name: &str) -> Result<(), String> {
    let id = |number: u8| {
        let moment = uuid::Builder::from_unix_timestamp_millis(1_800_000_000_000, &[number; 10]);
        IntentId(moment.into_uuid())
    };
    let hand = Hand {
        person: person.id,
        grants: &person.grants,
        document,
        read,
        other: Some(TicketId(id(9).0)),
        number: 1,
        entries: [id(1), id(2), id(3)],
    };
    let (edits, faults) = hand.event(name)?;
    let listed = edits.iter().find_map(|edit| match edit {
        Edit::Happen(happened) => Some(is_listed(read, person, &happened.event)),
        _ => None,
    });
    let action = Action {
        intent: id(4),
        by: person.id,
        at_ms: 1_800_000_000_000,
        edits,
    };
    let actor = Actor::of(person.key.public().device(), [1; 8]);
    let change = document
        .clone()
        .act(actor, &action)
        .map_err(|fault| fault.to_string())?;
    let gate = stage.world.office.would_take(read.id, change, person);
    let who = || {
        format!(
            "{name} by {:?} of {:?} from {}",
            person.grants.role,
            person.grants.crew,
            read.status().name()
        )
    };
    match (&gate, faults.as_slice()) {
        (Ok(()), []) | (Err(_), [_, ..]) => {}
        _ => return Err(format!("phone and gate disagree: {}: {faults:?}, {gate:?}", who())),
    }
    let personal = faults.iter().any(|fault| matches!(fault, Fault::Person(_)));
    match listed {
        Some(false) if gate.is_ok() => Err(format!("admitted, and in no row: {}", who())),
        Some(true) if personal => Err(format!("refused to whom the table lets: {}: {faults:?}", who())),
        _ => Ok(()),
    }
}

/// The table lets this person do this event from where the ticket stands, whatever else it needs.
fn is_listed(read: &Ticket, person: &Person, event: &Event) -> bool {
    let (status, kind) = (read.status().name(), event.kind.as_str());
    let row = TABLE.lines().find_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        matches!(cells.get(1..3), Some([from, of]) if *from == status && *of == kind).then(|| cells[4])
    });
    let role = person.grants.role.name();
    let own = read.created_by == person.id;
    let crew = person.grants.crew.as_deref();
    let mut assigned = read
        .workflow
        .assignments
        .iter()
        .map(|assignment| assignment.crew.as_str());
    let roles = row.unwrap_or_default().replace("own, untaken", "untaken");
    roles.split(", ").any(|listed| match listed.split_once(" (") {
        None => listed == role,
        Some((of, "own)")) => of == role && own,
        Some((of, "untaken)")) => of == role && own && read.workflow.taken.is_none(),
        Some((of, _)) if event.kind() == Some(Kind::Assign) => {
            of == role && crew.is_some() && crew == event.crew.as_deref()
        }
        Some((of, _)) => of == role && crew.is_some() && assigned.any(|one| Some(one) == crew),
    })
}
