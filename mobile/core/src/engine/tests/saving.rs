// SPDX-License-Identifier: EUPL-1.2
//! What saving promises: there after a restart, all or nothing, unreadable without the key.

use std::fs;

use ronda_shared::identity::Secret;
use ronda_shared::photo::IntakeNote;
use ronda_shared::ticket::{Field, PhotoRole, PositionSource, Value};

use super::camera::{jpeg, photo};
use super::*;
use crate::keystore::KeystoreError;
use crate::store::StoreError;

#[test]
fn a_filed_ticket_is_there_after_a_restart_with_its_photo_and_its_intent() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    let filed = engine
        .file(FileRequest {
            photos: vec![photo(3, None)],
            ..pothole()
        })
        .unwrap();
    let before = engine.show(&filed.id).unwrap();
    let actor = engine.actor();
    drop(engine);
    let engine = bench.open().unwrap();
    assert_eq!(engine.show(&filed.id).unwrap(), before);
    assert_ne!(engine.actor(), actor);
    assert_eq!(engine.find(&filed.code.to_lowercase()).unwrap(), filed.id);
    let sha256 = before["photos"][0]["sha256"].as_str().unwrap().parse().unwrap();
    assert!(!engine.photo_bytes(&filed.id, &sha256).unwrap().is_empty());
    let changes = engine.store().changes(&filed.id).unwrap();
    assert_eq!(changes.len(), 1);
    assert!(changes[0].own && changes[0].server_no.is_none() && changes[0].intent.is_some());
    let tally = engine.status().unwrap().tally;
    assert_eq!((tally.tickets, tally.changes_owed, tally.photos_owed), (1, 1, 1));
    assert!(tally.photo_bytes_owed > 0);
}

#[test]
fn the_first_photo_that_knows_its_place_places_the_ticket() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    let photos = vec![
        photo(3, None),
        photo(5, Some((43.768, 11.253))),
        photo(7, Some((1.0, 1.0))),
    ];
    let filed = engine
        .file(FileRequest {
            place: None,
            photos,
            ..pothole()
        })
        .unwrap();
    let ticket = engine.ticket(&filed.id).unwrap();
    let position = ticket.position().unwrap();
    assert!(
        (position.lat - 43.768).abs() < 1e-5 && (position.lon - 11.253).abs() < 1e-5,
        "{position:?}"
    );
    assert_eq!(position.source, PositionSource::Gps);
    assert_eq!(ticket.device_position.as_ref(), Some(position));
    assert!(
        filed
            .notes
            .iter()
            .any(|note| *note == Advice::Photo("3.jpg".into(), IntakeNote::NoPosition)),
        "{:?}",
        filed.notes
    );
}

#[test]
fn a_broken_photo_is_named_and_nothing_is_saved() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    let mut cut = photo(3, None);
    cut.file.truncate(cut.file.len() / 2);
    let refused = engine
        .file(FileRequest {
            photos: vec![photo(5, None), cut.clone()],
            ..pothole()
        })
        .unwrap_err();
    assert!(refused.to_string().starts_with("photo 3.jpg: "), "{refused}");
    let id = filed(&mut engine);
    let before = engine.show(&id).unwrap();
    assert!(engine.add_photos(&id, vec![photo(5, None), cut]).is_err());
    assert_eq!(engine.show(&id).unwrap(), before);
    let tally = engine.status().unwrap().tally;
    assert_eq!((tally.tickets, tally.changes_owed, tally.photos_owed), (1, 1, 0));
}

#[test]
fn every_fault_is_named_at_once_and_nothing_is_saved() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    let place = Place {
        lat: 91.0,
        lon: 0.0,
        accuracy_m: None,
        source: PositionSource::Pin,
        fix_age_s: None,
        mocked: None,
    };
    let request = FileRequest {
        category: String::new(),
        title: Some("x".repeat(121)),
        place: Some(place),
        ..pothole()
    };
    let Error::Invalid(faults) = engine.file(request).unwrap_err() else {
        panic!("not refused as invalid")
    };
    assert!(faults.len() >= 3, "{faults:?}");
    assert_eq!(engine.status().unwrap().tally.tickets, 0);
}

#[test]
fn an_admin_files_nothing() {
    let mut engine = Bench::new().found(Role::Admin);
    assert!(matches!(engine.file(pothole()), Err(Error::NotAllowed)));
}

