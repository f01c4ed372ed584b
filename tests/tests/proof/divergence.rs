// SPDX-License-Identifier: EUPL-1.2
//! One side drifts from the other below everything that keeps them together; the next sync notices.

use ronda_tests::sim::divergence::noticed;

/// Differences of one life; the goal of a release is 100,000, which is the work of `prove`.
const DIFFERENCES: u64 = 40;

#[test]
fn what_either_side_lost_or_miscounted_is_noticed_by_the_next_sync_and_mended_or_told() {
    for seed in 1..=3 {
        assert!(
            noticed(seed, DIFFERENCES) > DIFFERENCES / 2,
            "seed {seed}: hardly anything could be altered"
        );
    }
}

#[test]
fn a_ticket_put_back_into_a_scope_it_had_left_leaves_it_again() {
    let (seed, until_then) = (20, 93);
    assert!(
        noticed(seed, until_then) > until_then / 2,
        "hardly anything could be altered"
    );
}
