// SPDX-License-Identifier: EUPL-1.2
//! Every status, event and role against the rules; every need; every outcome with its proof.

use super::story::{Story, person, usual, way_to};
use crate::ids::TicketId;
use crate::policy::{Bound, Deed, Grants, Role, bound};
use crate::ticket::{Position, PositionSource};
use crate::workflow::{Event, FIX_FRESH_S, Fault, Folded, Kind, Phase, Situation, Status, Verdict, Visit, faults};

/// How a role's right to an event reads in the table of transitions.
pub(super) fn allowed(name: &str, role: Role, kind: Kind) -> Option<String> {
    Some(match bound(role, Deed::Event(kind))? {
        Bound::Any | Bound::Scope => name.to_owned(),
        Bound::Own => format!("{name} (own)"),
        Bound::OwnUntilTaken => format!("{name} (own, untaken)"),
        Bound::OwnCrew => format!("{name} (crew)"),
    })
}

pub(super) fn at(status: Status) -> Folded {
    let mut story = Story::default();
    story.chain(way_to(status), &[]);
    story.folded()
}

pub(super) fn visit(metres_north: f64) -> Visit {
    let place = |lat| {
        Some(Position {
            accuracy_m: Some(5.0),
            ..Position::new(lat, 11.25, PositionSource::Gps)
        })
    };
    Visit {
        phase: Phase::Left,
        event: super::story::id(1),
        by: person(3),
        fix: place(43.77 + metres_north / 111_195.0),
        site: place(43.77),
        within_m: 75.0,
        override_reason: None,
    }
}

/// An event with everything it could need, by somebody of crew X who also filed the ticket.
fn judged(kind: Kind, role: Role, folded: &Folded, crew: Option<&str>, filed: bool) -> Vec<Fault> {
    let event = Event {
        other: Some(TicketId(super::story::id(99).0)),
        ..usual(kind)
    };
    let grants = Grants {
        crew: crew.map(str::to_owned),
        ..Grants::of(role)
    };
    let leaving = visit(0.0);
    let created_by = person(if filed { 3 } else { 8 });
    faults(&event, &situation(folded, &grants, created_by, &leaving))
}

pub(super) fn situation<'a>(
    folded: &'a Folded,
    grants: &'a Grants,
    created_by: crate::ids::PersonId,
    leaving: &'a Visit,
) -> Situation<'a> {
    Situation {
        folded,
        person: person(3),
        grants,
        created_by,
        has_after_photo: true,
        has_arrived: true,
        visit: Some(leaving),
    }
}

#[test]
fn an_event_is_allowed_exactly_where_its_status_and_role_are_in_the_tables() {
    for (status, _, _, _) in Status::ALL {
        let folded = at(status);
        for (kind, name) in Kind::ALL {
            for (role_name, role) in Role::NAMES {
                let found = judged(kind, role, &folded, Some("x"), true);
                let by_status = found.iter().any(|fault| matches!(fault, Fault::Status(_)));
                let already = matches!(
                    (kind, status),
                    (Kind::Accept | Kind::Decline, Status::Accepted)
                        | (Kind::Assign, Status::Assigned | Status::Accepted)
                );
                assert_eq!(
                    by_status,
                    already || !status.next().contains(&kind),
                    "{name} from {status:?}: {found:?}"
                );
                let by_person = found.iter().any(|fault| matches!(fault, Fault::Person(_)));
                let assigned = folded.crew() == Some("x") || kind == Kind::Assign;
                let refused = match bound(role, Deed::Event(kind)) {
                    None => true,
                    Some(Bound::Any | Bound::Scope | Bound::Own) => false,
                    Some(Bound::OwnUntilTaken) => folded.taken.is_some(),
                    Some(Bound::OwnCrew) => !assigned,
                };
                assert_eq!(by_person, refused, "{name} by {role_name} from {status:?}: {found:?}");
            }
        }
    }
}

#[test]
fn who_is_bound_to_his_own_is_refused_elsewhere() {
    for (kind, name) in Kind::ALL {
        for (role_name, role) in Role::NAMES {
            let Some(bound) = bound(role, Deed::Event(kind)) else {
                continue;
            };
            let folded = status_before(kind);
            let person = |faults: Vec<Fault>| faults.iter().any(|fault| matches!(fault, Fault::Person(_)));
            let strange = person(judged(kind, role, &folded, Some("y"), false));
            let acts_for_crew = matches!(kind, Kind::Accept | Kind::Decline | Kind::Start | Kind::Resolve);
            assert_eq!(strange, bound != Bound::Scope || acts_for_crew, "{name} by {role_name}");
        }
    }
}

