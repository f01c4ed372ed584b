// SPDX-License-Identifier: EUPL-1.2
//! A change of little more than a hundred bytes holds as many operations as its author likes.

use std::time::Instant;

use automerge::transaction::Transactable;
use automerge::{AutoCommit, Change, ObjType, ROOT, ScalarValue};

fn main() {
    for operations in [10_000, 100_000, 300_000] {
        let mut author = AutoCommit::new();
        let list = author.put_object(ROOT, "l", ObjType::List).expect("a list");
        let nothing = (0..operations).map(|_| ScalarValue::Null);
        author.splice(&list, 0, 0, nothing).expect("entries");
        author.commit();
        let bytes = author.get_changes(&[])[0].raw_bytes().to_vec();
        let (length, began) = (bytes.len(), Instant::now());
        let change = Change::from_bytes(bytes).expect("a sound change");
        let mut reader = AutoCommit::new();
        reader.apply_changes([change]).expect("it is applied");
        println!("{operations} operations in {length} bytes: {:?} to apply", began.elapsed());
        assert!(length < 300, "this version writes them out");
    }
}
