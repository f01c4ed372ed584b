// SPDX-License-Identifier: EUPL-1.2
//! A compressed chunk of a few hundred kilobytes is inflated to as many megabytes as its author likes.

use std::time::Instant;

use automerge::transaction::Transactable;
use automerge::{AutoCommit, Change, ROOT};

fn main() {
    for mebibytes in [1, 16, 64, 256] {
        let mut author = AutoCommit::new();
        author
            .put(ROOT, "k", "a".repeat(mebibytes * 1024 * 1024))
            .expect("a value");
        author.commit();
        let mut change = author.get_changes(&[])[0].clone();
        let packed = change.bytes().into_owned();
        let (length, began) = (packed.len(), Instant::now());
        let read = Change::from_bytes(packed).expect("a sound change");
        println!(
            "{length} bytes inflate to {} MiB in {:?}",
            read.raw_bytes().len() / 1024 / 1024,
            began.elapsed()
        );
        assert!(length < mebibytes * 2048, "this version does not compress it");
    }
}
