// SPDX-License-Identifier: EUPL-1.2
//! Changes and photos that mean harm, in process and from fixed seeds: what they do, and what they cost.
//!
//! Memory is counted and held to the promise byte by byte at each of them. Time is not: a build without all optimisations on a
//! machine that others use says nothing of 50 ms. So each is held against the largest of its kind that an honest person sends,
//! in the same run and by the processor's clock; `prove` holds the milliseconds themselves.

use ronda_tests::hostile::{changes, photos};

/// Changes of one run; the goal of a release is 100,000,000, which is the work of `prove`.
const CHANGES: u64 = 4_000;
/// Photos of one run; the goal of a release is 10,000,000, which is the work of `prove`.
const PHOTOS: u64 = 1_500;
/// A change holds at most 8,192 characters written and as many deleted; a person's largest, 4,620 and some hundred.
const DEARER_THAN_HONEST: u32 = 4;

#[test]
fn changes_made_wrong_in_their_grammar_crash_and_poison_nothing_and_cost_little() {
    let honest = changes::largest_honest(1);
    let judged: Vec<_> = (1..=4).map(|seed| changes::tried(seed, CHANGES / 4)).collect();
    assert!(judged.iter().map(|one| one.tried).sum::<u64>() > CHANGES);
    assert!(
        judged.iter().any(|one| one.accepted > 0),
        "some faults are none: the way in is tried too"
    );
    for one in judged {
        assert!(
            one.worst.processor <= honest.processor * DEARER_THAN_HONEST,
            "{:?} beside {honest:?} of an honest one",
            one.worst
        );
    }
}

#[test]
fn photos_cut_torn_inflated_or_two_in_one_harm_nobody_and_cost_little() {
    let honest = photos::largest_honest();
    let seeds = photos::huge().len() as u64;
    for seed in 0..seeds {
        let judged = photos::tried(seed, PHOTOS / seeds);
        assert!(judged.tried > PHOTOS / seeds && judged.taken > 0, "{judged:?}");
        assert!(
            judged.worst.processor <= honest.processor * DEARER_THAN_HONEST,
            "{:?} beside {honest:?} of an honest one",
            judged.worst
        );
    }
}
