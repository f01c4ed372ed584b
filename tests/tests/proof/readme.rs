// SPDX-License-Identifier: EUPL-1.2
//! The README's table of promises says what the committed proof did, no more.

use std::path::Path;

use ronda_tests::promises::readme_with;

#[test]
fn the_readme_tells_what_the_committed_proof_did() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let record = std::fs::read_to_string(root.join("PROOF.json")).unwrap();
    let record = serde_json::from_str(&record).unwrap();
    assert!(
        readme_with(&readme, &record).unwrap() == readme,
        "the table of promises is not that of PROOF.json: run `make promises`"
    );
}
