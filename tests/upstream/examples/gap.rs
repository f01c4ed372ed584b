// SPDX-License-Identifier: EUPL-1.2
//! Applying a change whose dependency is missing answers Ok, moves no head, and saves the orphan with the document.

use automerge::AutoCommit;
use automerge_findings::history;

fn main() {
    let (_, changes) = history();
    let mut doc = AutoCommit::new();
    let empty = doc.save().len();
    let answer = doc.apply_changes([changes[2].clone()]);
    let (heads, missing, saved) = (doc.get_heads(), doc.get_missing_deps(&[]).len(), doc.save().len());
    println!("a change without its past: {answer:?}, heads {heads:?}, {missing} missing, saved {empty} -> {saved} bytes");
    assert!(answer.is_ok() && heads.is_empty() && saved > empty);
}
