// SPDX-License-Identifier: EUPL-1.2
//! Lists that are not there: an exchange with nothing to say is short, and what earlier builds wrote is still read.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::ids::TicketId;

#[test]
fn an_empty_list_is_not_sent_and_one_that_was_sent_is_read() {
    let answer = TicketAnswer {
        ticket: TicketId::from_bytes([7; 16]),
        verdict: Verdict::Settled,
        receipts: Vec::new(),
        quarantined: Vec::new(),
        needs: Vec::new(),
    };
    let short = to_cbor(&answer);
    assert_eq!(from_cbor(&short), Ok(answer.clone()));
    let mut spelt_out = vec![0xa5];
    spelt_out.extend_from_slice(short.get(1..).unwrap());
    spelt_out.extend([2, 0x80, 3, 0x80, 4, 0x80]);
    assert_eq!(short.first(), Some(&0xa2), "two of five entries");
    assert_eq!(from_cbor(&spelt_out), Ok(answer));
}

#[test]
fn a_request_with_nothing_to_say_says_so_in_a_few_bytes() {
    let request = ExchangeRequest::default();
    let bytes = to_cbor(&request);
    assert!(bytes.len() <= 24, "{} bytes", bytes.len());
    assert_eq!(from_cbor(&bytes), Ok(request));
}
