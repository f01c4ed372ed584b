// SPDX-License-Identifier: EUPL-1.2
//! Many phones at once lose nothing: in the quiet, and where the server has room for two of them.

use std::sync::atomic::Ordering;

use ronda_tests::fleet::{Shift, chart, run};

#[test]
fn twenty_phones_that_reconnect_together_lose_nothing() {
    let report = run(Shift::small(20));
    assert_eq!(report.faults(), Vec::<String>::new());
    assert_eq!(report.times.whole.len(), 20);
    assert!(chart(&report).contains("20 phones"));
}

#[test]
fn who_finds_no_room_is_sent_away_with_a_word_on_when_to_come_again_and_loses_nothing() {
    let report = run(Shift {
        limits: "exchange_mib = 1\nphoto_mib = 1\nwaiting = 2\nwaiting_s = 1\n".into(),
        ..Shift::small(30)
    });
    assert_eq!(report.faults(), Vec::<String>::new());
    assert!(
        report.counts.unavailable.load(Ordering::Relaxed) > 0,
        "somebody was sent away"
    );
}
