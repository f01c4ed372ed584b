// SPDX-License-Identifier: EUPL-1.2
//! The bytes name the version, and only the root key publishes.

use super::*;
use crate::identity::{BadSignature, Secret, SigningKey};
use crate::reference::Publication;

fn root() -> SigningKey {
    SigningKey::from_seed(&Secret([7; 32]))
}

#[test]
fn a_set_reads_back_from_its_bytes_and_its_bytes_are_always_the_same() {
    let set = set();
    let bytes = set.to_bytes();
    let back = ReferenceData::from_bytes(&bytes).unwrap();
    assert_eq!(back, set);
    assert_eq!(back.to_bytes(), bytes);
    let json = serde_json::to_value(&set).unwrap();
    assert_eq!(
        read(json).unwrap().to_bytes(),
        bytes,
        "what is exported is what was imported"
    );
    assert!(ReferenceData::from_bytes(&bytes[1..]).is_err());
}

#[test]
fn every_altered_byte_of_a_publication_is_noticed() {
    let publication = Publication {
        published_at_ms: 5,
        data: set().to_bytes(),
    };
    let signed = publication.sign(&root());
    assert_eq!(signed.verify(&root().public()).unwrap(), publication);
    for at in (0..signed.body.len()).step_by(97) {
        let mut altered = signed.clone();
        altered.body[at] ^= 1;
        assert_eq!(altered.verify(&root().public()), Err(BadSignature), "byte {at}");
    }
    let other = SigningKey::from_seed(&Secret([8; 32]));
    assert_eq!(publication.sign(&other).verify(&root().public()), Err(BadSignature));
}

#[test]
fn the_later_publication_is_the_greater_and_the_date_is_no_part_of_the_version() {
    let publish = |published_at_ms| Publication {
        published_at_ms,
        data: set().to_bytes(),
    };
    let (shipped, mine) = (publish(0).name(), publish(9).name());
    assert_eq!(shipped.version, mine.version);
    assert!(shipped < mine);
}
