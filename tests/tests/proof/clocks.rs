// SPDX-License-Identifier: EUPL-1.2
//! Clocks of real programs are off by up to ten years and leap while they talk; nobody's work changes for it.

use ronda_tests::scenario::clocks;

#[test]
fn leaping_clocks_and_right_ones_come_to_the_same_tickets() {
    let leaps = clocks::come_to_the_same(1).unwrap_or_else(|missing| panic!("{missing}"));
    assert!(leaps > 20, "{leaps}");
}
