// SPDX-License-Identifier: EUPL-1.2
//! The phone's store on a disk that fails, is full, or loses power: what was said to be saved is there, nothing is half there.

use ronda_tests::crash::errors::{WAYS, at_every_call};
use ronda_tests::crash::power;
use ronda_tests::sim::failing;

/// Images of one run; the goal of a release is 1,000,000, which is the work of `prove`.
const CUTS: usize = 120;
const CUTS_IN_A_SYNC: u64 = 12;
/// Places of a sync that are tried here, of all that `prove` tries: each is a world of its own.
const SPREAD: usize = 41;

fn tried(way: usize) -> u64 {
    let (name, failing) = WAYS[way];
    at_every_call(name, failing, 1, 1)
}

#[test]
fn one_error_at_every_call_leaves_the_last_saved_state_and_a_clear_message() {
    assert!(tried(0) > 100);
}

#[test]
fn errors_from_every_call_on_leave_the_last_saved_state_and_a_clear_message() {
    assert!(tried(1) > 100);
}

#[test]
fn a_disk_that_is_full_from_every_write_on_leaves_the_last_saved_state_and_a_clear_message() {
    assert!(tried(2) > 50);
}

#[test]
fn a_power_cut_at_any_moment_loses_nothing_that_was_said_to_be_saved() {
    assert_eq!(power::cuts(1, CUTS), CUTS);
}

#[test]
fn a_sync_that_meets_a_failing_disk_on_either_side_loses_nothing_and_confirms_nothing_that_is_not_there() {
    for (evening, side) in failing::ALL {
        for (way, failing) in WAYS {
            assert!(failing::at_every_call(evening, side, (way, failing), (1, SPREAD)) > 1);
        }
    }
}

#[test]
fn a_power_cut_in_the_middle_of_a_sync_loses_nothing_on_either_side() {
    for (evening, side) in failing::ALL {
        assert_eq!(failing::power_cuts(evening, side, 1, CUTS_IN_A_SYNC), CUTS_IN_A_SYNC);
    }
}
