// SPDX-License-Identifier: EUPL-1.2
//! Who writes to a ticket must have held it, as he had seen it; and what a field showed before.

use super::people::{JURISDICTION, Someone, authors, id, intent};
use crate::document::{Admission, Document, Pushed, RawChange, admit_within};
use crate::ids::TicketId;
use crate::policy::{Grants, Role, person_scope, scopes_of_ticket};
use crate::ticket::{Edit, Field, HappenedNow, Value, Visibility};
use crate::wire::RefusalCode;
use crate::workflow::{Event, Kind};

fn operator_of(seed: u8, office: &str) -> Someone {
    let mut someone = Someone::new(seed, Role::Operator);
    someone.grants = Grants {
        office: Some(office.into()),
        ..someone.grants
    };
    someone
}

fn happens(who: &Someone, n: u64, kind: Kind, office: &str) -> crate::ticket::Action {
    let event = Event {
        office: Some(office.into()),
        reason: Some("di competenza".into()),
        ..Event::of(kind, who.person)
    };
    let entry = intent(n);
    who.does(n, vec![Edit::Happen(HappenedNow { entry, event })])
}

fn pushes(held: &Document, change: &RawChange, who: &Someone) -> Admission {
    let proofs = [who.proves(1, change)];
    let pushed = Pushed {
        ticket: TicketId(id(1)),
        jurisdiction: JURISDICTION,
        changes: vec![change.bytes().to_vec()],
        proofs: &proofs,
    };
    let scopes = scopes_of_ticket(&held.read().unwrap());
    admit_within(Some(held), &scopes, &[], &pushed, &authors(&[who]))
}

fn codes(admission: &Admission) -> Vec<RefusalCode> {
    admission.quarantined.iter().map(|item| item.refusal.code).collect()
}

/// Filed by an agent, taken by the office of the roads, passed on to the lamps'.
struct Passed {
    taken: Document,
    passed: Document,
}

fn passed_on(desk: &Someone) -> Passed {
    let (mut document, _) = Someone::new(1, Role::Agent).files(1, "");
    document
        .act(desk.actor(), &happens(desk, 2, Kind::TakeCharge, "ROADS"))
        .unwrap();
    let taken = document.clone();
    document
        .act(desk.actor(), &happens(desk, 3, Kind::Transfer, "LAMPS"))
        .unwrap();
    Passed {
        taken,
        passed: document,
    }
}

#[test]
fn who_never_held_the_ticket_is_set_apart_and_who_holds_it_passes() {
    let desk = Someone::new(2, Role::Operator);
    let story = passed_on(&desk);
    let (roads, lamps) = (operator_of(3, "ROADS"), operator_of(4, "LAMPS"));
    for (who, expected) in [(&roads, vec![RefusalCode::NotAllowed]), (&lamps, Vec::new())] {
        let change = story.passed.clone().act(who.actor(), &who.titles(9, "Mia")).unwrap();
        assert_eq!(
            codes(&pushes(&story.passed, &change, who)),
            expected,
            "{:?}",
            who.grants
        );
    }
}

#[test]
fn a_transfer_that_its_author_had_not_seen_never_disqualifies_him() {
    let desk = Someone::new(2, Role::Operator);
    let story = passed_on(&desk);
    let roads = operator_of(3, "ROADS");
    let mut his = story.taken.clone();
    let first = his.act(roads.actor(), &roads.titles(9, "Mia")).unwrap();
    let admission = pushes(&story.passed, &first, &roads);
    assert_eq!(codes(&admission), []);
    let next = his.act(roads.actor(), &roads.notes(10, "ancora io")).unwrap();
    let admission = pushes(&admission.document.unwrap(), &next, &roads);
    assert_eq!(codes(&admission), [], "he had still not seen it");
}

#[test]
fn what_builds_on_a_change_out_of_scope_goes_with_it_and_nothing_else_does() {
    let desk = Someone::new(2, Role::Operator);
    let story = passed_on(&desk);
    let (roads, lamps) = (operator_of(3, "ROADS"), operator_of(4, "LAMPS"));
    let mut theirs = story.passed.clone();
    let out = theirs.act(roads.actor(), &roads.titles(9, "Mia")).unwrap();
    let after = theirs.act(lamps.actor(), &lamps.notes(10, "visto")).unwrap();
    let beside = story.passed.clone().act(desk.actor(), &desk.notes(11, "nota")).unwrap();
    let proofs = [roads.proves(1, &out), lamps.proves(1, &after), desk.proves(1, &beside)];
    let pushed = Pushed {
        ticket: TicketId(id(1)),
        jurisdiction: JURISDICTION,
        changes: [&out, &after, &beside].map(|change| change.bytes().to_vec()).to_vec(),
        proofs: &proofs,
    };
    let scopes = scopes_of_ticket(&story.passed.read().unwrap());
    let people = authors(&[&roads, &lamps, &desk]);
    let admission = admit_within(Some(&story.passed), &scopes, &[], &pushed, &people);
    assert_eq!(
        codes(&admission),
        [RefusalCode::NotAllowed, RefusalCode::DependsOnRefused]
    );
    assert_eq!(admission.accepted.len(), 1);
}

