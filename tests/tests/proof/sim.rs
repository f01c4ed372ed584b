// SPDX-License-Identifier: EUPL-1.2
//! Any schedule of work, syncs and disasters converges and loses nothing, in one process with the real engine and stores.

use ronda_tests::sim::script::{Script, Tie};
use ronda_tests::sim::written::REGISTERS;
use ronda_tests::sim::{STEPS, Trace, corpus, drawn, play, shrink};

/// Seeds of one run; the goal of a release is 1,000,000, which is the work of `prove`.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=24;

/// Those that are lived twice, some with bad disks among them.
fn lived_twice() -> Vec<u64> {
    let on_bad_disks = (1..200).filter(|seed| drawn(*seed, STEPS).to_string().contains("-a-bad-disk"));
    let mut seeds: Vec<u64> = [3, 11].into_iter().chain(on_bad_disks.take(4)).collect();
    seeds.sort_unstable();
    seeds.dedup();
    seeds
}

fn holds(name: &str, script: &Script) -> Trace {
    play(script).unwrap_or_else(|broken| panic!("{name}: {}", shrink(broken)))
}

/// Two tickets that everybody has, and what happens then.
fn among_three(ops: &[String]) -> Script {
    let begun = ["seed 7", "phone 0 files 0", "phone 0 files 0", "agree"];
    let lines: Vec<&str> = begun.into_iter().chain(ops.iter().map(String::as_str)).collect();
    lines.join("\n").parse().expect("a script")
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
    let lived_twice = lived_twice();
    for seed in SEEDS.filter(|seed| !lived_twice.contains(seed)) {
        let script = drawn(seed, STEPS);
        assert_eq!(script.ops.len(), STEPS);
        holds(&format!("seed {seed}"), &script);
    }
}

#[test]
fn every_register_is_written_by_three_who_know_nothing_of_each_other_and_decided() {
    for (register, _) in REGISTERS {
        let by = |who: &str| format!("{who} edits 0 {register}");
        let at_once = [by("phone 0"), by("phone 1"), by("office"), "agree".into()];
        let unseen = [format!("phone 1 edits-unseen 0 {register}"), "agree".into()];
        let decided = ["phone 1 keeps 0".into(), "agree".into(), "phone 0 undoes 0".into()];
        let script = among_three(&[&at_once[..], &unseen, &decided].concat());
        let trace = holds(register, &script);
        let contested = trace.iter().filter(|line| line.contains(" 1 contested")).count();
        assert!(contested >= 2, "{register}: {trace:#?}");
    }
}

#[test]
fn every_tie_is_taken_out_by_one_while_another_puts_it_back() {
    for (_, tie) in Tie::ALL {
        let does = |who: &str, verb: &str| format!("{who} {verb} 0 {tie} 1");
        let script = among_three(&[
            does("phone 1", "ties"),
            "agree".into(),
            does("phone 0", "unties"),
            does("phone 1", "unties"),
            does("phone 1", "ties"),
            "agree".into(),
            does("phone 1", "unties"),
        ]);
        holds(tie, &script);
    }
}

#[test]
fn a_disk_that_fails_during_a_sync_is_told_and_nothing_is_lost_for_it() {
    for way in ["error", "errors", "full"] {
        let mut told = [0, 0];
        for call in [2, 20, 60] {
            let script = among_three(&[
                "phone 0 files 2".into(),
                "phone 1 edits 0 title".into(),
                "phone 1 syncs".into(),
                format!("phone 0 syncs-on-a-bad-disk {way} {call}"),
                "phone 0 edits 0 title".into(),
                format!("office meets-a-bad-disk {way} {call}"),
                "phone 0 syncs".into(),
            ]);
            let trace = holds(&format!("{way} {call}"), &script);
            let met = |op: &str| {
                let since = trace.iter().skip_while(|line| !line.contains(op)).take(4);
                since.filter(|line| line.contains(": on a bad disk, ")).count()
            };
            told = [told[0] + met("syncs-on"), told[1] + met("meets-a")];
        }
        assert!(told[0] > 0 && told[1] > 0, "{way}: {told:?}");
    }
}

#[test]
fn drawn_schedules_hold_and_the_same_seed_gives_the_same_trace() {
    for seed in lived_twice() {
        let script = drawn(seed, STEPS);
        assert_eq!(script.ops.len(), STEPS);
        let first = holds(&format!("seed {seed}"), &script);
        assert_eq!(first, play(&script).unwrap(), "seed {seed}");
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
