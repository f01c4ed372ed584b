// SPDX-License-Identifier: EUPL-1.2
//! Lost replies, repeated requests and half-closed connections lose and double nothing.

use ronda_tests::scenario::{Random, faults};

#[test]
fn cut_and_repeated_connections_only_delay() {
    assert_eq!(faults::delay_only(&faults::EVERY_KIND), faults::EVERY_KIND.len());
}

#[test]
fn connections_broken_at_any_byte_only_delay() {
    let drawn = faults::drawn(&mut Random::of(3), 8);
    assert_eq!(faults::delay_only(&drawn), 8);
}
