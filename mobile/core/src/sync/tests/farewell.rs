// SPDX-License-Identifier: EUPL-1.2
//! A revoked phone hands over everything it can, however much that is, and is not wiped before.

use std::collections::BTreeSet;

use ronda_shared::identity::{Order, OrderKind, Secret, SignedOrder, SigningKey};
use ronda_shared::ids::{OrderId, PhotoHash, TicketId};
use ronda_shared::limits;
use ronda_shared::policy::Role;
use ronda_shared::reporter::{ReporterAnswer, ReporterVerdict, TypedContact};
use ronda_shared::sync::Failure;
use ronda_shared::wire::{DropBoxReply, DropBoxRequest, ExchangeReply, Receipt, TicketAnswer, Verdict};
use sha2::{Digest, Sha256};

use super::super::Farewell;
use super::office::Office;
use super::{apply, settle};
use crate::engine::tests::camera::photo;
use crate::engine::tests::{Bench, filed, pothole};
use crate::engine::{Engine, FileRequest};
use crate::error::Error;
use crate::store::{Asking, HeldChange};

fn revocation(phone: &Engine) -> SignedOrder {
    let order = Order {
        id: OrderId::from_bytes([4; 16]),
        at_ms: 0,
        kind: OrderKind::Revoke(phone.device()),
    };
    order.sign(&SigningKey::from_seed(&Secret([200; 32])))
}

/// A drop box that takes what it is given, but no photo of these.
fn takes(phone: &Engine, parcel: &DropBoxRequest, but: &[PhotoHash]) -> DropBoxReply {
    let answers = parcel.tickets.iter().map(|ticket| {
        let held = phone.store().changes(&ticket.id).unwrap();
        let receipt = |change: &HeldChange| Receipt {
            hash: change.hash,
            server_no: 1,
        };
        TicketAnswer {
            ticket: ticket.id,
            verdict: Verdict::Settled,
            receipts: held.iter().map(receipt).collect(),
            quarantined: Vec::new(),
            needs: Vec::new(),
            sign_each: false,
        }
    });
    let photos = parcel
        .photos
        .iter()
        .map(|jpeg| PhotoHash(Sha256::digest(jpeg.as_slice()).into()));
    DropBoxReply {
        answers: answers.collect(),
        photos: photos.filter(|photo| !but.contains(photo)).collect(),
        order: revocation(phone),
        reporters: Vec::new(),
        asked: Vec::new(),
    }
}

/// One run of a farewell; what its parcels held, and whether the phone is wiped now.
fn run(phone: &mut Engine, but: &[PhotoHash]) -> (Vec<DropBoxRequest>, bool) {
    let (mut farewell, mut parcels) = (Farewell::default(), Vec::new());
    while let Some(parcel) = farewell.parcel(phone).unwrap() {
        let reply = takes(phone, &parcel, but);
        parcels.push(parcel);
        match farewell.taken(phone, &reply) {
            Ok(()) => {}
            Err(Failure::Refused(_)) => break,
            Err(failure) => panic!("{failure}"),
        }
    }
    (parcels, phone.store().wiped_by().unwrap().is_some())
}

/// Writes so many changes more of a ticket that nobody will read.
pub(super) fn writes(phone: &mut Engine, ticket: TicketId, count: usize) {
    let write = "WITH RECURSIVE one (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < ?2)
         INSERT INTO change (hash, ticket, device, own, state, bytes)
         SELECT randomblob(32), ?1, randomblob(8), 1, 0, randomblob(16) FROM one";
    let count = i64::try_from(count).unwrap();
    let wrote = phone.store_mut().within(|store| {
        store.execute(write, rusqlite::params![ticket.bytes(), count])?;
        Ok(())
    });
    wrote.unwrap();
}

