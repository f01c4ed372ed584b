// SPDX-License-Identifier: EUPL-1.2
//! Lists that are not there: an exchange with nothing to say is short, and what earlier builds wrote is still read.
#![allow(clippy::unwrap_used)]

use minicbor::bytes::ByteVec;

use super::*;
use crate::identity::{AuthorProof, Signature};
use crate::ids::{ChangeHash, DeviceId, PhotoHash, TicketId};
use crate::limits;
use crate::sync::{Digest, ScopeDigest};

#[test]
fn an_empty_list_is_not_sent_and_one_that_was_sent_is_read() {
    let answer = TicketAnswer {
        ticket: TicketId::from_bytes([7; 16]),
        verdict: Verdict::Settled,
        receipts: Vec::new(),
        quarantined: Vec::new(),
        needs: Vec::new(),
        sign_each: false,
    };
    let short = to_cbor(&answer);
    assert_eq!(from_cbor(&short), Ok(answer.clone()));
    let mut spelt_out = vec![0xa5];
    spelt_out.extend_from_slice(short.get(1..).unwrap());
    spelt_out.extend([2, 0x80, 3, 0x80, 4, 0x80]);
    assert_eq!(short.first(), Some(&0xa2), "two of six entries");
    assert_eq!(from_cbor(&spelt_out), Ok(answer));
}

#[test]
fn a_request_with_nothing_to_say_says_so_in_a_few_bytes() {
    let request = ExchangeRequest::default();
    let bytes = to_cbor(&request);
    assert!(bytes.len() <= 24, "{} bytes", bytes.len());
    assert_eq!(from_cbor(&bytes), Ok(request));
}

/// The longest lists that an honest phone sends, all at once.
fn longest() -> ExchangeRequest {
    let ticket = TicketId::from_bytes([7; 16]);
    let hash = ChangeHash([9; 32]);
    let hashes = vec![hash; limits::OFFERED_HASHES / limits::BATCH_TICKETS];
    let compared = ScopeDigest {
        scope: "district:D1".to_owned(),
        sums: vec![Digest { count: 1, sum: 1 }; limits::DIGEST_BUCKETS],
    };
    let proof = AuthorProof {
        device: DeviceId([1; 8]),
        head: hash,
        signature: Signature([2; 64]),
    };
    let pushed = PushedTicket {
        id: ticket,
        changes: vec![ByteVec::from(vec![8; 100]); 2],
        proofs: vec![proof; 3],
    };
    ExchangeRequest {
        tickets: vec![pushed; limits::BATCH_TICKETS],
        offers: vec![Offer { ticket, hashes }; limits::BATCH_TICKETS],
        photos: vec![PhotoHash([3; 32]); limits::MANIFEST_PHOTOS],
        compare: vec![compared; limits::PERSON_SCOPES],
        wants: vec![
            TicketHeads {
                ticket,
                heads: vec![hash; 4]
            };
            limits::BATCH_TICKETS
        ],
        in_custody: vec![hash; limits::CUSTODY_ASKED],
        ..ExchangeRequest::default()
    }
}

#[test]
fn an_honest_request_with_every_list_at_its_longest_has_few_enough_items() {
    let request = longest();
    let body = encode(&request);
    let read = decode_counted(&body, limits::EXCHANGE_DECODED_BYTES, limits::EXCHANGE_ITEMS / 2);
    assert_eq!(read, Ok(request));
}
