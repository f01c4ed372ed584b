// SPDX-License-Identifier: EUPL-1.2
//! Loading a document costs more than its length: with ten times the changes it takes much more than ten times as long.

use std::time::Instant;

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ROOT};

fn main() {
    for changes in [200_u32, 1_000, 3_000] {
        let mut doc = AutoCommit::new();
        for number in 0..changes {
            if number % 50 == 0 {
                let mut actor = [0; 16];
                actor[..4].copy_from_slice(&number.to_be_bytes());
                doc.set_actor(ActorId::from(actor));
            }
            doc.put(ROOT, format!("key {}", number % 40), i64::from(number)).expect("a value");
            doc.commit();
        }
        let saved = doc.save();
        const RUNS: u32 = 20;
        let began = Instant::now();
        for _ in 0..RUNS {
            AutoCommit::load(&saved).expect("it loads");
        }
        println!("{changes} changes, {} bytes saved: {:?} to load", saved.len(), began.elapsed() / RUNS);
    }
}
