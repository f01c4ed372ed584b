// SPDX-License-Identifier: EUPL-1.2
//! Whoever asks for what is not his gets the answer for what is not there; whatever is asked, the server stands.

use ronda_tests::hostile::{canaries, exports, requests, rights, tampering};

/// Requests of one run; the goal of a release is 10,000,000, which is the work of `prove`.
const REQUESTS: u64 = 4_000;
/// Planted words of one run; the goal of a release is 10,000.
const CANARIES: u64 = 400;
/// Alterations of one run; the goal of a release is 1,000,000.
const ALTERATIONS: u64 = 40;
/// Tickets with hostile texts of one run; `prove` files more.
const TICKETS: u64 = 60;

#[tokio::test(flavor = "multi_thread")]
async fn every_role_sees_what_is_its_own_by_every_way_and_nothing_else() {
    assert!(rights::nobody_sees_another_scope(1).await > 8_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_asked_is_answered_without_a_fault_of_the_server_and_without_a_leak() {
    let tried = requests::anything(1, REQUESTS).await;
    assert_eq!(tried.answered, REQUESTS);
    assert!(tried.operations.len() > 20, "{:?}", tried.operations);
    for (operation, (asked, granted)) in tried.operations {
        assert!(
            asked > 0 && granted > 0,
            "{operation}: asked {asked}, granted {granted}"
        );
    }
}

#[test]
fn planted_words_are_found_neither_at_rest_nor_in_the_trace() {
    assert!(canaries::none_found(1, CANARIES) >= CANARIES);
}

#[test]
fn whatever_is_altered_in_the_history_is_noticed() {
    assert!(tampering::noticed(1, ALTERATIONS) > ALTERATIONS / 2);
}

#[test]
fn whatever_is_written_in_a_ticket_is_exported_as_it_is_and_run_by_no_spreadsheet() {
    assert!(exports::faithful(1, TICKETS) > TICKETS / 2);
}