pub(super) fn status_before(kind: Kind) -> Folded {
    let all = Status::ALL.map(|row| row.0);
    at(all.into_iter().find(|status| status.next().contains(&kind)).unwrap())
}

#[test]
fn all_faults_are_said_at_once_and_each_names_its_cure() {
    let event = Event {
        reason: None,
        office: None,
        ..usual(Kind::Transfer)
    };
    let grants = Grants::of(Role::Agent);
    let leaving = visit(0.0);
    let found = faults(&event, &situation(&at(Status::Submitted), &grants, person(8), &leaving));
    assert_eq!(found.len(), 4, "{found:?}");
    for cure in ["must be in_charge", "ask the office", "--office", "--reason"] {
        assert!(
            found.iter().any(|fault| fault.sentence().contains(cure)),
            "{cure}: {found:?}"
        );
    }
}

#[test]
fn every_event_says_what_it_needs() {
    type Spoil = fn(&mut Event);
    let cases: [(Kind, Spoil, &str); 10] = [
        (Kind::TakeCharge, |event| event.office = None, "--office"),
        (Kind::AskInfo, |event| event.text = Some(" ".into()), "--text"),
        (Kind::GiveInfo, |event| event.text = None, "--text"),
        (Kind::Transfer, |event| event.reason = Some(String::new()), "--reason"),
        (Kind::Assign, |event| event.crew = None, "--crew"),
        (Kind::Decline, |event| event.reason = None, "--reason"),
        (Kind::Reopen, |event| event.reason = None, "--reason"),
        (Kind::Cancel, |event| event.reason = None, "--reason"),
        (Kind::Hold, |event| event.hold = None, "--hold"),
        (Kind::Resolve, |event| event.outcome = None, "--outcome"),
    ];
    for (kind, spoil, cure) in cases {
        let role = [Role::Operator, Role::Crew]
            .into_iter()
            .find(|role| bound(*role, Deed::Event(kind)).is_some())
            .unwrap();
        let grants = Grants {
            crew: Some("x".into()),
            ..Grants::of(role)
        };
        let (folded, leaving) = (status_before(kind), visit(0.0));
        let mut event = usual(kind);
        assert_eq!(
            faults(&event, &situation(&folded, &grants, person(8), &leaving)),
            [],
            "{kind:?}"
        );
        spoil(&mut event);
        let found = faults(&event, &situation(&folded, &grants, person(8), &leaving));
        assert!(
            found.iter().any(|fault| fault.sentence().contains(cure)),
            "{kind:?}: {found:?}"
        );
    }
}

#[test]
fn an_event_of_a_newer_version_is_nobody_s_fault() {
    let event = Event {
        kind: "escorted".into(),
        ..usual(Kind::Verify)
    };
    let (grants, leaving) = (Grants::of(Role::Viewer), visit(0.0));
    let found = faults(&event, &situation(&at(Status::Closed), &grants, person(8), &leaving));
    assert_eq!(found, []);
}

#[test]
fn verdicts_follow_the_distance_and_allow_for_the_fix() {
    for (metres, verdict) in [
        (0.0, Verdict::OnSite),
        (80.0, Verdict::OnSite),
        (120.0, Verdict::Near),
        (300.0, Verdict::Near),
        (400.0, Verdict::Far),
    ] {
        assert_eq!(visit(metres).verdict(), verdict, "{metres} m");
    }
    // A wild accuracy does not make everything near: it counts no more than the closing distance itself.
    let wild = Visit {
        fix: visit(3_000.0).fix.map(|fix| Position {
            accuracy_m: Some(50_000.0),
            ..fix
        }),
        ..visit(0.0)
    };
    assert_eq!(wild.verdict(), Verdict::Far);
    // Nor does a fix of another time say where somebody is, however near it was.
    for (age_s, verdict) in [(FIX_FRESH_S, Verdict::OnSite), (FIX_FRESH_S + 1, Verdict::NoFix)] {
        let aged = Visit {
            fix: visit(0.0).fix.map(|fix| Position {
                fix_age_s: Some(age_s),
                ..fix
            }),
            ..visit(0.0)
        };
        assert_eq!(aged.verdict(), verdict, "{age_s} s");
    }
    assert_eq!(
        Visit {
            fix: None,
            ..visit(0.0)
        }
        .verdict(),
        Verdict::NoFix
    );
    assert_eq!(
        Visit {
            site: None,
            ..visit(0.0)
        }
        .verdict(),
        Verdict::NoFix
    );
}
