// SPDX-License-Identifier: EUPL-1.2
//! What the fuzzers found or began with, fed again on a stable compiler.

use std::path::Path;

use ronda_tests::hostile::fuzzed::TARGETS;

#[test]
fn every_corpus_passes_its_door_without_harm() {
    for (name, target) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
        let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let understood = files.map(|file| target(&std::fs::read(file.unwrap().path()).unwrap()));
        let (yes, no): (Vec<bool>, Vec<bool>) = understood.partition(|understood| *understood);
        assert!(
            !yes.is_empty() && !no.is_empty(),
            "{name}: sound and broken ones are in the corpus"
        );
    }
}
