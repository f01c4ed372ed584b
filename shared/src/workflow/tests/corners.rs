// SPDX-License-Identifier: EUPL-1.2
//! Corners of the fold that the tables pass by: who leads, what leaves with a transfer, when a ticket has ended, what carries on.

use std::collections::BTreeSet;

use super::story::{Story, id, other, usual, way_to};
use crate::workflow::{Event, HoldReason, Kind, Outcome, Status};

#[test]
fn an_assignment_leaves_with_a_transfer_that_had_seen_it() {
    let mut story = Story::default();
    let base = story.chain(way_to(Status::Assigned), &[]);
    assert_eq!(story.folded().crew(), Some("x"));
    story.happens(usual(Kind::Transfer), &base);
    let folded = story.folded();
    assert_eq!(
        (folded.status, folded.crew(), folded.handoffs),
        (Status::InCharge, None, 1)
    );
}

#[test]
fn of_two_crews_the_one_that_has_accepted_leads() {
    let mut story = Story::default();
    let base = story.chain(way_to(Status::InCharge), &[]);
    let both = [usual(Kind::Assign), other(Kind::Assign)].map(|event| story.happens(event, &base));
    assert_eq!(story.folded().crew(), Some("x"));
    let accepted = Event {
        crew: Some("y".into()),
        ..usual(Kind::Accept)
    };
    story.happens(accepted, &both);
    assert_eq!(story.folded().crew(), Some("y"));
}

#[test]
fn a_ticket_has_ended_since_its_resolution_and_no_longer_once_it_is_reopened() {
    let mut story = Story::default();
    let resolved = story.chain(way_to(Status::Resolved), &[]);
    assert_eq!(story.folded().ended, Some(id(resolved[0])));
    let verified = story.chain(vec![usual(Kind::Verify)], &resolved);
    assert_eq!(
        story.folded().ended,
        Some(id(resolved[0])),
        "verifying comes to it, later"
    );
    story.chain(vec![usual(Kind::Reopen)], &verified);
    assert_eq!(story.folded().ended, None);
    let mut cancelled = Story::default();
    let gone = cancelled.chain(way_to(Status::Cancelled), &[]);
    assert_eq!(cancelled.folded().ended, Some(id(gone[0])));
}

/// Somebody takes charge; another, having seen it, passes the ticket on; a third, who saw neither, passes it on too.
fn passed_on_twice(third: Event) -> Story {
    let mut story = Story::default();
    let taken = story.happens(usual(Kind::TakeCharge), &[]);
    story.happens(usual(Kind::Transfer), &[taken]);
    story.happens(third, &[]);
    story
}

#[test]
fn what_somebody_built_on_stands_against_the_same_deed_but_not_against_another() {
    let same = passed_on_twice(usual(Kind::Transfer));
    assert_eq!(
        same.superseded(),
        Vec::<u64>::new(),
        "both passed it to one office, and one had seen it taken"
    );
    let elsewhere = passed_on_twice(other(Kind::Transfer));
    assert_eq!(elsewhere.superseded(), [1, 2], "the last one bears neither");
}

#[test]
fn a_reason_to_wait_is_found_again_by_its_name() {
    for (reason, name, _, _) in HoldReason::ALL {
        assert_eq!((reason.name(), HoldReason::named(name)), (name, Some(reason)));
        assert!(HoldReason::names().split(", ").any(|listed| listed == name), "{name}");
    }
}

#[test]
fn an_outcome_has_a_name_two_labels_and_the_kinds_that_may_end_so() {
    let all: Vec<Outcome> = Outcome::all().collect();
    let labels: BTreeSet<&str> = all
        .iter()
        .flat_map(|outcome| <[&str; 2]>::from(outcome.label()))
        .collect();
    assert!(
        all.contains(&Outcome::FiledInError) && labels.len() > all.len(),
        "{labels:?}"
    );
    for outcome in all {
        assert_eq!(Outcome::named(outcome.name()), Some(outcome));
        for (kind, _) in Kind::ALL {
            let listed = Outcome::names_for(kind).split(", ").any(|name| name == outcome.name());
            assert_eq!(listed, outcome.may_end(kind), "{outcome:?} by {kind:?}");
        }
    }
    assert!(Outcome::FiledInError.may_end(Kind::CloseFromDesk) && !Outcome::FiledInError.may_end(Kind::Resolve));
    assert_eq!(Outcome::names_for(Kind::Verify), "");
}
