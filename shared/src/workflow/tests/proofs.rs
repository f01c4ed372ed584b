// SPDX-License-Identifier: EUPL-1.2
//! Every outcome with its proof, taken away one at a time.

use super::rules::{at, situation, status_before, visit};
use super::story::{person, usual};
use crate::ids::TicketId;
use crate::policy::{Grants, Role};
use crate::workflow::{Event, Kind, Outcome, Situation, Status, Verdict, Visit, faults};

/// What an outcome lacks when the proof named is taken away.
fn lacks(outcome: Outcome, kind: Kind, role: Role, spoil: impl Fn(&mut Event, &mut Situation<'_>)) -> Vec<String> {
    let grants = Grants {
        crew: Some("x".into()),
        ..Grants::of(role)
    };
    let (folded, leaving) = (status_before(kind), visit(0.0));
    let said = Some("scritto".to_owned());
    let mut event = Event {
        outcome: Some(outcome.name().into()),
        body: said.clone(),
        text: said,
        passed_on_ms: Some(1),
        other: Some(TicketId(super::story::id(99).0)),
        ..usual(kind)
    };
    let mut situation = situation(&folded, &grants, person(8), &leaving);
    assert_eq!(faults(&event, &situation), [], "{outcome:?} with every proof");
    spoil(&mut event, &mut situation);
    faults(&event, &situation)
        .iter()
        .map(|fault| fault.sentence().to_owned())
        .collect()
}

use Outcome::{
    AlreadyFixed, Duplicate, FiledInError, FixedByAgent, FixedOnSite, MadeSafe, NotFound, NotOurs, PrivateProperty,
    Unfeasible,
};

/// Takes one proof away.
type Spoil = fn(&mut Event, &mut Situation<'_>);

/// Each outcome, how and by whom it is given, a proof taken away, and what the fault must name.
const CASES: [(Outcome, Kind, Role, Spoil, &str); 14] = [
    (
        FixedOnSite,
        Kind::Resolve,
        Role::Crew,
        |_, situation| situation.has_arrived = false,
        "visit",
    ),
    (
        FixedOnSite,
        Kind::Resolve,
        Role::Crew,
        |_, situation| situation.has_after_photo = false,
        "--photo",
    ),
    (
        FixedOnSite,
        Kind::Resolve,
        Role::Crew,
        |_, situation| situation.visit = None,
        "--lat",
    ),
    (
        FixedByAgent,
        Kind::ResolveOnSpot,
        Role::Agent,
        |_, situation| situation.has_after_photo = false,
        "--photo",
    ),
    (
        MadeSafe,
        Kind::Resolve,
        Role::Crew,
        |event, _| event.other = None,
        "--ticket",
    ),
    (
        NotFound,
        Kind::Resolve,
        Role::Crew,
        |_, situation| situation.visit = None,
        "--lat",
    ),
    (
        AlreadyFixed,
        Kind::ResolveOnSpot,
        Role::Agent,
        |event, situation| {
            situation.has_after_photo = false;
            event.other = None;
        },
        "--photo",
    ),
    (
        Duplicate,
        Kind::CloseFromDesk,
        Role::Operator,
        |event, _| event.other = None,
        "--ticket",
    ),
    (
        NotOurs,
        Kind::CloseFromDesk,
        Role::Operator,
        |event, _| event.body = None,
        "--body",
    ),
    (
        NotOurs,
        Kind::CloseFromDesk,
        Role::Operator,
        |event, _| event.passed_on_ms = None,
        "--passed-on",
    ),
    (
        NotOurs,
        Kind::CloseFromDesk,
        Role::Operator,
        |event, _| event.text = None,
        "--text",
    ),
    (
        PrivateProperty,
        Kind::CloseFromDesk,
        Role::Operator,
        |event, _| event.text = None,
        "--text",
    ),
    (
        Unfeasible,
        Kind::CloseFromDesk,
        Role::Director,
        |event, _| event.reason = None,
        "--reason",
    ),
    (
        FiledInError,
        Kind::CloseFromDesk,
        Role::Operator,
        |event, _| event.reason = None,
        "--reason",
    ),
];

#[test]
fn every_outcome_needs_its_proof() {
    for (outcome, kind, role, spoil, cure) in CASES {
        let found = lacks(outcome, kind, role, spoil);
        assert!(
            found.len() == 1 && found[0].contains(cure),
            "{outcome:?} without {cure}: {found:?}"
        );
    }
}

#[test]
fn only_a_director_says_that_it_cannot_be_done() {
    let grants = Grants::of(Role::Operator);
    let (folded, leaving) = (at(Status::InCharge), visit(0.0));
    let event = Event {
        outcome: Some("unfeasible".into()),
        ..usual(Kind::CloseFromDesk)
    };
    let found = faults(&event, &situation(&folded, &grants, person(8), &leaving));
    assert!(
        found.len() == 1 && found[0].sentence().contains("director"),
        "{found:?}"
    );
}

#[test]
fn a_desk_outcome_cannot_end_work_and_a_field_outcome_cannot_close_a_desk() {
    for outcome in Outcome::all() {
        for kind in [Kind::Resolve, Kind::ResolveOnSpot, Kind::CloseFromDesk] {
            let role = if kind == Kind::CloseFromDesk {
                Role::Director
            } else {
                Role::Crew
            };
            let grants = Grants {
                crew: Some("x".into()),
                ..Grants::of(role)
            };
            let (folded, leaving) = (status_before(kind), visit(0.0));
            let event = Event {
                outcome: Some(outcome.name().into()),
                ..usual(kind)
            };
            let found = faults(&event, &situation(&folded, &grants, person(8), &leaving));
            let refused = found.iter().any(|fault| fault.sentence().contains("say how it ended"));
            assert_eq!(refused, !outcome.may_end(kind), "{outcome:?} by {kind:?}");
        }
    }
}

#[test]
fn a_waiver_stands_for_a_photo_and_a_reason_for_a_distance() {
    let grants = Grants {
        crew: Some("x".into()),
        ..Grants::of(Role::Crew)
    };
    let folded = at(Status::InProgress);
    let far = Visit {
        override_reason: Some("strada chiusa".into()),
        ..visit(2_000.0)
    };
    assert_eq!(far.verdict(), Verdict::Far);
    let mut judged = situation(&folded, &grants, person(8), &far);
    judged.has_after_photo = false;
    let event = Event {
        waiver: Some("pioggia battente".into()),
        ..usual(Kind::Resolve)
    };
    assert_eq!(faults(&event, &judged), []);
    let unexplained = visit(2_000.0);
    judged.visit = Some(&unexplained);
    assert_eq!(faults(&event, &judged).len(), 1);
}

#[test]
fn who_says_why_may_find_nothing_from_afar_or_without_a_fix_and_the_verdict_stays_what_it_was() {
    let grants = Grants {
        crew: Some("x".into()),
        ..Grants::of(Role::Crew)
    };
    let nowhere = Visit {
        fix: None,
        ..visit(0.0)
    };
    for (kind, leaving, verdict) in [
        (Kind::Resolve, visit(2_000.0), Verdict::Far),
        (Kind::ResolveOnSpot, visit(2_000.0), Verdict::Far),
        (Kind::Resolve, nowhere, Verdict::NoFix),
    ] {
        let folded = status_before(kind);
        let event = Event {
            outcome: Some("not_found".into()),
            ..usual(kind)
        };
        let found = faults(&event, &situation(&folded, &grants, person(8), &leaving));
        let codes: Vec<_> = found.iter().map(crate::workflow::Fault::code).collect();
        assert_eq!(codes, ["presence"], "{kind:?} without a reason");
        let explained = Visit {
            override_reason: Some("il telefono non trova i satelliti".into()),
            ..leaving
        };
        assert_eq!(faults(&event, &situation(&folded, &grants, person(8), &explained)), []);
        assert_eq!(explained.verdict(), verdict, "a reason changes no verdict");
    }
}
