// SPDX-License-Identifier: EUPL-1.2
//! Pulls: pages, scopes, echoes, digests.

use std::collections::{BTreeMap, BTreeSet};

use ronda_shared::sync::{Digest, ScopeDigest, bucket_of, ticket_sum};
use ronda_shared::wire::{Body, Delivered, ScopeCursor, ScopeMove};

use super::*;
use crate::case_store::{PageLimits, PullPage, PullQuery};

fn query(scopes: &[(&str, u64)]) -> PullQuery {
    let scopes = scopes.iter().map(|(scope, from_no)| ScopeCursor {
        scope: (*scope).to_owned(),
        from_no: *from_no,
    });
    PullQuery {
        scopes: scopes.collect(),
        ..PullQuery::default()
    }
}

async fn pull(store: &dyn CaseStore, scopes: &[(&str, u64)]) -> PullPage {
    store.pull(query(scopes)).await.unwrap()
}

fn steps(delivered: &Delivered) -> Option<usize> {
    match &delivered.body {
        Body::Snapshot { .. } => None,
        Body::Changes(changes) => Some(changes.len()),
    }
}

pub(crate) async fn pages_bring_everything_once_and_in_order(ground: &impl Ground) {
    let store = ground.open();
    for no in 0..25 {
        keep(&*store, deposit(ticket(no), 0, 0..2)).await;
    }
    for limits in [
        PageLimits {
            tickets: 4,
            ..PageLimits::default()
        },
        PageLimits {
            bytes: 70,
            ..PageLimits::default()
        },
        PageLimits {
            changes: 3,
            ..PageLimits::default()
        },
    ] {
        let (mut from, mut seen, mut pages) = (0, Vec::new(), 0);
        loop {
            let query = PullQuery {
                limits,
                ..query(&[("all", from), ("mine:nobody", from)])
            };
            let page = store.pull(query).await.unwrap();
            assert_eq!(store.chain_hash_at(page.upto).await.unwrap(), Some(page.log_hash));
            assert!(page.upto > from && page.digest.is_some() != page.more);
            seen.extend(
                page.tickets
                    .iter()
                    .map(|ticket| (ticket.last_no, ticket.ticket, steps(ticket))),
            );
            (from, pages) = (page.upto, pages + 1);
            if !page.more {
                break;
            }
        }
        let all: Vec<_> = (0..25_u16)
            .map(|no| (u64::from(no) * 2 + 2, ticket(no), None))
            .collect();
        assert_eq!((seen, from), (all, 50));
        assert!(pages > 6, "{pages}");
    }
    let last = pull(&*store, &[("all", 50)]).await;
    assert!(last.tickets.is_empty() && last.moves.is_empty() && !last.more);
}

pub(crate) async fn a_new_scope_starts_at_nothing_while_others_go_on(ground: &impl Ground) {
    let store = ground.open();
    keep(&*store, scoped(deposit(ticket(1), 0, 0..1), &["district:Q1"])).await;
    keep(&*store, scoped(deposit(ticket(2), 0, 0..1), &["district:Q2"])).await;
    keep(
        &*store,
        scoped(deposit(ticket(3), 0, 0..1), &["district:Q1", "district:Q2"]),
    )
    .await;
    let end = keep(&*store, scoped(deposit(ticket(1), 1, 1..3), &["district:Q1"])).await;
    let page = pull(&*store, &[("district:Q1", 3), ("district:Q2", 0)]).await;
    let seen: Vec<_> = page
        .tickets
        .iter()
        .map(|ticket| (ticket.ticket, steps(ticket)))
        .collect();
    assert_eq!(seen[0], (ticket(2), None), "all of what is new to the phone");
    assert_eq!(
        seen.last().unwrap(),
        &(ticket(1), Some(2)),
        "the changes after its number of what it has"
    );
    assert!(
        !seen.contains(&(ticket(3), None)),
        "what it holds through another scope does not come again"
    );
    assert_eq!(
        page.moves,
        [ScopeMove {
            ticket: ticket(3),
            scope: "district:Q2".into(),
            inside: true
        }]
    );
    assert_eq!((page.upto, page.more), (end, false));
    assert!(pull(&*store, &[]).await.tickets.is_empty(), "without scopes nothing");
}

