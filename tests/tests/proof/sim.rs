// SPDX-License-Identifier: EUPL-1.2
//! Any schedule of work, syncs and disasters converges and loses nothing, in one process with the real engine and stores.

use ronda_tests::sim::{STEPS, corpus, drawn, play, script::Script, shrink};

/// Seeds of one run; the goal of a release is 1,000,000, which is the work of `prove`.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=24;

fn holds(name: &str, script: &Script) {
    if let Err(broken) = play(script) {
        panic!("{name}: {}", shrink(broken));
    }
}

#[test]
fn every_script_that_broke_a_promise_once_keeps_it_now() {
    let corpus = corpus::all();
    assert!(!corpus.is_empty(), "the corpus is read");
    for (name, script) in corpus {
        holds(&name, &script);
    }
}

#[test]
fn drawn_schedules_converge_and_lose_nothing() {
    for seed in SEEDS {
        let script = drawn(seed, STEPS);
        assert_eq!(script.ops.len(), STEPS);
        holds(&format!("seed {seed}"), &script);
    }
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in [3, 11] {
        let script = drawn(seed, STEPS);
        let (first, second) = (play(&script), play(&script));
        assert_eq!(first.unwrap(), second.unwrap(), "seed {seed}");
    }
}

#[test]
fn a_script_is_read_as_it_was_written() {
    for seed in 1..200 {
        let script = drawn(seed, STEPS);
        assert_eq!(script.to_string().parse::<Script>().unwrap(), script);
    }
    assert!("seed 1\nphone 0 dances".parse::<Script>().is_err());
}
