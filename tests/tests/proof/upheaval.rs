// SPDX-License-Identifier: EUPL-1.2
//! Real processes through revocations, moves, publications, purges and power cuts.

use ronda_tests::scenario::{power_cuts, upheaval};

#[test]
fn two_lives_full_of_upheavals_lose_nothing_and_leave_nothing() {
    assert!(upheaval::survived(1) + upheaval::survived(2) > 0);
}

#[test]
fn real_power_cuts_of_phone_and_server_lose_nothing_where_a_file_can_be_mounted() {
    match power_cuts::of_a_phone(1) {
        Ok(cuts) => assert!(cuts > 5, "{cuts}"),
        Err(why) => eprintln!("not run: {why}"),
    }
}
