// SPDX-License-Identifier: EUPL-1.2
//! What a crew may say of a job that another one has too, and by which codes screens tell why not.

use super::rules::{at, situation, visit};
use super::story::{Story, other, person, usual, way_to};
use crate::policy::{Grants, Role};
use crate::workflow::{Event, Fault, Folded, Kind, Status, faults};

/// Codes of what speaks against an event of this crew.
fn codes(kind: Kind, crew: &str, folded: &Folded) -> Vec<&'static str> {
    let event = Event {
        crew: Some(crew.into()),
        ..usual(kind)
    };
    let grants = Grants {
        crew: Some(crew.into()),
        ..Grants::of(Role::Crew)
    };
    let found = faults(&event, &situation(folded, &grants, person(8), &visit(0.0)));
    found.iter().map(Fault::code).collect()
}

/// Two desks told a crew each, and crew X has accepted.
fn told_twice() -> Folded {
    let mut story = Story::default();
    let base = story.chain(way_to(Status::InCharge), &[]);
    let both = [usual(Kind::Assign), other(Kind::Assign)].map(|event| story.happens(event, &base));
    story.happens(usual(Kind::Accept), &both);
    story.folded()
}

#[test]
fn a_crew_accepts_and_declines_once_whatever_the_other_crew_has_said() {
    let folded = told_twice();
    assert_eq!(folded.status, Status::Accepted);
    for kind in [Kind::Accept, Kind::Decline] {
        assert_eq!(codes(kind, "x", &folded), ["status"], "{kind:?} by who has accepted");
        assert_eq!(codes(kind, "y", &folded), Vec::<&str>::new(), "{kind:?} by who has not");
    }
}

#[test]
fn who_was_not_told_hears_that_it_is_not_his_and_nothing_else() {
    for kind in [Kind::Accept, Kind::Decline] {
        assert_eq!(codes(kind, "y", &at(Status::Assigned)), ["person"], "{kind:?}");
    }
}

#[test]
fn nobody_speaks_for_another_crew_though_both_were_told() {
    let folded = told_twice();
    let event = Event {
        crew: Some("x".into()),
        ..usual(Kind::Start)
    };
    let grants = Grants {
        crew: Some("y".into()),
        ..Grants::of(Role::Crew)
    };
    let found = faults(&event, &situation(&folded, &grants, person(8), &visit(0.0)));
    assert!(found.iter().any(|fault| fault.code() == "person"), "{found:?}");
}

#[test]
fn each_fault_has_the_code_of_its_kind() {
    let bare = Event::of(Kind::Hold, person(3));
    let grants = Grants {
        crew: Some("x".into()),
        ..Grants::of(Role::Crew)
    };
    let (working, leaving) = (at(Status::InProgress), visit(0.0));
    let found = faults(&bare, &situation(&working, &grants, person(8), &leaving));
    let found: Vec<&str> = found.iter().map(Fault::code).collect();
    assert_eq!(found, ["hold"]);
}