pub(crate) async fn nobody_gets_his_own_echo(ground: &impl Ground) {
    let store = ground.open();
    let id = ticket(1);
    keep(&*store, deposit(id, 0, 0..3)).await;
    let pushed =
        |steps: std::ops::Range<u32>| BTreeMap::from([(id, steps.map(|step| hash(id, step)).collect::<BTreeSet<_>>())]);
    let mut own = PullQuery {
        pushed: pushed(0..2),
        ..query(&[("all", 0)])
    };
    let page = store.pull(own.clone()).await.unwrap();
    assert_eq!(
        page.tickets.iter().map(steps).collect::<Vec<_>>(),
        [Some(1)],
        "only what others added"
    );
    assert_eq!(page.tickets[0].scopes, ["all"]);
    own.pushed = pushed(0..3);
    let page = store.pull(own).await.unwrap();
    assert!(page.tickets.is_empty());
    assert_eq!(
        page.moves,
        [ScopeMove {
            ticket: id,
            scope: "all".into(),
            inside: true
        }],
        "but where it is, is told"
    );
    assert_eq!(page.upto, 3);
}

pub(crate) async fn leaving_and_entering_scopes_is_told(ground: &impl Ground) {
    let store = ground.open();
    let id = ticket(1);
    keep(&*store, scoped(deposit(id, 0, 0..1), &["all", "district:Q1"])).await;
    let moved = keep(&*store, scoped(deposit(id, 1, 1..2), &["all", "district:Q2"])).await;
    let left = ScopeMove {
        ticket: id,
        scope: "district:Q1".into(),
        inside: false,
    };
    let page = pull(&*store, &[("district:Q1", 1)]).await;
    assert_eq!((page.moves, page.tickets.len()), (vec![left.clone()], 0));
    let page = pull(&*store, &[("district:Q2", 1)]).await;
    assert_eq!(
        page.tickets.iter().map(steps).collect::<Vec<_>>(),
        [None],
        "it arrives whole, whatever its numbers"
    );
    let page = pull(&*store, &[("district:Q1", 1), ("district:Q2", 1)]).await;
    assert_eq!(
        (page.moves, page.tickets.iter().map(steps).collect::<Vec<_>>()),
        (vec![left], vec![Some(1)])
    );
    let back = keep(&*store, scoped(deposit(id, 2, 2..3), &["all", "district:Q1"])).await;
    let page = pull(&*store, &[("district:Q1", moved)]).await;
    assert_eq!(
        page.tickets.iter().map(steps).collect::<Vec<_>>(),
        [None],
        "it came back"
    );
    assert!(pull(&*store, &[("district:Q1", back)]).await.tickets.is_empty());
    assert_eq!(store.examine().await.unwrap(), []);
}

pub(crate) async fn digests_are_those_of_the_tickets(ground: &impl Ground) {
    let store = ground.open();
    for no in 0..30 {
        keep(&*store, scoped(deposit(ticket(no), 0, 0..1), &["all", "district:Q1"])).await;
    }
    for no in 0..10_u16 {
        keep(
            &*store,
            scoped(deposit(ticket(no), u64::from(no) + 1, 1..3), &["all", "district:Q2"]),
        )
        .await;
    }
    let sum_of = |numbers: std::ops::Range<u16>, last: u32| {
        numbers.fold(Digest::default(), |sum, no| {
            sum.with(ticket_sum(&ticket(no), &[hash(ticket(no), last)]))
        })
    };
    let (moved, rest) = (sum_of(0..10, 2), sum_of(10..30, 0));
    let page = pull(&*store, &[("all", 0), ("district:Q1", 0), ("district:Q2", 0)]).await;
    let sums: Vec<_> = page.digest.unwrap().into_iter().map(|digest| digest.sums[0]).collect();
    assert_eq!(sums, [moved.plus(rest), rest, moved]);
    assert_eq!(store.examine().await.unwrap(), []);
}

pub(crate) async fn buckets_that_differ_are_listed_with_their_heads(ground: &impl Ground) {
    let store = ground.open();
    for no in [1, 2, 3 + 256, 3] {
        keep(&*store, deposit(ticket(no), 0, 0..1)).await;
    }
    // The phone has all but ticket 3, and another bucket where the store has none.
    let mut sums = vec![Digest::default(); 256];
    for no in [1, 2, 3 + 256] {
        let bucket = &mut sums[usize::from(bucket_of(&ticket(no)))];
        *bucket = bucket.with(ticket_sum(&ticket(no), &[hash(ticket(no), 0)]));
    }
    sums[200] = Digest::default().with(5);
    let theirs = |scope: &str| ScopeDigest {
        scope: scope.into(),
        sums: sums.clone(),
    };
    let query = PullQuery {
        compare: vec![theirs("all"), theirs("district:Q1")],
        ..query(&[("all", 4)])
    };
    let differing = store.pull(query).await.unwrap().differing;
    let listed: Vec<_> = differing
        .iter()
        .map(|bucket| (bucket.bucket, bucket.tickets.len()))
        .collect();
    assert_eq!(listed, [(3, 2), (200, 0)], "and only of scopes that were granted");
    assert!(
        differing[0]
            .tickets
            .iter()
            .any(|held| held.heads == [hash(ticket(3), 0)])
    );
}
