// SPDX-License-Identifier: EUPL-1.2
//! The rules of the house, read from the files themselves: who may import whom, purity, sizes, names and shipped migrations.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod bad_examples;
mod code;
mod paths;
mod proofs;
mod source;
mod streets;
mod unrun;
mod voice;

use source::{Fault, House};

/// Fails with one line per fault: where it is, and the cure.
fn holds(rule: fn(&House) -> Vec<Fault>) {
    let house = House::of_the_repository();
    assert!(house.sources.len() > 10, "the repository was not found");
    let faults: Vec<String> = rule(&house).iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{} fault(s):\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn crates_depend_in_one_direction() {
    holds(streets::manifests);
}

#[test]
fn each_technology_is_known_to_one_module() {
    holds(streets::imports);
}

#[test]
fn the_shared_crate_touches_no_disk_network_clock_or_chance() {
    holds(streets::purity);
}

#[test]
fn every_source_names_its_licence() {
    holds(voice::licence_lines);
}

#[test]
fn every_rust_file_says_what_it_is_for() {
    holds(voice::opening_sentences);
}

#[test]
fn files_and_functions_stay_small() {
    holds(voice::sizes);
}

#[test]
fn names_are_words_of_the_field() {
    holds(voice::names);
}

#[test]
fn nothing_is_left_half_done() {
    holds(voice::left_overs);
}

#[test]
fn shipped_migrations_are_never_edited() {
    holds(proofs::shipped_migrations);
}

#[test]
fn tests_neither_sleep_nor_skip() {
    holds(proofs::sleeps_and_skips);
}

#[test]
fn every_test_source_asserts() {
    holds(proofs::assertions);
}

#[test]
fn no_test_stands_where_none_is_run() {
    holds(unrun::tests);
}
