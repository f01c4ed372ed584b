// SPDX-License-Identifier: EUPL-1.2
//! The workflow through documents and the gate: what a hostile phone would write, and what any honest schedule comes to.

mod matrix;
mod schedules;
mod scopes;
mod table;

use super::gate::codes;
use super::people::{Someone, intent, push};
use crate::document::{Document, RawChange};
use crate::ids::IntentId;
use crate::policy::Role;
use crate::ticket::{AddedVisit, Edit, Field, Position, PositionSource, Priority, Value, notices};
use crate::wire::RefusalCode;
use crate::workflow::{Event, Kind, Phase, Status, Visit};

fn desk() -> Someone {
    Someone::new(1, Role::Operator)
}

pub(super) fn crew(seed: u8, code: &str) -> Someone {
    let mut someone = Someone::new(seed, Role::Crew);
    someone.grants.crew = Some(code.into());
    someone
}

fn takes(someone: &Someone) -> Event {
    Event {
        office: Some("strade".into()),
        ..Event::of(Kind::TakeCharge, someone.person)
    }
}

fn assigns(someone: &Someone, code: &str) -> Event {
    Event {
        crew: Some(code.into()),
        ..Event::of(Kind::Assign, someone.person)
    }
}

pub(super) fn of_crew(kind: Kind, someone: &Someone) -> Event {
    Event {
        crew: someone.grants.crew.clone(),
        reason: Some("perché".into()),
        ..Event::of(kind, someone.person)
    }
}

pub(super) fn passes_on(someone: &Someone) -> Event {
    Event {
        office: Some("luce".into()),
        reason: Some("non nostra".into()),
        ..Event::of(Kind::Transfer, someone.person)
    }
}

/// Resolves with a waiver instead of a photo, from the place itself.
fn resolves(n: u64, someone: &Someone) -> Vec<Edit> {
    let event = Event {
        outcome: Some("fixed_on_site".into()),
        waiver: Some("buio".into()),
        ..of_crew(Kind::Resolve, someone)
    };
    vec![
        Edit::Happen(crate::ticket::HappenedNow {
            entry: intent(n),
            event,
        }),
        visit(n + 5_000, intent(n), someone, Phase::Left),
    ]
}

pub(super) fn visit(n: u64, event: IntentId, someone: &Someone, phase: Phase) -> Edit {
    let place = Some(Position::new(43.77, 11.25, PositionSource::Gps));
    let visit = Visit {
        phase,
        event,
        by: someone.person,
        fix: place,
        site: place,
        within_m: 75.0,
        override_reason: None,
    };
    Edit::Visit(AddedVisit {
        entry: intent(n),
        visit,
    })
}

/// A filed ticket that the desk has taken and assigned to crew X.
pub(super) fn assigned() -> (Document, Vec<RawChange>) {
    let (desk, ada) = (desk(), Someone::new(9, Role::Agent));
    let (mut document, genesis) = ada.files(1, "");
    let taken = document.act(desk.actor(), &desk.happens(2, takes(&desk))).unwrap();
    let given = document
        .act(desk.actor(), &desk.happens(3, assigns(&desk, "x")))
        .unwrap();
    (document, vec![genesis, taken, given])
}

/// Pushes what one person writes on top of a held ticket.
fn answer(held: &Document, someone: &Someone, edits: Vec<Edit>) -> Vec<RefusalCode> {
    let change = held.clone().act(someone.actor(), &someone.does(700, edits)).unwrap();
    codes(&push(
        Some(held),
        1,
        &[&change],
        &[someone.proves(1, &change)],
        &[someone],
    ))
}

pub(super) fn happen(n: u64, event: Event) -> Edit {
    Edit::Happen(crate::ticket::HappenedNow {
        entry: intent(n),
        event,
    })
}

#[test]
fn the_office_admits_what_the_rules_allow_and_refuses_what_they_do_not() {
    let (held, _) = assigned();
    let (x, y, desk, ada) = (crew(3, "x"), crew(4, "y"), desk(), Someone::new(9, Role::Agent));
    let against = RefusalCode::AgainstWorkflow;
    let forbidden = RefusalCode::NotAllowed;
    let cases: [(&str, &Someone, Event, Option<RefusalCode>); 9] = [
        ("its own crew accepts", &x, of_crew(Kind::Accept, &x), None),
        ("another crew accepts", &y, of_crew(Kind::Accept, &y), Some(forbidden)),
        (
            "another crew in the name of the right one",
            &y,
            Event {
                crew: Some("x".into()),
                ..of_crew(Kind::Accept, &y)
            },
            Some(forbidden),
        ),
        (
            "a jump to closed",
            &desk,
            Event::of(Kind::Verify, desk.person),
            Some(against),
        ),
        ("taken twice", &desk, takes(&desk), Some(against)),
        (
            "assigned twice without a transfer",
            &desk,
            assigns(&desk, "y"),
            Some(against),
        ),
        (
            "a transfer without a reason",
            &desk,
            Event {
                reason: None,
                ..passes_on(&desk)
            },
            Some(against),
        ),
        ("an agent assigns", &ada, assigns(&ada, "y"), Some(forbidden)),
        (
            "who filed withdraws what is taken",
            &ada,
            Event {
                reason: Some("errore".into()),
                ..Event::of(Kind::Cancel, ada.person)
            },
            Some(forbidden),
        ),
    ];
    for (what, someone, event, expected) in cases {
        let found = answer(&held, someone, vec![happen(700, event)]);
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{what}");
    }
}

