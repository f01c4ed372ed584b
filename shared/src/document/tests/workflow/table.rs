// SPDX-License-Identifier: EUPL-1.2
//! The merge table (domain section 4), row by row, as properties: whatever else people do meanwhile, in whatever order four
//! replicas with two crews hear of it, all come to the same ticket, the row's result stands, and nothing anybody did is lost.

mod rows;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{assigns, crew, desk, happen, of_crew, passes_on, resolves, takes, visit};
use crate::document::tests::gate::codes;
use crate::document::tests::people::{Someone, id, intent, push};
use crate::document::{Document, RawChange};
use crate::ids::TicketId;
use crate::policy::Role;
use crate::ticket::{
    Category, Edit, Field, Link, LinkKind, Note, NoticeKind, Position, PositionSource, Priority, Ticket, Value,
    Visibility, notices,
};
use crate::workflow::{Event, Kind, Phase, Status};

const DESK: usize = 0;
const X: usize = 1;
const Y: usize = 2;
const ADA: usize = 3;
/// The numbers of what the two do at once.
const A: u64 = 601;
const B: u64 = 602;

/// What somebody does, under a number.
type Deed = fn(u64, &Someone) -> Vec<Edit>;

/// A row: where the ticket stands, who does what at once, and what comes of it.
struct Row {
    name: &'static str,
    from: Status,
    a: (usize, Deed),
    b: (usize, Deed),
    status: Status,
    overtaken: &'static [u64],
    /// Who is told, of `DESK`, `X`, `Y`, `ADA`.
    told: &'static [usize],
    also: fn(&Ticket) -> bool,
}

fn plain(_: &Ticket) -> bool {
    true
}

fn event(n: u64, someone: &Someone, kind: Kind) -> Vec<Edit> {
    let event = Event {
        hold: (kind == Kind::Hold).then(|| "capacity".to_owned()),
        ..of_crew(kind, someone)
    };
    vec![happen(n, event)]
}

/// Done in passing, by whoever is there.
fn resolves_on_spot(n: u64, someone: &Someone) -> Vec<Edit> {
    let event = Event {
        outcome: Some("fixed_on_site".into()),
        waiver: Some("buio".into()),
        ..of_crew(Kind::ResolveOnSpot, someone)
    };
    vec![happen(n, event), visit(n + 5_000, intent(n), someone, Phase::Arrived)]
}

fn starts(n: u64, someone: &Someone) -> Vec<Edit> {
    let event = of_crew(Kind::Start, someone);
    vec![happen(n, event), visit(n + 5_000, intent(n), someone, Phase::Arrived)]
}

fn sets(field: Field, value: Value) -> Vec<Edit> {
    vec![Edit::Set(field, value)]
}

fn category(code: &str) -> Vec<Edit> {
    let (code, taxonomy_version) = (code.to_owned(), String::new());
    sets(Field::Category, Value::Category(Category { code, taxonomy_version }))
}

fn pin(lat: f64) -> Vec<Edit> {
    sets(
        Field::Position,
        Value::Position(Position::new(lat, 11.25, PositionSource::Pin)),
    )
}

fn description(text: &str) -> Vec<Edit> {
    sets(Field::Description, Value::Text(text.into()))
}

fn standing(ticket: &Ticket, field: &Field) -> usize {
    ticket.fields.get(field).map_or(0, |register| register.versions.len())
}

fn is_contested(ticket: &Ticket, field: &Field) -> bool {
    ticket.conflicts().any(|conflict| conflict.field == field)
}

const SEEN: &str = "Larga un metro, davanti alla scuola";

fn note(n: u64) -> Vec<Edit> {
    let text = format!("nota {n}");
    vec![Edit::AddNote(Note { entry: intent(n), text })]
}

/// What leads an ordinary ticket to a status: who does what.
fn way(status: Status) -> Vec<(usize, Deed)> {
    let take: (usize, Deed) = (DESK, |n, desk| vec![happen(n, takes(desk))]);
    let assign: (usize, Deed) = (DESK, |n, desk| vec![happen(n, assigns(desk, "x"))]);
    let (start, resolve): ((usize, Deed), (usize, Deed)) = ((X, starts), (X, resolves));
    let hold: (usize, Deed) = (X, |n, crew| event(n, crew, Kind::Hold));
    match status {
        Status::InCharge => vec![take],
        Status::Assigned => vec![take, assign],
        Status::InProgress => vec![take, assign, start],
        Status::OnHold => vec![take, assign, start, hold],
        Status::Resolved => vec![take, assign, start, resolve],
        other => panic!("no row begins at {other:?}"),
    }
}

/// Four people with a replica each, and everything that was written.
struct Town {
    people: [Someone; 4],
    replicas: Vec<Document>,
    all: Vec<RawChange>,
    notes: usize,
}

impl Town {
    fn at(row: &Row) -> Self {
        // Who files is an operator too where the row needs a second desk.
        let ada = Someone::new(
            9,
            if row.name == "assigns / assigns" {
                Role::Operator
            } else {
                Role::Agent
            },
        );
        let people = [desk(), crew(3, "x"), crew(4, "y"), ada];
        let (first, genesis) = people[ADA].files(1, SEEN);
        let mut town = Self {
            people,
            replicas: vec![first; 4],
            all: vec![genesis],
            notes: 0,
        };
        for (n, (who, deed)) in (300..).zip(way(row.from)) {
            town.acts(n, who, deed);
            (0..4).for_each(|replica| town.hears(replica, who));
        }
        town
    }

