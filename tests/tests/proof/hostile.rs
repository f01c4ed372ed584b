// SPDX-License-Identifier: EUPL-1.2
//! Changes and photos that mean harm, in process and from fixed seeds.

use ronda_tests::hostile::{changes, photos};

/// Changes of one run; the goal of a release is 100,000,000, which is the work of `prove`.
const CHANGES: u64 = 4_000;
/// Photos of one run; the goal of a release is 10,000,000, which is the work of `prove`.
const PHOTOS: u64 = 1_500;

#[test]
fn changes_made_wrong_in_their_grammar_crash_and_poison_nothing() {
    let judged: Vec<_> = (1..=4).map(|seed| changes::tried(seed, CHANGES / 4)).collect();
    assert_eq!(judged.iter().map(|one| one.tried).sum::<u64>(), CHANGES);
    assert!(
        judged.iter().any(|one| one.accepted > 0),
        "some faults are none: the way in is tried too"
    );
}

#[test]
fn photos_cut_torn_inflated_or_two_in_one_harm_nobody() {
    let judged = photos::tried(1, PHOTOS);
    assert!(judged.tried > PHOTOS && judged.taken > 0, "{judged:?}");
}
