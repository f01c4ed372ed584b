// SPDX-License-Identifier: EUPL-1.2
//! Whoever has the phone and not its PIN gets ten tries, whatever he does to its clock or its power.

use ronda_tests::hostile::guesses;

/// Thieves of one run; each tries until the phone has dropped its key.
const THIEVES: u64 = 20;

#[test]
fn no_clock_and_no_restart_gives_a_guess_more() {
    assert!(guesses::failed(1, THIEVES) > THIEVES * 10);
}

#[test]
fn what_cannot_be_counted_is_not_looked_at() {
    assert!(!guesses::opens_uncounted(1));
}

#[test]
fn a_kill_between_the_count_and_the_check_gives_no_guess_back() {
    assert!(guesses::killed_in_between() > 0);
}
