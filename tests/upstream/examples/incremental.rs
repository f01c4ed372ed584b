// SPDX-License-Identifier: EUPL-1.2
//! `load_incremental` of a sound chunk and a damaged one answers Ok and drops the damaged one without a word.

use automerge::AutoCommit;
use automerge_findings::history;

fn main() {
    let (_, changes) = history();
    let mut bytes = changes[0].raw_bytes().to_vec();
    let mut damaged = changes[1].raw_bytes().to_vec();
    let last = damaged.len() - 1;
    damaged[last] ^= 0xff;
    bytes.extend(damaged);
    let mut doc = AutoCommit::new();
    let answer = doc.load_incremental(&bytes);
    let loaded = doc.get_changes(&[]).len();
    println!("two chunks, the second one damaged: {answer:?}, {loaded} of them loaded");
    assert!(answer.is_ok() && loaded < 2, "this version says so");
}
