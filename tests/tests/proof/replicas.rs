// SPDX-License-Identifier: EUPL-1.2
//! Any schedule among replicas converges and loses nothing, with the real documents and gates and nothing else.

use ronda_tests::sim::replicas::script::Script;
use ronda_tests::sim::replicas::{STEPS, deeds_at_once, drawn, events_by_roles, kept, play, schedules};

/// Schedules of one run, and scenes of deeds at once; the goal of a release is 10,000,000 of each, the work of `prove`.
const SCHEDULES: u64 = 200;
const SCENES: u64 = 200;
/// Tickets on which every event is tried by every role.
const TICKETS: u64 = 4;

#[test]
fn every_kept_script_keeps_its_promises() {
    let kept = kept();
    assert!(!kept.is_empty(), "the corpus is read");
    for (name, script) in kept {
        play(&script).unwrap_or_else(|broken| panic!("{name}: {broken}"));
    }
}

#[test]
fn drawn_schedules_among_replicas_converge_and_lose_nothing() {
    assert_eq!(schedules(1, SCHEDULES), SCHEDULES);
}

#[test]
fn two_or_three_deeds_at_once_end_the_same_everywhere_and_whoever_lost_is_told() {
    let at_once = deeds_at_once(1, SCENES);
    assert!(at_once > SCENES / 2, "{at_once} of {SCENES}");
}

#[test]
fn the_same_seed_gives_the_same_trace_among_replicas() {
    for seed in [3, 12] {
        let (first, second) = (play(&drawn(seed)), play(&drawn(seed)));
        assert_eq!(first.unwrap(), second.unwrap(), "seed {seed}");
    }
}

#[test]
fn a_script_of_replicas_is_read_as_it_was_written() {
    for seed in 1..200 {
        let script = drawn(seed);
        assert_eq!(script.ops.len(), STEPS);
        assert_eq!(script.to_string().parse::<Script>().unwrap(), script);
    }
    assert!("seed 1\nphone 0 sends".parse::<Script>().is_err());
}

#[test]
fn every_event_by_every_role_is_judged_alike_by_phone_gate_and_table() {
    let tried = events_by_roles(1, TICKETS);
    assert!(tried >= TICKETS * 500, "{tried} events on {TICKETS} tickets");
}
