// SPDX-License-Identifier: EUPL-1.2
//! `Change::from_bytes` takes a chunk whose checksum is wrong.

use automerge::Change;
use automerge_findings::history;

fn main() {
    let (_, changes) = history();
    let mut bytes = changes[0].raw_bytes().to_vec();
    bytes[4] ^= 0xff;
    let taken = Change::from_bytes(bytes);
    println!("a chunk with a wrong checksum: {:?}", taken.as_ref().map(|change| change.hash()));
    let (mut taken_with_flips, mut flips) = (0, 0);
    for change in &changes {
        for place in 4..change.raw_bytes().len() {
            let mut bytes = change.raw_bytes().to_vec();
            bytes[place] ^= 0x01;
            flips += 1;
            taken_with_flips += usize::from(Change::from_bytes(bytes).is_ok());
        }
    }
    println!("{flips} chunks with one flipped bit: {taken_with_flips} taken");
    assert!(taken.is_ok(), "this version looks at the checksum");
}
