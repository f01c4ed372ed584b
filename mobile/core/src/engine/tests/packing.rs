// SPDX-License-Identifier: EUPL-1.2
//! The emergency pack of a worn disk: what can be read is in it, and what cannot is named.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};

use ronda_shared::document::RawChange;
use ronda_shared::ids::PhotoHash;
use ronda_shared::wire::EmergencyPack;

use super::camera::photo;
use super::*;
use crate::store::PhotoWrite;

fn opened(packed: &Packed) -> EmergencyPack {
    EmergencyPack::from_file(&packed.file, &BoxKey::from_seed(&Secret([201; 32]))).unwrap()
}

#[test]
fn a_document_that_does_not_load_goes_in_as_the_changes_that_are_kept_and_hinders_no_other() {
    let mut phone = Bench::new().found(Role::Agent);
    let spoilt = filed(&mut phone);
    phone.note(&spoilt, "visto da vicino").unwrap();
    let filing = FileRequest {
        photos: vec![photo(3, None)],
        ..pothole()
    };
    let sound = phone.file(filing).unwrap().id;
    let whole = phone.pack().unwrap();
    assert!(whole.damaged_tickets.is_empty() && whole.damaged_photos.is_empty());
    phone.store().spoil_document(&spoilt);
    let packed = phone.pack().unwrap();
    assert_eq!((packed.tickets, packed.photos), (2, 1));
    assert_eq!(packed.damaged_tickets, [spoilt]);
    let (before, after) = (opened(&whole), opened(&packed));
    assert_eq!(before.photos, after.photos);
    let changes = |pack: &EmergencyPack, id: &TicketId| {
        let ticket = pack.tickets.iter().find(|ticket| ticket.id == *id).unwrap();
        let scanned = ticket
            .changes
            .iter()
            .map(|bytes| RawChange::scan(bytes.to_vec()).unwrap());
        scanned.map(|change| change.hash()).collect::<Vec<_>>()
    };
    for ticket in [&spoilt, &sound] {
        assert_eq!(changes(&before, ticket), changes(&after, ticket));
    }
}

#[test]
fn a_photo_on_a_torn_page_is_left_out_and_named_and_the_phone_goes_on() {
    let bench = Bench::new();
    let mut phone = bench.found(Role::Agent);
    filed(&mut phone);
    for seed in 1..=3 {
        let taken = PhotoWrite {
            sha256: PhotoHash([seed; 32]),
            width: 1,
            height: 1,
            jpeg: vec![seed; 40_000],
            thumbnail: None,
            own: true,
        };
        phone.store_mut().keep_photo(&taken).unwrap();
    }
    let (at, size) = phone.store().page_of("photo_file");
    let path = phone.store().path().to_owned();
    drop(phone);
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&vec![0xa5; size]).unwrap();
    drop(file);
    let mut phone = bench.open().unwrap();
    let packed = phone.pack().unwrap();
    assert_eq!((packed.tickets, packed.photos), (1, 2));
    assert_eq!(packed.damaged_photos.len(), 1);
    let sound = opened(&packed).photos;
    assert!(
        sound
            .iter()
            .all(|jpeg| jpeg.len() == 40_000 && jpeg.iter().all(|byte| *byte == jpeg[0]))
    );
    filed(&mut phone);
    assert_eq!(phone.pack().unwrap().tickets, 2);
}
