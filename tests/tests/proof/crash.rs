// SPDX-License-Identifier: EUPL-1.2
//! The phone's store on a disk that fails, is full, or loses power: what was said to be saved is there, nothing is half there.

use ronda_tests::crash::errors::{WAYS, at_every_call};
use ronda_tests::crash::power;

/// Images of one run; the goal of a release is 1,000,000, which is the work of `prove`.
const CUTS: usize = 120;

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
