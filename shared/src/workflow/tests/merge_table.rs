// SPDX-License-Identifier: EUPL-1.2
//! The merge table of the workflow, row by row: what stands, what is marked, who is named.

use super::story::{CREW_Y, Story, id, other, person, usual, way_to};
use crate::workflow::{Event, HoldReason, Kind, Status, Wait};

/// Both act from one status; answers the story, A being the last but one event and B the last.
fn at_once(from: Status, a: Event, b: Event) -> (Story, u64, u64) {
    let mut story = Story::default();
    let base = story.chain(way_to(from), &[]);
    let a = story.happens(a, &base);
    let b = story.happens(b, &base);
    (story, a, b)
}

#[test]
fn who_resolves_on_site_stands_against_a_desk_that_had_not_seen_it() {
    let desk = [
        (Status::OnHold, Kind::Transfer),
        (Status::InProgress, Kind::Hold),
        (Status::InProgress, Kind::Cancel),
        (Status::OnHold, Kind::Cancel),
        (Status::OnHold, Kind::Resume),
    ];
    for (from, kind) in desk {
        let (story, _, desk) = at_once(from, usual(Kind::Resolve), other(kind));
        assert_eq!(story.folded().status, Status::Resolved, "{kind:?}");
        assert_eq!(story.superseded(), [desk], "{kind:?}");
    }
    let before = [
        (Status::Assigned, Kind::Transfer),
        (Status::InCharge, Kind::Assign),
        (Status::Submitted, Kind::TakeCharge),
        (Status::InCharge, Kind::CloseFromDesk),
    ];
    for (from, kind) in before {
        let (story, _, desk) = at_once(from, usual(Kind::ResolveOnSpot), other(kind));
        assert_eq!(story.folded().status, Status::Resolved, "{kind:?}");
        assert_eq!(story.superseded(), [desk], "{kind:?}");
    }
}

#[test]
fn two_crews_that_resolve_are_both_kept_and_counted() {
    let (story, one, two) = at_once(Status::InProgress, usual(Kind::Resolve), other(Kind::Resolve));
    let folded = story.folded();
    assert_eq!((folded.status, story.superseded()), (Status::Resolved, vec![]));
    assert_eq!(folded.double_interventions, [(id(one), id(two))]);
}

#[test]
fn two_assignments_at_once_both_stay_open_and_one_leads() {
    let (mut story, one, two) = at_once(Status::InCharge, usual(Kind::Assign), other(Kind::Assign));
    let folded = story.folded();
    let crews: Vec<_> = folded
        .assignments
        .iter()
        .map(|assignment| assignment.crew.as_str())
        .collect();
    assert_eq!((folded.status, crews), (Status::Assigned, vec!["x", "y"]));
    assert!(folded.assignment_is_contested() && story.superseded().is_empty());
    // The crew that moves first leads, whoever was told first.
    let started = story.happens(
        Event {
            crew: Some("y".into()),
            ..usual(Kind::Start)
        },
        &[one, two],
    );
    let folded = story.folded();
    assert_eq!((folded.status, folded.crew()), (Status::InProgress, Some("y")));
    // An assignment that has seen both decides.
    let mut decided = story.clone();
    decided.happens(usual(Kind::Assign), &[started]);
    assert_eq!(decided.folded().assignments.len(), 1);
}

#[test]
fn a_crew_that_declines_leaves_the_other_assignment_standing() {
    let (mut story, one, two) = at_once(Status::InCharge, usual(Kind::Assign), other(Kind::Assign));
    let declined = story.happens(usual(Kind::Decline), &[one, two]);
    assert_eq!(
        (story.folded().status, story.folded().crew()),
        (Status::Assigned, Some("y"))
    );
    story.happens(
        Event {
            crew: Some("y".into()),
            ..usual(Kind::Decline)
        },
        &[declined],
    );
    assert_eq!((story.folded().status, story.folded().crew()), (Status::InCharge, None));
}

#[test]
fn a_crew_that_accepts_stands_against_a_transfer() {
    let (story, _, transfer) = at_once(Status::Assigned, usual(Kind::Accept), other(Kind::Transfer));
    let folded = story.folded();
    assert_eq!((folded.status, story.superseded()), (Status::Accepted, vec![transfer]));
    assert_eq!(
        (folded.office.as_deref(), folded.handoffs),
        (Some("strade"), 0),
        "an overtaken transfer is no hand-off"
    );
}

#[test]
fn reopening_wins_over_verifying() {
    let (story, verified, _) = at_once(Status::Resolved, usual(Kind::Verify), other(Kind::Reopen));
    let folded = story.folded();
    assert_eq!(
        (folded.status, story.superseded(), folded.reopened),
        (Status::InCharge, vec![verified], 1)
    );
    assert_eq!((folded.outcome, folded.ended), (None, None));
}