#[test]
fn what_no_app_writes_is_refused_and_blocks_nobody() {
    let (mut held, _) = assigned();
    let (x, desk) = (crew(3, "x"), desk());
    let accepted = of_crew(Kind::Accept, &x);
    held.act(x.actor(), &x.happens(4, accepted.clone())).unwrap();
    let started = || happen(700, of_crew(Kind::Start, &x));
    let cases: [(&str, Vec<Edit>, RefusalCode); 7] = [
        (
            "an event written over another",
            vec![happen(3, of_crew(Kind::Start, &x))],
            RefusalCode::RewritesHistory,
        ),
        (
            "in another's name",
            vec![happen(
                700,
                Event {
                    by: desk.person,
                    ..of_crew(Kind::Start, &x)
                },
            )],
            RefusalCode::NotProven,
        ),
        (
            "a kind nobody knows",
            vec![happen(
                700,
                Event {
                    kind: "teleport".into(),
                    ..of_crew(Kind::Start, &x)
                },
            )],
            RefusalCode::UnknownShape,
        ),
        (
            "another's visit",
            vec![started(), visit(701, intent(700), &desk, Phase::Arrived)],
            RefusalCode::NotProven,
        ),
        (
            "a visit of another event",
            vec![started(), visit(701, intent(4), &x, Phase::Arrived)],
            RefusalCode::UnknownShape,
        ),
        (
            "a visit without an event",
            vec![visit(701, intent(700), &x, Phase::Arrived)],
            RefusalCode::UnknownShape,
        ),
        (
            "the store's facts",
            vec![
                started(),
                Edit::Admit {
                    received_at_ms: 1,
                    case_number: "1".into(),
                },
            ],
            RefusalCode::NotAllowed,
        ),
    ];
    for (what, edits, expected) in cases {
        assert_eq!(answer(&held, &x, edits), [expected], "{what}");
        assert_eq!(answer(&held, &x, vec![started()]), [], "{what} blocks nobody");
    }
}

#[test]
fn an_event_that_hides_what_its_author_had_seen_is_refused() {
    let (held, _) = assigned();
    let (x, desk) = (crew(3, "x"), desk());
    // Written as if at an older frontier, then carried on top of everything: `after` says less than the change knows.
    let at_filing = Event {
        after: Vec::new(),
        ..of_crew(Kind::Accept, &x)
    };
    let forged = super::gate::forged(&held, x.actor(), |tx| {
        use automerge::transaction::Transactable;
        use automerge::{ROOT, ReadDoc, ScalarValue};
        let events = tx.get(ROOT, "events").unwrap().unwrap().1;
        let bytes = crate::wire::to_cbor(&at_filing);
        tx.put(events, intent(700).to_string(), ScalarValue::Bytes(bytes))
            .unwrap();
    });
    let admission = push(Some(&held), 1, &[&forged], &[x.proves(1, &forged)], &[&x, &desk]);
    assert_eq!(codes(&admission), [RefusalCode::RewritesHistory]);
}

#[test]
fn a_crew_is_judged_by_what_it_had_seen_not_by_a_transfer_it_had_not() {
    let (mut held, before) = assigned();
    let (x, desk) = (crew(3, "x"), desk());
    let mut phone = held.clone();
    let moved = held.act(desk.actor(), &desk.happens(10, passes_on(&desk))).unwrap();
    let accepted = phone.act(x.actor(), &x.happens(11, of_crew(Kind::Accept, &x))).unwrap();
    assert!(
        accepted
            .deps()
            .iter()
            .all(|dep| before.iter().any(|change| change.hash() == *dep))
    );
    let admission = push(Some(&held), 1, &[&accepted], &[x.proves(1, &accepted)], &[&x]);
    assert_eq!(codes(&admission), []);
    let ticket = admission.document.unwrap().read().unwrap();
    assert_eq!(ticket.status(), Status::Accepted);
    assert_eq!(ticket.workflow.superseded.keys().collect::<Vec<_>>(), [&intent(10)]);
    let told: Vec<_> = notices(&ticket)
        .into_iter()
        .filter(|notice| notice.concerns(&desk.person, None))
        .collect();
    assert_eq!(
        told.len(),
        1,
        "the operator is told, and only that he was overtaken: {told:?}"
    );
    assert!(!moved.bytes().is_empty());
}

