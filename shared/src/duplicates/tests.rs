// SPDX-License-Identifier: EUPL-1.2
//! The score of duplicates: what counts, what excludes, and that every part is explained.
#![allow(clippy::unwrap_used)]

mod city;

use proptest::prelude::*;

use super::*;
use crate::ids::{PersonId, TicketId};

const NOW: i64 = 1_777_882_530_250;
const HERE: (f64, f64) = (43.77, 11.25);
const METRE: f64 = 1.0 / 111_195.0;

fn sought() -> Sought {
    Sought {
        category: "roads.pothole".into(),
        place: HERE,
        words: String::new(),
        asset_ref: None,
        radius_m: RADIUS_M,
        days: DAYS,
        now_ms: NOW,
    }
}

/// An open ticket filed ten days ago, so many metres to the north.
fn row(metres: f64) -> CaseRow {
    let filed_ms = NOW - 10 * DAY_MS;
    CaseRow {
        id: TicketId::from_bytes([1; 16]),
        code: String::new(),
        title: "Buca davanti alla scuola".into(),
        category: "roads.pothole".into(),
        status: "submitted".into(),
        priority: None,
        danger: false,
        visibility: None,
        district: String::new(),
        address: String::new(),
        lat: Some(HERE.0 + metres * METRE),
        lon: Some(HERE.1),
        channel: String::new(),
        created_by: PersonId::from_bytes([2; 16]),
        created_at_ms: filed_ms,
        updated_at_ms: filed_ms,
        received_at_ms: None,
        case_number: None,
        description: "Profonda, vicino alle strisce".into(),
        conflicts: 0,
        photos: Vec::new(),
        notes: 0,
        office: None,
        crews: Vec::new(),
        outcome: None,
        handoffs: 0,
        reopened: 0,
        notices: 0,
        me_too: 0,
        asset_ref: None,
        duplicate_of: None,
        sealed_originals: Vec::new(),
        different_from: Vec::new(),
        approvers: Vec::new(),
        tasks: Vec::new(),
        taken_at_ms: None,
        ended_at_ms: None,
        waits: Vec::new(),
    }
}

fn score(sought: &Sought, row: &CaseRow) -> f64 {
    candidate(sought, row).unwrap().score
}

#[test]
fn nearer_more_alike_fresher_and_more_often_met_scores_higher() {
    let plain = score(&sought(), &row(10.0));
    assert!(score(&sought(), &row(2.0)) > plain, "distance");
    let sibling = CaseRow {
        category: "roads.manhole".into(),
        ..row(10.0)
    };
    assert!(score(&sought(), &sibling) < plain, "category");
    let older = CaseRow {
        created_at_ms: NOW - 50 * DAY_MS,
        updated_at_ms: NOW - 50 * DAY_MS,
        ..row(10.0)
    };
    assert!(score(&sought(), &older) < plain, "age");
    let met = CaseRow { me_too: 3, ..row(10.0) };
    assert!(score(&sought(), &met) > plain, "me too");
    let told = |words: &str| Sought {
        words: words.into(),
        ..sought()
    };
    assert!(
        score(&told("BUCA scuola"), &row(10.0)) > score(&told("lampione spento"), &row(10.0)),
        "words"
    );
}

#[test]
fn every_part_of_a_score_is_explained() {
    let told = Sought {
        words: "Buca profondà sotto il ponte".into(),
        ..sought()
    };
    let met = CaseRow { me_too: 2, ..row(8.0) };
    assert_eq!(
        candidate(&told, &met).unwrap().explanation,
        [
            "8 m away",
            "the same category",
            "filed 10 days ago, still submitted",
            "2 of 4 words in common",
            "2 more met it too"
        ]
    );
}

#[test]
fn far_other_cancelled_and_long_silent_tickets_are_none() {
    let other = CaseRow {
        category: "waste.bin".into(),
        ..row(1.0)
    };
    let cancelled = CaseRow {
        status: "cancelled".into(),
        ..row(1.0)
    };
    let silent = CaseRow {
        created_at_ms: NOW - 61 * DAY_MS,
        updated_at_ms: NOW - 61 * DAY_MS,
        ..row(1.0)
    };
    let nowhere = CaseRow { lat: None, ..row(1.0) };
    for none in [row(26.0), other, cancelled, silent, nowhere] {
        assert_eq!(candidate(&sought(), &none), None, "{none:?}");
    }
}

#[test]
fn one_that_was_ended_lately_counts_however_long_ago_it_was_filed() {
    let ended = CaseRow {
        created_at_ms: NOW - 300 * DAY_MS,
        updated_at_ms: NOW - 300 * DAY_MS,
        ended_at_ms: Some(NOW - 5 * DAY_MS),
        status: "closed".into(),
        ..row(1.0)
    };
    let found = candidate(&sought(), &ended).unwrap();
    assert!(found.explanation.contains(&"closed 5 days ago".to_owned()), "{found:?}");
}

#[test]
fn the_same_lamp_is_surely_the_same_and_a_duplicate_the_worse_one_to_join() {
    let lamp = |asset: &str| Some(asset.to_owned());
    let about = Sought {
        asset_ref: lamp("LAMP-77"),
        ..sought()
    };
    let its = CaseRow {
        asset_ref: lamp("LAMP-77"),
        ..row(20.0)
    };
    assert!((score(&about, &its) - 1.0).abs() < 1e-9);
    let joined = CaseRow {
        duplicate_of: Some(TicketId::from_bytes([7; 16])),
        ..its
    };
    assert!((score(&about, &joined) - 0.5).abs() < 1e-9);
}

#[test]
fn the_surest_stands_first_and_of_equals_the_nearest() {
    let with = |score: f64, distance_m: f64| Candidate {
        score,
        distance_m,
        explanation: Vec::new(),
    };
    let mut found = [
        ("far", with(0.5, 9.0)),
        ("near", with(0.5, 3.0)),
        ("sure", with(0.9, 20.0)),
    ];
    rank(&mut found);
    assert_eq!(found.map(|(name, _)| name), ["sure", "near", "far"]);
}

proptest! {
    #[test]
    fn a_score_lies_between_none_and_sure(
        metres in 0.0..25.0f64, days in 0i64..60, me_too in 0u32..100, words in ".{0,40}",
    ) {
        let told = Sought { words, ..sought() };
        let at_ms = NOW - days * DAY_MS;
        let other = CaseRow { me_too, created_at_ms: at_ms, updated_at_ms: at_ms, ..row(metres) };
        if let Some(found) = candidate(&told, &other) {
            prop_assert!((0.0..=1.0).contains(&found.score));
        }
    }
}