#[test]
fn a_long_history_is_handed_over_in_parcels_that_the_drop_box_takes() {
    let bench = Bench::new();
    let mut phone = bench.found(Role::Agent);
    let tickets: BTreeSet<TicketId> = (0..4).map(|_| filed(&mut phone)).collect();
    for ticket in &tickets {
        writes(&mut phone, *ticket, limits::BATCH_CHANGES - 500);
    }
    let (parcels, wiped) = run(&mut phone, &[]);
    assert!(wiped);
    let mut handed = BTreeSet::new();
    for parcel in &parcels {
        let changes: usize = parcel.tickets.iter().map(|ticket| ticket.changes.len()).sum();
        assert!(changes <= limits::BATCH_CHANGES + limits::TICKET_CHANGES, "{changes}");
        handed.extend(parcel.tickets.iter().map(|ticket| ticket.id));
    }
    assert_eq!(handed, tickets);
}

#[test]
fn a_wiped_phone_says_saved_to_nothing_since_nobody_would_ever_get_it() {
    let bench = Bench::new();
    let mut phone = bench.found(Role::Agent);
    let ticket = filed(&mut phone);
    let (parcels, wiped) = run(&mut phone, &[]);
    assert!(wiped && parcels.iter().any(|parcel| parcel.tickets[0].id == ticket));
    let photos = vec![photo(3, None)];
    assert!(matches!(
        phone.file(FileRequest { photos, ..pothole() }),
        Err(Error::Wiped)
    ));
    assert_eq!(phone.store().ticket_ids().unwrap(), []);
    assert_eq!(phone.store().left_to_hand_over().unwrap(), 0);
}

#[test]
fn a_photo_that_is_here_alone_is_offered_again_and_stands_against_the_wipe() {
    let bench = Bench::new();
    let mut phone = bench.found(Role::Agent);
    let photos = vec![photo(3, None), photo(5, None)];
    phone.file(FileRequest { photos, ..pothole() }).unwrap();
    let owed = phone.store().photos_owed().unwrap();
    let refused = phone
        .store_mut()
        .photo_refused(&owed[0], "no room left for this device", false);
    refused.unwrap();
    let (parcels, wiped) = run(&mut phone, &owed[..1]);
    assert!(!wiped, "the drop box has no room for it either");
    assert_eq!(parcels[0].photos.len(), 2);
    assert_eq!(phone.store().photos_to_hand_over().unwrap(), owed[..1]);
    let (_, wiped) = run(&mut phone, &[]);
    assert!(wiped, "the office made room");
}

#[test]
fn a_photo_that_rotted_keeps_none_behind_it_and_is_handed_over_as_what_it_is() {
    let bench = Bench::new();
    let mut phone = bench.found(Role::Agent);
    let photos = (3..6).map(|seed| photo(seed, None)).collect();
    phone.file(FileRequest { photos, ..pothole() }).unwrap();
    let owed = phone.store().photos_owed().unwrap();
    // Other bytes, and so many that the first parcel holds no other photo.
    let large = limits::EXCHANGE_WIRE_BYTES / 2;
    let name = PhotoHash(Sha256::digest(vec![0; large]).into());
    let grows = "UPDATE photo_file SET jpeg = zeroblob(?2) WHERE photo = (SELECT no FROM photo WHERE sha256 = ?1)";
    let large = i64::try_from(large).unwrap();
    let grown = phone
        .store_mut()
        .within(|store| Ok(store.execute(grows, rusqlite::params![owed[0].bytes(), large])?));
    assert_eq!(grown.unwrap(), 1);
    let (parcels, wiped) = run(&mut phone, &[name]);
    assert_eq!((parcels[0].photos.len(), wiped), (1, false));
    assert_eq!(phone.store().photos_to_hand_over().unwrap(), owed[..1]);
    let (_, wiped) = run(&mut phone, &[]);
    assert!(wiped, "the office keeps it apart, under the name of what it is now");
}

