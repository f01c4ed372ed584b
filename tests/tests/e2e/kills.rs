// SPDX-License-Identifier: EUPL-1.2
//! kill -9 at random points: what was answered is there, on the phone and in the office.

use ronda_tests::scenario::kills;

/// Kills of one run; the goal of a release is 100,000, which is the work of `prove`.
const PHONE_KILLS: u64 = 80;
const SERVER_KILLS: u64 = 25;

#[test]
fn eighty_kills_of_a_phone_lose_no_acknowledged_ticket() {
    let acknowledged = kills::of_a_phone(1, PHONE_KILLS);
    assert!(acknowledged > 80, "{acknowledged}");
}

#[test]
fn a_server_killed_while_phones_sync_loses_and_doubles_nothing() {
    let tickets = kills::of_the_server(7, SERVER_KILLS);
    assert_eq!(tickets, 25 * 20 * 2);
}
