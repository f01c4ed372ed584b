// SPDX-License-Identifier: EUPL-1.2
//! Every status, event and role on the phone: what `docs/workflow/transitions.md` allows is saved, everything else is refused
//! before anything is written.

use ronda_shared::document::Document;
use ronda_shared::ids::{Actor, IntentId};
use ronda_shared::ticket::{Action, Category, Channel, Edit, HappenedNow, NewTicket};
use ronda_shared::workflow::{Event, Kind, Status, Told};

use super::*;
use crate::store::TicketWrite;

const TABLE: &str = include_str!("../../../../../docs/workflow/transitions.md");

/// Whether the table's row of this status and event names the role, and with which bound.
fn bound(status: Status, kind: Kind, role: &str) -> Option<String> {
    let cells = TABLE
        .lines()
        .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let row = cells
        .into_iter()
        .find(|cells| cells.len() > 4 && (cells[1], cells[2]) == (status.name(), kind.name()))?;
    let roles = row[4].replace("own, untaken", "untaken");
    let entry = roles.split(", ").find(|entry| entry.split(' ').next() == Some(role))?;
    Some(entry[role.len()..].trim().to_owned())
}

fn is_allowed(status: Status, kind: Kind, role: &str, filed: bool) -> bool {
    let assigned = !matches!(
        status,
        Status::Submitted | Status::NeedsInfo | Status::InCharge | Status::Cancelled
    );
    let once = !matches!(
        (kind, status),
        (Kind::Assign, Status::Assigned | Status::Accepted) | (Kind::Accept | Kind::Decline, Status::Accepted)
    );
    once && bound(status, kind, role).is_some_and(|bound| match bound.as_str() {
        "" => true,
        "(own)" => filed,
        "(untaken)" => filed && matches!(status, Status::Submitted | Status::NeedsInfo),
        "(crew)" => assigned || kind == Kind::Assign,
        other => panic!("the table says {other}"),
    })
}

/// A ticket of others in a status, as the phone holds it.
fn holds(engine: &mut Engine, status: Status, founder: PersonId) -> TicketId {
    let actor = Actor::of(identity(2, Role::Operator).device(), [9; 8]);
    let mut action = |edits| Action {
        intent: engine.entry().unwrap(),
        by: founder,
        at_ms: NOW,
        edits,
    };
    let category = Category {
        code: "free.code".into(),
        taxonomy_version: String::new(),
    };
    let id = TicketId(action(Vec::new()).intent.0);
    let new = NewTicket::of(id, "FI", Channel::Patrol, category);
    let (mut document, _) = Document::file(actor, &action(vec![Edit::File(Box::new(new))])).unwrap();
    for kind in status.ordinary_way() {
        let event = Event {
            office: Some("ROADS".into()),
            crew: Some("ROADS-1".into()),
            hold: (*kind == Kind::Hold).then(|| "weather".to_owned()),
            ..Event::of(*kind, founder)
        };
        let entry: IntentId = action(Vec::new()).intent;
        document
            .act(actor, &action(vec![Edit::Happen(HappenedNow { entry, event })]))
            .unwrap();
    }
    let write = TicketWrite::of(&document, document.heads(), 9).unwrap();
    assert_eq!(write.row.status, status.name());
    engine.store.put_ticket(&write).unwrap();
    id
}

/// With everything it could need.
fn asks(kind: Kind, other: TicketId) -> HappenRequest {
    let outcome = match kind {
        Kind::Resolve | Kind::ResolveOnSpot => Some("already_fixed"),
        Kind::CloseFromDesk => Some("duplicate"),
        _ => None,
    };
    let told = Told {
        event: kind.name().into(),
        reason: Some("perché".into()),
        text: Some("perché".into()),
        office: Some("ROADS".into()),
        crew: Some("ROADS-1".into()),
        outcome: outcome.map(str::to_owned),
        hold: (kind == Kind::Hold).then(|| "weather".to_owned()),
        waive: Some("buio".into()),
        other: Some(other),
        ..Told::default()
    };
    HappenRequest {
        told,
        ..HappenRequest::default()
    }
}

#[test]
fn the_phone_saves_of_every_status_event_and_role_exactly_what_the_table_allows() {
    let mut saved = 0;
    for (name, role) in Role::NAMES {
        let bench = Bench::new();
        let mut engine = bench.found(role);
        let grants = Grants {
            crew: Some("ROADS-1".into()),
            ..Grants::of(role)
        };
        engine.hear_grants(&grants).unwrap();
        for (status, ..) in Status::ALL {
            for (kind, _) in Kind::ALL {
                let bounds =
                    bound(status, kind, name).is_some_and(|bound| bound.contains("own") || bound.contains("untaken"));
                for filed in [false, true].into_iter().take(if bounds { 2 } else { 1 }) {
                    let founder = if filed {
                        engine.person()
                    } else {
                        PersonId::from_bytes([2; 16])
                    };
                    let id = holds(&mut engine, status, founder);
                    let done = engine.happen(&id, asks(kind, id));
                    let what = format!(
                        "{} from {} by {name}, filed by him: {filed}: {done:?}",
                        kind.name(),
                        status.name()
                    );
                    assert_eq!(done.is_ok(), is_allowed(status, kind, name, filed), "{what}");
                    let changes = engine.store().changes(&id).unwrap().len();
                    assert_eq!(changes, usize::from(done.is_ok()), "{what}");
                    saved += changes;
                }
            }
        }
    }
    assert!(saved > 50, "the table was read: {saved}");
}