#[test]
fn a_refused_contact_is_offered_once_more_and_a_second_refusal_ends_it() {
    let bench = Bench::new();
    let mut phone = bench.found(Role::Agent);
    let contact = TypedContact {
        name: Some("Carla Finta".into()),
        phone: Some("055 000 000".into()),
        email: None,
        consent: Some("contact-1".into()),
    };
    phone.file(FileRequest { contact, ..pothole() }).unwrap();
    let row = phone.store().reporters_owed(1).unwrap().remove(0);
    let refusal = ReporterAnswer {
        reference: row.reference,
        verdict: ReporterVerdict::Refused,
        reason: "it does not open".into(),
    };
    phone
        .store_mut()
        .take_reporter_answers(std::slice::from_ref(&refusal))
        .unwrap();
    let mut farewell = Farewell::default();
    let parcel = farewell.parcel(&mut phone).unwrap().unwrap();
    assert_eq!(parcel.reporters, [row]);
    let mut reply = takes(&phone, &parcel, &[]);
    farewell.taken(&mut phone, &reply).unwrap();
    assert_eq!(phone.store().left_to_hand_over().unwrap(), 1, "it was not answered");
    reply.reporters = vec![refusal];
    assert!(farewell.taken(&mut phone, &reply).is_err());
    assert!(phone.store().wiped_by().unwrap().is_some());
}

#[test]
fn orders_are_handed_back_before_the_wipe() {
    let bench = Bench::new();
    let (mut phone, mut office) = (bench.found(Role::Agent), Office::new(1));
    settle(&mut phone, &mut office).unwrap();
    let purge = Order {
        id: OrderId::from_bytes([5; 16]),
        at_ms: 0,
        kind: OrderKind::Purge(TicketId::from_bytes([5; 16])),
    };
    let signed = purge.sign(&SigningKey::from_seed(&Secret([200; 32])));
    let (request, sent) = phone.store().gather(Asking::default()).unwrap();
    let reply = ExchangeReply {
        orders: vec![signed.clone()],
        ..office.answer(&request)
    };
    apply(&mut phone, &reply, sent);
    let (parcels, wiped) = run(&mut phone, &[]);
    let orders: Vec<SignedOrder> = parcels.into_iter().flat_map(|parcel| parcel.orders_known).collect();
    assert_eq!((orders, wiped), (vec![signed], true));
}

#[test]
fn what_only_this_phone_has_heard_of_is_handed_over_too() {
    let (one, two) = (Bench::new(), Bench::new());
    let (mut author, mut phone, mut office) = (one.found(Role::Agent), two.found(Role::Agent), Office::new(1));
    let (heard, known) = (filed(&mut author), filed(&mut author));
    settle(&mut author, &mut office).unwrap();
    settle(&mut phone, &mut office).unwrap();
    let (mut farewell, mut handed) = (Farewell::default(), Vec::new());
    loop {
        let parcel = farewell.parcel(&mut phone).unwrap().unwrap();
        let offered: BTreeSet<TicketId> = parcel.offers.iter().map(|offer| offer.ticket).collect();
        assert!(parcel.offers.is_empty() || offered == [heard, known].into());
        let mut reply = takes(&phone, &parcel, &[]);
        reply.asked = parcel
            .offers
            .into_iter()
            .filter(|offer| offer.ticket == heard)
            .collect();
        handed.extend(parcel.tickets);
        match farewell.taken(&mut phone, &reply) {
            Ok(()) => assert!(phone.store().wiped_by().unwrap().is_none()),
            Err(Failure::Refused(_)) => break,
            Err(failure) => panic!("{failure}"),
        }
    }
    let own = phone.device();
    let key = phone.identity().key.public();
    assert_eq!(handed.iter().map(|ticket| ticket.id).collect::<Vec<_>>(), [heard]);
    let word = handed[0].proofs.iter().find(|proof| proof.device == own);
    assert!(
        word.is_some_and(|proof| proof.verify(&key, &heard).is_ok()),
        "the drop box takes nothing else"
    );
}
