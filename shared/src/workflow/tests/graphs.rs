// SPDX-License-Identifier: EUPL-1.2
//! Any set of events folds, in any order, to one answer, and loses none: also graphs no gate would admit.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::story::{Story, happened, id, other, usual};
use crate::workflow::{Event, Kind, fold, frontier};

/// Events that name each other freely: earlier ones, later ones, themselves, and ids that are not there.
fn any_graph() -> impl Strategy<Value = Vec<(u64, usize, Vec<u64>, bool)>> {
    prop::collection::vec(
        (
            1_u64..30,
            0_usize..17,
            prop::collection::vec(1_u64..32, 0..4),
            any::<bool>(),
        ),
        0..28,
    )
}

fn event(kind: usize, after: &[u64], is_other: bool) -> Event {
    let after = after.iter().map(|n| id(*n)).collect();
    let base = match Kind::ALL.get(kind) {
        Some((kind, _)) if is_other => other(*kind),
        Some((kind, _)) => usual(*kind),
        None => Event {
            kind: "teleported".into(),
            ..usual(Kind::Verify)
        },
    };
    Event { after, ..base }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_graph_folds_to_one_answer_whatever_the_order(graph in any_graph(), turn in 0_usize..28) {
        let mut events: Vec<_> = graph.iter().map(|(n, kind, after, is_other)| (id(*n), event(*kind, after, *is_other))).collect();
        // One id is one event.
        let mut ids = BTreeSet::new();
        events.retain(|(id, _)| ids.insert(*id));
        let folded = fold(&happened(&events));
        let mut turned = events.clone();
        turned.rotate_left(turn.min(events.len()));
        prop_assert_eq!(&fold(&happened(&turned)), &folded);
        turned.reverse();
        prop_assert_eq!(&fold(&happened(&turned)), &folded);
        let order: BTreeSet<_> = folded.order.iter().copied().collect();
        prop_assert_eq!(order, ids);
        prop_assert!(folded.superseded.iter().all(|(event, by)| event != by));
    }

    #[test]
    fn an_event_that_has_seen_everything_is_never_overtaken(graph in any_graph()) {
        // Without rings: each names earlier ones only.
        let mut story = Story::default();
        for (n, (_, kind, after, is_other)) in graph.iter().enumerate() {
            let after: Vec<u64> = after.iter().copied().filter(|seen| *seen <= n as u64).collect();
            story.happens(event(*kind, &[], *is_other), &after);
        }
        let seen = frontier(&happened(&story.events));
        let last = Event { after: seen, ..usual(Kind::Cancel) };
        let number = story.events.len() as u64 + 1;
        story.events.push((id(number), last));
        let folded = story.folded();
        prop_assert!(!folded.superseded.contains_key(&id(number)));
        prop_assert_eq!(folded.status, crate::workflow::Status::Cancelled);
        prop_assert_eq!(frontier(&happened(&story.events)), vec![id(number)]);
    }
}

#[test]
fn a_kind_of_a_newer_version_is_kept_and_has_no_effect() {
    let mut story = Story::default();
    let base = story.chain(vec![usual(Kind::TakeCharge)], &[]);
    let newer = story.happens(
        Event {
            kind: "escorted".into(),
            ..usual(Kind::Verify)
        },
        &base,
    );
    story.happens(usual(Kind::Assign), &[newer]);
    let folded = story.folded();
    assert_eq!(folded.status, crate::workflow::Status::Assigned);
    assert_eq!(folded.order.len(), 3);
    assert!(folded.superseded.is_empty());
}

#[test]
fn the_largest_ticket_of_events_that_nobody_saw_folds() {
    let events: Vec<_> = (0..crate::limits::TICKET_EVENTS as u64)
        .map(|n| (id(n + 1), event((n % 16) as usize, &[], n % 2 == 0)))
        .collect();
    let folded = fold(&happened(&events));
    assert_eq!(folded.order.len(), events.len());
    assert_eq!(
        folded.status,
        crate::workflow::Status::InCharge,
        "a reopening stands over everything else"
    );
}
