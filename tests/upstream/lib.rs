// SPDX-License-Identifier: EUPL-1.2
//! What the reproductions share: a small history, and bytes with a right checksum.

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, Change, ObjType, ROOT, ReadDoc};
use sha2::{Digest, Sha256};

/// A document with a map, a list and a text, and its changes.
pub fn history() -> (AutoCommit, Vec<Change>) {
    let mut doc = AutoCommit::new().with_actor(ActorId::from([1; 16]));
    let map = doc.put_object(ROOT, "map", ObjType::Map).expect("a map");
    doc.put(&map, "title", "a pothole").expect("a value");
    doc.commit();
    let list = doc.put_object(ROOT, "list", ObjType::List).expect("a list");
    doc.insert(&list, 0, 7).expect("an entry");
    doc.insert(&list, 1, "eight").expect("an entry");
    doc.commit();
    let text = doc.put_object(ROOT, "text", ObjType::Text).expect("a text");
    doc.splice_text(&text, 0, 0, "as wide as a metre").expect("words");
    doc.put(&map, "title", "a wide pothole").expect("another value");
    doc.delete(&list, 0).expect("one entry less");
    doc.commit();
    let changes = doc.get_changes(&[]);
    assert!(doc.get(ROOT, "map").expect("readable").is_some());
    (doc, changes)
}

/// The same chunk with the checksum its bytes should have.
pub fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let digest = Sha256::digest(&bytes[8..]);
    bytes[4..8].copy_from_slice(&digest[..4]);
    bytes
}

/// A small generator, so that everybody finds the same.
pub fn next(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as usize
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
