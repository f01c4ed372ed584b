// SPDX-License-Identifier: EUPL-1.2
//! What the fuzzers feed: one function for each door that bytes of foreigners come through. It answers whether they were
//! understood; whatever is wrong with them, it neither panics nor takes long.

use ronda_server::http::understood;
use ronda_shared::document::{Document, Pushed, RawChange, admit};
use ronda_shared::ids::TicketId;
use ronda_shared::limits::EXCHANGE_DECODED_BYTES;
use ronda_shared::photo::{intake, verify_kept};
use ronda_shared::wire::{DropBoxRequest, ExchangeReply, ExchangeRequest, decode};

use super::changes;
use super::chunk::sealed;

/// A door and its name, which is also that of its corpus.
pub type Target = (&'static str, fn(&[u8]) -> bool);

/// Every door.
pub const TARGETS: [Target; 6] = [
    ("scan", scan),
    ("gate", gate),
    ("wire", wire),
    ("tus", tus),
    ("intake", photo),
    ("stored", stored),
];

/// For a fuzzer, which ends at the first word of a panic: here what Automerge and the decoders of photos panic at is caught and
/// refused, so only a panic that comes out of a door may end it.
pub fn begin() {
    std::panic::set_hook(Box::new(|_| {}));
}

/// The scan of one change's bytes, as they come and with a right checksum.
pub fn scan(bytes: &[u8]) -> bool {
    let plain = RawChange::scan(bytes.to_vec()).is_ok();
    RawChange::scan(sealed(bytes.to_vec())).is_ok() || plain
}

/// Both gates, as far as its author's signature leads: whatever is changed in the bytes is signed anew, with a fixed key, so that
/// shape and rights are asked too. What nobody signed is never let in.
pub fn gate(bytes: &[u8]) -> bool {
    let change = sealed(bytes.to_vec());
    let pushed = Pushed {
        ticket: TicketId::from_bytes([1; 16]),
        jurisdiction: "FI",
        changes: vec![change.clone()],
        proofs: &[],
    };
    assert_eq!(
        admit(None, &[], pushed, &Default::default()).accepted.len(),
        0,
        "nobody signed it"
    );
    if let Ok(scanned) = RawChange::scan(change.clone()) {
        let _stands = Document::from_changes(&[scanned]).and_then(|document| Document::load(&document.save()));
    }
    changes::let_in(&change)
}

/// Packed bodies of both directions.
pub fn wire(bytes: &[u8]) -> bool {
    let request = decode::<ExchangeRequest>(bytes, EXCHANGE_DECODED_BYTES).is_ok();
    let reply = decode::<ExchangeReply>(bytes, EXCHANGE_DECODED_BYTES).is_ok();
    decode::<DropBoxRequest>(bytes, EXCHANGE_DECODED_BYTES).is_ok() || request || reply
}

/// The headers of an upload, one a line.
pub fn tus(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let names = ["upload-metadata", "upload-length", "upload-offset", "upload-checksum"];
    let headers: Vec<(&'static str, &[u8])> = names.iter().filter_map(|name| Some((*name, lines.next()?))).collect();
    understood(&headers)
}

/// A camera's file; what is taken in is what the office keeps.
pub fn photo(bytes: &[u8]) -> bool {
    let Ok(taken) = intake(bytes) else { return false };
    assert!(
        verify_kept(&taken.jpeg).is_ok() && verify_kept(&taken.thumbnail).is_ok(),
        "taken in, and not kept"
    );
    true
}

/// A stored photo.
pub fn stored(bytes: &[u8]) -> bool {
    verify_kept(bytes).is_ok()
}