#[test]
fn edits_notes_and_photos_become_one_change_each_and_one_proof_covers_them() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Crew);
    let id = filed(&mut engine);
    engine
        .edit(&id, vec![(Field::Title, Value::Text("Voragine".into()))])
        .unwrap();
    engine.note(&id, "Transennata").unwrap();
    engine
        .add_photos(
            &id,
            vec![NewPhoto {
                role: PhotoRole::After,
                ..photo(9, None)
            }],
        )
        .unwrap();
    let ticket = engine.ticket(&id).unwrap();
    assert_eq!(ticket.text(&Field::Title), Some("Voragine"));
    assert_eq!(
        (ticket.notes.len(), ticket.photos.len(), ticket.photos[0].value.role),
        (1, 1, PhotoRole::After)
    );
    assert_eq!(engine.store().changes(&id).unwrap().len(), 4);
    let proofs = engine.store().proofs(&id).unwrap();
    assert_eq!(proofs.len(), 1);
    assert_eq!([proofs[0].head].as_slice(), ticket.heads);
    proofs[0].verify(&engine.identity().key.public(), &id).unwrap();
    assert_eq!(engine.doctor().unwrap().faults, Vec::<String>::new());
}

#[test]
fn a_wrong_pin_does_not_open_and_a_second_ronda_is_kept_out() {
    let bench = Bench::new();
    let engine = bench.found(Role::Agent);
    assert!(
        Home::enter(bench.path())
            .unwrap_err()
            .to_string()
            .starts_with("another Ronda is using this home")
    );
    drop(engine);
    let home = Home::enter(bench.path()).unwrap();
    let wrong = Engine::open(home, &bench.keystore(), "0000", bench.clock()).unwrap_err();
    assert!(matches!(wrong, Error::Keystore(KeystoreError::WrongPin { .. })));
    assert!(bench.open().is_ok());
}

#[test]
fn no_word_of_a_ticket_and_no_byte_of_a_photo_lies_readable_in_the_home() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    let canary = "Canarino-Giallo-7321";
    let request = FileRequest {
        title: Some(canary.into()),
        description: Some(canary.into()),
        address: Some(canary.into()),
        category: canary.into(),
        photos: vec![photo(3, None)],
        ..pothole()
    };
    let id = engine.file(request).unwrap().id;
    engine.note(&id, canary).unwrap();
    let ticket = engine.ticket(&id).unwrap();
    let stored = engine.photo_bytes(&id, &ticket.photos[0].value.sha256).unwrap();
    let middle = &stored[stored.len() / 2..stored.len() / 2 + 24];
    let needles: [&[u8]; 4] = [canary.as_bytes(), b"canarino", id.bytes(), middle];
    for open in [true, false] {
        for entry in fs::read_dir(bench.path()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            for needle in needles {
                assert!(
                    !bytes.windows(needle.len()).any(|window| window == needle),
                    "{path:?}, open: {open}"
                );
            }
        }
        if open {
            assert!(fs::metadata(bench.path().join("ronda.db-wal")).unwrap().len() > 0);
            engine.store().checkpoint().unwrap();
        }
    }
    drop(engine);
    assert!(matches!(
        Store::open(&bench.path().join("ronda.db"), &Secret([0; 32])),
        Err(StoreError::Locked)
    ));
}

#[test]
fn a_full_disk_refuses_the_save_and_leaves_everything_saved_before() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    let id = filed(&mut engine);
    let before = engine.show(&id).unwrap();
    let pages = engine.store.pages().unwrap();
    engine.store.bound_pages(pages + 2).unwrap();
    let request = FileRequest {
        photos: (1..9).map(|seed| photo(seed, None)).collect(),
        ..pothole()
    };
    let full = engine.file(request).unwrap_err();
    assert_eq!(
        full.to_string(),
        "the phone's storage is full: free some space; everything saved before is safe"
    );
    assert_eq!(engine.show(&id).unwrap(), before);
    let tally = engine.status().unwrap().tally;
    assert_eq!((tally.tickets, tally.changes_owed, tally.photos_owed), (1, 1, 0));
    engine.store.bound_pages(u32::MAX - 1).unwrap();
    engine
        .file(FileRequest {
            photos: vec![photo(3, None)],
            ..pothole()
        })
        .unwrap();
    assert_eq!(engine.doctor().unwrap().faults, Vec::<String>::new());
}

#[test]
fn the_same_photo_in_two_tickets_is_stored_once() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    for _ in 0..2 {
        engine
            .file(FileRequest {
                photos: vec![photo(3, None)],
                ..pothole()
            })
            .unwrap();
    }
    assert_eq!(engine.store().photo_hashes().unwrap().len(), 1);
    assert_ne!(jpeg(3, None), jpeg(5, None));
}
