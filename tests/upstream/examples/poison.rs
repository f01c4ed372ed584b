// SPDX-License-Identifier: EUPL-1.2
//! A change is applied without an error, and the document cannot be loaded after it was saved; others panic.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{AutoCommit, Change};
use automerge_findings::{hex, history, next, sealed};

const TRIES: usize = 20_000;

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let (_, changes) = history();
    let (mut seed, mut applied, mut poisoned, mut panicked) = (1, 0, 0, 0);
    let mut told = [false; 2];
    for _ in 0..TRIES {
        let at = next(&mut seed) % changes.len();
        let mut bytes = changes[at].raw_bytes().to_vec();
        let place = 9 + next(&mut seed) % (bytes.len() - 9);
        bytes[place] = next(&mut seed) as u8;
        let bytes = sealed(bytes);
        let Ok(change) = Change::from_bytes(bytes.clone()) else { continue };
        let mut doc = AutoCommit::new();
        doc.apply_changes(changes[..at].to_vec()).expect("sound changes");
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            doc.apply_changes([change]).is_ok().then(|| AutoCommit::load(&doc.save()).is_ok())
        }));
        match outcome {
            Ok(Some(true)) => applied += 1,
            Ok(Some(false)) => {
                poisoned += 1;
                tell(&mut told[0], "applied, and the saved document does not load", at, &bytes);
            }
            Ok(None) => {}
            Err(_) => {
                panicked += 1;
                tell(&mut told[1], "panics while it is applied, saved or loaded", at, &bytes);
            }
        }
    }
    println!("{TRIES} mutated changes: {applied} applied and sound, {poisoned} applied and not loadable, {panicked} panicked");
    assert!(poisoned + panicked > 0, "this version has neither any more");
}

fn tell(told: &mut bool, what: &str, after: usize, bytes: &[u8]) {
    if !std::mem::replace(told, true) {
        println!("{what} (after the first {after} changes of the history): {}", hex(bytes));
    }
}