#[test]
fn an_edit_beside_a_cancellation_is_kept_and_shown() {
    let (mut held, _) = assigned();
    let (ada, desk) = (Someone::new(9, Role::Agent), desk());
    let mut phone = held.clone();
    let gone = Event {
        reason: Some("doppione".into()),
        ..Event::of(Kind::Cancel, desk.person)
    };
    held.act(desk.actor(), &desk.happens(10, gone)).unwrap();
    let edited = phone.act(ada.actor(), &ada.titles(11, "Voragine")).unwrap();
    held.apply(&[edited]).unwrap();
    let ticket = held.read().unwrap();
    assert_eq!(
        (ticket.status(), ticket.text(&Field::Title)),
        (Status::Cancelled, Some("Voragine"))
    );
    assert_eq!(ticket.late_edits, [Field::Title]);
    assert!(notices(&ticket).iter().any(|notice| notice.kind.name() == "late_edit"));
}

#[test]
fn the_safer_value_stands_only_while_the_ticket_is_open() {
    let (ada, desk) = (Someone::new(9, Role::Agent), desk());
    let (mut held, _) = ada.files(1, "");
    let mut other = held.clone();
    let priority = |value| Value::Priority(value);
    held.act(ada.actor(), &ada.sets(2, Field::Priority, priority(Priority::P1)))
        .unwrap();
    let low = other
        .act(desk.actor(), &desk.sets(3, Field::Priority, priority(Priority::P4)))
        .unwrap();
    held.apply(&[low]).unwrap();
    assert_eq!(held.read().unwrap().priority(), Some(Priority::P1));
    let automatic = held.read().unwrap().fields[&Field::Priority].versions.len();
    assert_eq!(automatic, 2, "both values are kept");
    let gone = Event {
        reason: Some("errore".into()),
        ..Event::of(Kind::Cancel, desk.person)
    };
    held.act(desk.actor(), &desk.happens(4, gone)).unwrap();
    let closed = held.read().unwrap();
    let conflicts: Vec<_> = closed.conflicts().map(|conflict| conflict.versions.len()).collect();
    assert_eq!(
        (closed.status(), conflicts),
        (Status::Cancelled, vec![2]),
        "still both, nobody hidden"
    );
}

#[test]
fn pins_within_25_metres_are_one_place_and_farther_ones_a_question() {
    for (metres, contested) in [(20.0, false), (30.0, true)] {
        let (ada, desk) = (Someone::new(9, Role::Agent), desk());
        let (mut held, _) = ada.files(1, "");
        let mut other = held.clone();
        let pin = |lat| Value::Position(Position::new(lat, 11.25, PositionSource::Pin));
        held.act(ada.actor(), &ada.sets(2, Field::Position, pin(43.77)))
            .unwrap();
        let far = pin(43.77 + metres / 111_195.0);
        let moved = other.act(desk.actor(), &desk.sets(3, Field::Position, far)).unwrap();
        held.apply(&[moved]).unwrap();
        let ticket = held.read().unwrap();
        assert_eq!(ticket.fields[&Field::Position].versions.len(), 2, "both pins are kept");
        assert_eq!(ticket.conflicts().count() == 1, contested, "{metres} m");
    }
}

#[test]
fn adding_to_a_set_wins_over_removing_at_the_same_time() {
    let (ada, bruno) = (Someone::new(9, Role::Agent), Someone::new(8, Role::Agent));
    let (mut left, genesis) = ada.files(1, "");
    let first = left.act(ada.actor(), &ada.does(2, vec![Edit::MeToo(true)])).unwrap();
    let mut right = Document::from_changes(&[genesis, first]).unwrap();
    let removed = left.act(ada.actor(), &ada.does(3, vec![Edit::MeToo(false)])).unwrap();
    assert!(left.read().unwrap().me_too.is_empty());
    let mut again = Someone::new(9, Role::Agent);
    again.start = 5;
    right
        .act(again.actor(), &again.does(4, vec![Edit::MeToo(true)]))
        .unwrap();
    right
        .act(bruno.actor(), &bruno.does(5, vec![Edit::MeToo(true)]))
        .unwrap();
    right.apply(&[removed]).unwrap();
    assert_eq!(right.read().unwrap().me_too.len(), 2);
    // Nobody speaks for another.
    let forged = super::gate::forged(&right, bruno.actor(), |tx| {
        use automerge::transaction::Transactable;
        use automerge::{ROOT, ReadDoc};
        let me_too = tx.get(ROOT, "me_too").unwrap().unwrap().1;
        tx.delete(me_too, ada.person.to_string()).unwrap();
    });
    let admission = push(Some(&right), 1, &[&forged], &[bruno.proves(1, &forged)], &[&bruno]);
    assert_eq!(codes(&admission), [RefusalCode::NotProven]);
}