#[test]
fn who_goes_on_outside_his_scopes_is_set_apart_once_with_the_reason_and_a_new_ticket_is_in_none() {
    let desk = Someone::new(2, Role::Operator);
    let story = passed_on(&desk);
    let (roads, office) = (operator_of(3, "ROADS"), Someone::new(5, Role::Office));
    let mut theirs = story.passed.clone();
    let out = theirs.act(roads.actor(), &roads.titles(9, "Mia")).unwrap();
    let further = theirs.act(roads.actor(), &roads.notes(10, "ancora")).unwrap();
    let fact = story
        .passed
        .clone()
        .act(office.actor(), &office.notes(11, "ufficio"))
        .unwrap();
    let proofs = [roads.proves(1, &further), office.proves(1, &fact)];
    let pushed = Pushed {
        ticket: TicketId(id(1)),
        jurisdiction: JURISDICTION,
        changes: [&out, &further, &fact].map(|change| change.bytes().to_vec()).to_vec(),
        proofs: &proofs,
    };
    let scopes = scopes_of_ticket(&story.passed.read().unwrap());
    let people = authors(&[&roads, &office]);
    let admission = admit_within(Some(&story.passed), &scopes, &[], &pushed, &people);
    assert_eq!(
        codes(&admission),
        [RefusalCode::NotAllowed, RefusalCode::DependsOnRefused]
    );
    assert_eq!(admission.accepted, [fact], "no scope binds the office");
    let (_, genesis) = roads.files(1, "");
    let proofs = [roads.proves(1, &genesis)];
    let fresh = Pushed {
        ticket: TicketId(id(1)),
        jurisdiction: JURISDICTION,
        changes: vec![genesis.bytes().to_vec()],
        proofs: &proofs,
    };
    assert_eq!(codes(&admit_within(None, &[], &[], &fresh, &people)), []);
}

#[test]
fn a_ticket_is_in_the_scopes_of_its_place_its_office_its_crews_and_its_people() {
    let (ada, desk) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Operator));
    let mine = [&ada, &desk].map(|who| person_scope(&who.person));
    let (mut document, _) = ada.files(1, "");
    document
        .act(ada.actor(), &ada.sets(2, Field::District, Value::Text("q3".into())))
        .unwrap();
    let scopes = |document: &Document| scopes_of_ticket(&document.read().unwrap());
    assert_eq!(scopes(&document), ["all", "district:q3", &mine[0], "open"]);
    document
        .act(desk.actor(), &happens(&desk, 3, Kind::TakeCharge, "ROADS"))
        .unwrap();
    let assigned = Event {
        crew: Some("x".into()),
        ..Event::of(Kind::Assign, desk.person)
    };
    document.act(desk.actor(), &desk.happens(4, assigned)).unwrap();
    let expected = [
        "all",
        "crew:x",
        "district:q3",
        &mine[0],
        &mine[1],
        "office:ROADS",
        "open",
    ];
    assert_eq!(scopes(&document), expected);
    let reserved = Value::Visibility(Visibility::Reserved);
    document
        .act(ada.actor(), &ada.sets(5, Field::Visibility, reserved))
        .unwrap();
    let hidden = ["all", "crew:x", &mine[0], &mine[1], "office:ROADS", "police"];
    assert_eq!(scopes(&document), hidden);
    let gone = Event {
        reason: Some("errore".into()),
        ..Event::of(Kind::Cancel, desk.person)
    };
    document.act(desk.actor(), &desk.happens(6, gone)).unwrap();
    assert_eq!(scopes(&document), ["all", &mine[0], &mine[1], "office:ROADS"]);
}

#[test]
fn before_its_latest_write_a_field_showed_what_its_author_had_seen() {
    let ada = Someone::new(1, Role::Agent);
    let (mut document, genesis) = ada.files(1, "Larga un metro");
    assert_eq!(
        document.before(&Field::Title).unwrap(),
        None,
        "nothing since the filing"
    );
    document.act(ada.actor(), &ada.titles(2, "Voragine")).unwrap();
    let before = document.before(&Field::Title).unwrap().unwrap();
    assert_eq!(before.shown, Value::Text("Buca".into()));
    document.act(ada.actor(), &ada.describes(3, "Larga due metri")).unwrap();
    let before = document.before(&Field::Description).unwrap().unwrap();
    assert_eq!(before.shown, Value::Text("Larga un metro".into()));
    let address = ada.sets(4, Field::Address, Value::Text("via Finta 1".into()));
    document.act(ada.actor(), &address).unwrap();
    assert_eq!(document.before(&Field::Address).unwrap().unwrap().shown, Value::Cleared);
    let bruno = Someone::new(2, Role::Crew);
    document
        .act_at(&[genesis.hash()], bruno.actor(), &bruno.titles(5, "Tombino"))
        .unwrap();
    document.act(ada.actor(), &ada.titles(6, "Deciso")).unwrap();
    let before = document.before(&Field::Title).unwrap().unwrap();
    assert_eq!(before.beside.len(), 1, "the other value that stood then");
    assert_ne!(before.shown, before.beside[0].value);
}