#[test]
fn starting_wins_over_holding_and_over_cancelling() {
    let mut story = Story::default();
    let base = story.chain(way_to(Status::InCharge), &[]);
    let held = story.happens(usual(Kind::Hold), &base);
    let assigned = story.happens(usual(Kind::Assign), &base);
    story.happens(usual(Kind::Start), &[assigned]);
    assert_eq!(
        (story.folded().status, story.superseded()),
        (Status::InProgress, vec![held])
    );
    let (story, _, cancelled) = at_once(Status::Assigned, usual(Kind::Start), other(Kind::Cancel));
    assert_eq!(
        (story.folded().status, story.superseded()),
        (Status::InProgress, vec![cancelled])
    );
}

#[test]
fn what_goes_on_on_one_side_carries_what_it_builds_on() {
    // The desk transfers, assigns crew Y, and Y resolves; meanwhile crew X, who knew nothing, accepts.
    let mut story = Story::default();
    let base = story.chain(way_to(Status::Assigned), &[]);
    let moved = story.chain(vec![usual(Kind::Transfer), other(Kind::Assign)], &base);
    let by_y = |kind| Event {
        crew: Some("y".into()),
        by: person(CREW_Y),
        ..usual(kind)
    };
    story.chain(vec![by_y(Kind::Start), by_y(Kind::Resolve)], &moved);
    let accepted = story.happens(usual(Kind::Accept), &base);
    let folded = story.folded();
    assert_eq!(
        (folded.status, folded.office.as_deref(), folded.handoffs),
        (Status::Resolved, Some("luce"), 1)
    );
    assert_eq!(story.superseded(), [accepted], "crew X is told");
}

#[test]
fn the_same_deed_twice_does_not_undo_what_came_after_the_first() {
    let mut story = Story::default();
    let base = story.chain(way_to(Status::Resolved), &[]);
    let first = story.happens(usual(Kind::Reopen), &base);
    story.happens(usual(Kind::Assign), &[first]);
    story.happens(other(Kind::Reopen), &base);
    let folded = story.folded();
    assert_eq!((folded.status, folded.reopened), (Status::Assigned, 2));
    assert!(folded.superseded.is_empty());
}

#[test]
fn handoffs_are_counted_and_the_third_goes_to_the_director() {
    let mut story = Story::default();
    let mut last = story.chain(way_to(Status::InCharge), &[]);
    for handoff in 1..=3 {
        last = story.chain(vec![usual(Kind::Transfer)], &last);
        assert_eq!(story.folded().handoffs, handoff);
        assert_eq!(story.folded().is_escalated(), handoff == 3);
    }
}

#[test]
fn every_wait_is_kept_with_its_reason_and_ends_with_what_comes_next() {
    for (reason, name, ..) in HoldReason::ALL {
        let mut story = Story::default();
        let base = story.chain(way_to(Status::InProgress), &[]);
        let held = story.happens(
            Event {
                hold: Some(name.into()),
                ..usual(Kind::Hold)
            },
            &base,
        );
        let wait = |to: Option<u64>| Wait {
            from: id(held),
            to: to.map(id),
            reason: Some(reason),
        };
        let folded = story.folded();
        assert_eq!(
            (folded.status, folded.waits),
            (Status::OnHold, vec![wait(None)]),
            "{name}"
        );
        let resumed = story.happens(usual(Kind::Resume), &[held]);
        story.happens(usual(Kind::Resolve), &[resumed]);
        assert_eq!(story.folded().waits, [wait(Some(resumed))], "{name}");
        assert_eq!((story.folded().status, story.folded().hold), (Status::Resolved, None));
    }
}

#[test]
fn two_reasons_at_once_are_two_waits_one_after_the_other() {
    let weather = usual(Kind::Hold);
    let material = Event {
        hold: Some("material".into()),
        ..other(Kind::Hold)
    };
    let (story, one, two) = at_once(Status::InProgress, weather, material);
    let folded = story.folded();
    let waits: Vec<_> = folded
        .waits
        .iter()
        .map(|wait| (wait.from, wait.to, wait.reason))
        .collect();
    assert_eq!(
        waits,
        [
            (id(one), Some(id(two)), Some(HoldReason::Weather)),
            (id(two), None, Some(HoldReason::Material))
        ]
    );
    assert_eq!(folded.hold.and_then(|hold| hold.reason), Some(HoldReason::Material));
}

#[test]
fn a_case_nobody_had_begun_resumes_to_its_office() {
    let mut story = Story::default();
    let base = story.chain(way_to(Status::InCharge), &[]);
    story.chain(vec![usual(Kind::Hold), usual(Kind::Resume)], &base);
    assert_eq!(story.folded().status, Status::InCharge);
}

#[test]
fn a_question_waits_for_the_reporter_until_it_is_answered() {
    let mut story = Story::default();
    let asked = story.happens(usual(Kind::AskInfo), &[]);
    let told = story.happens(usual(Kind::GiveInfo), &[asked]);
    let wait = Wait {
        from: id(asked),
        to: Some(id(told)),
        reason: Some(HoldReason::Reporter),
    };
    assert_eq!(
        (story.folded().status, story.folded().waits),
        (Status::Submitted, vec![wait])
    );
}
