// SPDX-License-Identifier: EUPL-1.2
//! Stories told in events: who did what after having seen which other event.

use crate::ids::{IntentId, PersonId};
use crate::workflow::{Event, Folded, Happened, Kind, Status, fold};

pub(super) const DESK: u8 = 1;
pub(super) const OTHER_DESK: u8 = 2;
pub(super) const CREW_X: u8 = 3;
pub(super) const CREW_Y: u8 = 4;

pub(super) fn id(n: u64) -> IntentId {
    let mut bytes = [0_u8; 10];
    bytes[2..].copy_from_slice(&n.to_be_bytes());
    IntentId(uuid::Builder::from_unix_timestamp_millis(1_770_000_000_000 + n, &bytes).into_uuid())
}

pub(super) fn person(n: u8) -> PersonId {
    PersonId(id(u64::from(n)).0)
}

/// A ticket's events so far. Each is told with the events behind it, by number.
#[derive(Clone, Default)]
pub(super) struct Story {
    pub(super) events: Vec<(IntentId, Event)>,
}

impl Story {
    /// Something happens after exactly these events; answers its number.
    pub(super) fn happens(&mut self, event: Event, after: &[u64]) -> u64 {
        let number = self.events.len() as u64 + 1;
        let after = after.iter().map(|n| id(*n)).collect();
        self.events.push((id(number), Event { after, ..event }));
        number
    }

    /// A chain of events, each having seen the one before; answers the last one's number.
    pub(super) fn chain(&mut self, events: Vec<Event>, from: &[u64]) -> Vec<u64> {
        let mut last = from.to_vec();
        for event in events {
            last = vec![self.happens(event, &last)];
        }
        last
    }

    pub(super) fn folded(&self) -> Folded {
        fold(&happened(&self.events))
    }

    /// The numbers of overtaken events.
    pub(super) fn superseded(&self) -> Vec<u64> {
        let folded = self.folded();
        let number = |wanted: &IntentId| self.events.iter().position(|(id, _)| id == wanted).unwrap() as u64 + 1;
        folded.superseded.keys().map(number).collect()
    }
}

pub(super) fn happened(events: &[(IntentId, Event)]) -> Vec<Happened<'_>> {
    events.iter().map(|(id, event)| Happened { id: *id, event }).collect()
}

/// An event as its usual author would make it: the desk of the roads office, or crew X.
pub(super) fn usual(kind: Kind) -> Event {
    let by = match kind {
        Kind::Accept | Kind::Decline | Kind::Start | Kind::Resolve | Kind::ResolveOnSpot => CREW_X,
        _ => DESK,
    };
    let said = Some("perché sì".to_owned());
    let mut event = Event {
        reason: said.clone(),
        text: said,
        ..Event::of(kind, person(by))
    };
    match kind {
        Kind::TakeCharge => event.office = Some("strade".into()),
        Kind::Transfer => event.office = Some("luce".into()),
        Kind::Assign | Kind::Accept | Kind::Decline | Kind::Start => event.crew = Some("x".into()),
        Kind::Hold => event.hold = Some("weather".into()),
        Kind::Resolve | Kind::ResolveOnSpot => {
            event.crew = Some("x".into());
            event.outcome = Some("fixed_on_site".into());
        }
        Kind::CloseFromDesk => event.outcome = Some("duplicate".into()),
        _ => {}
    }
    event
}

/// The same as somebody else would make it: the other desk, and where crews differ, crew Y.
pub(super) fn other(kind: Kind) -> Event {
    let mut event = usual(kind);
    event.by = person(if event.crew.is_some() && kind != Kind::Assign {
        CREW_Y
    } else {
        OTHER_DESK
    });
    match kind {
        Kind::TakeCharge | Kind::Transfer => event.office = Some("verde".into()),
        Kind::Assign | Kind::Resolve | Kind::ResolveOnSpot | Kind::Start => event.crew = Some("y".into()),
        Kind::CloseFromDesk => event.outcome = Some("private_property".into()),
        _ => {}
    }
    event
}

/// The shortest ordinary way to a status.
pub(super) fn way_to(status: Status) -> Vec<Event> {
    let kinds: &[Kind] = match status {
        Status::Submitted => &[],
        Status::NeedsInfo => &[Kind::AskInfo],
        Status::InCharge => &[Kind::TakeCharge],
        Status::Assigned => &[Kind::TakeCharge, Kind::Assign],
        Status::Accepted => &[Kind::TakeCharge, Kind::Assign, Kind::Accept],
        Status::InProgress => &[Kind::TakeCharge, Kind::Assign, Kind::Accept, Kind::Start],
        Status::OnHold => &[Kind::TakeCharge, Kind::Assign, Kind::Accept, Kind::Start, Kind::Hold],
        Status::Resolved => &[Kind::TakeCharge, Kind::Assign, Kind::Accept, Kind::Start, Kind::Resolve],
        Status::Closed => &[
            Kind::TakeCharge,
            Kind::Assign,
            Kind::Accept,
            Kind::Start,
            Kind::Resolve,
            Kind::Verify,
        ],
        Status::Cancelled => &[Kind::Cancel],
    };
    kinds.iter().map(|kind| usual(*kind)).collect()
}

#[test]
fn every_ordinary_way_leads_where_it_should() {
    for (status, name, _, _) in Status::ALL {
        let mut story = Story::default();
        story.chain(way_to(status), &[]);
        assert_eq!(story.folded().status, status, "{name}");
        assert_eq!(story.superseded(), Vec::<u64>::new(), "{name}");
    }
}