    fn acts(&mut self, n: u64, who: usize, deed: Deed) {
        let someone = &self.people[who];
        let action = someone.does(n, deed(n, someone));
        let change = self.replicas[who].act(someone.actor(), &action).unwrap();
        self.all.push(change);
    }

    fn hears(&mut self, who: usize, from: usize) {
        let news = self.replicas[from].changes_after(&self.replicas[who].heads()).unwrap();
        self.replicas[who].apply(&news).unwrap();
    }

    /// Something else goes on: a note, or one hears of another.
    fn meanwhile(&mut self, n: u64, (who, from): (usize, usize)) {
        if who == from {
            self.notes += 1;
            self.acts(n, who, |n, _| note(n));
        } else {
            self.hears(who, from);
        }
    }
}

type Steps = Vec<(usize, usize)>;

fn any_steps() -> impl Strategy<Value = Steps> {
    prop::collection::vec((0_usize..4, 0_usize..4), 0..10)
}

/// Carries a row out between other things, and answers what each replica then reads.
fn carried_out(row: &Row, before: &Steps, after: &Steps, turn: usize) -> (Town, Vec<Ticket>) {
    let mut town = Town::at(row);
    for (n, step) in (400..).zip(before) {
        town.meanwhile(n, *step);
    }
    town.acts(A, row.a.0, row.a.1);
    town.acts(B, row.b.0, row.b.1);
    for (n, step) in (700..).zip(after) {
        town.meanwhile(n, *step);
    }
    let mut arriving = town.all.clone();
    arriving.rotate_left(turn % town.all.len());
    for replica in &mut town.replicas {
        replica.apply(&arriving).unwrap();
        arriving.reverse();
    }
    let tickets = town.replicas.iter().map(|replica| replica.read().unwrap()).collect();
    (town, tickets)
}

fn check(row: &Row, town: &Town, tickets: &[Ticket]) {
    let ticket = &tickets[0];
    assert!(
        tickets.iter().all(|other| other == ticket),
        "{}: replicas differ",
        row.name
    );
    assert_eq!(ticket.status(), row.status, "{}", row.name);
    let overtaken: BTreeSet<_> = ticket.workflow.superseded.keys().copied().collect();
    assert_eq!(
        overtaken,
        row.overtaken.iter().map(|n| intent(*n)).collect(),
        "{}",
        row.name
    );
    assert!((row.also)(ticket), "{}: {ticket:?}", row.name);
    let written = |kind: fn(&Edit) -> bool| {
        let (a, b) = ((row.a.1)(A, &town.people[row.a.0]), (row.b.1)(B, &town.people[row.b.0]));
        a.iter().chain(&b).filter(|edit| kind(edit)).count()
    };
    let events = way(row.from).len() + written(|edit| matches!(edit, Edit::Happen(_)));
    assert_eq!(
        (ticket.events.len(), ticket.workflow.order.len()),
        (events, events),
        "{}: no event is lost",
        row.name
    );
    let notes = town.notes + written(|edit| matches!(edit, Edit::AddNote(_)));
    assert_eq!(ticket.notes.len(), notes, "{}: no note is lost", row.name);
    check_told(row, town, ticket);
    let proofs: Vec<_> = town
        .people
        .iter()
        .flat_map(|someone| town.all.iter().map(|change| someone.proves(1, change)))
        .collect();
    let pushed: Vec<&RawChange> = town.all.iter().rev().collect();
    let admission = push(None, 1, &pushed, &proofs, &town.people.iter().collect::<Vec<_>>());
    assert_eq!(codes(&admission), vec![], "{}: the office admits both", row.name);
    assert_eq!(admission.document.unwrap().read().unwrap(), *ticket, "{}", row.name);
}

fn check_told(row: &Row, town: &Town, ticket: &Ticket) {
    let all = notices(ticket);
    let is_told = |someone: &Someone| {
        let mut own = all
            .iter()
            .filter(|notice| notice.kind != NoticeKind::LateEdit || someone.grants.role == Role::Operator);
        own.any(|notice| notice.concerns(&someone.person, someone.grants.crew.as_deref()))
    };
    for (who, someone) in town.people.iter().enumerate() {
        assert_eq!(
            is_told(someone),
            row.told.contains(&who),
            "{}: person {who}, {all:?}",
            row.name
        );
    }
}

#[test]
fn every_row_of_the_table_holds_in_any_schedule_over_four_replicas_and_two_crews() {
    for row in rows::rows() {
        let config = ProptestConfig {
            cases: 10,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let schedules = (any_steps(), any_steps(), 0_usize..50);
        let run = |(before, after, turn): (Steps, Steps, usize)| {
            let (town, tickets) = carried_out(&row, &before, &after, turn);
            check(&row, &town, &tickets);
            Ok(())
        };
        let outcome = TestRunner::new(config).run(&schedules, run);
        assert!(outcome.is_ok(), "{}: {outcome:?}", row.name);
    }
}
