// SPDX-License-Identifier: EUPL-1.2
//! What is not admitted is kept, shown, released or discarded; packs and the drop box end in the same custody.

use ronda_shared::identity::{Order, OrderKind, Signature};
use ronda_shared::ids::{OrderId, PhotoHash};
use ronda_shared::limits;
use ronda_shared::policy::Role;
use ronda_shared::wire::{DropBoxRequest, EmergencyPack, Offer, PushedTicket, RefusalCode, Verdict};

use super::*;
use crate::case_store::{By, CustodyState, StoredPhoto};

#[tokio::test]
async fn an_edit_beyond_the_author_s_rights_waits_and_an_operator_may_release_it() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (id, mut document, genesis) = ada.files("Buca");
    let update = ada.updates(&mut document, "Chiuso per lavori");
    let reply = ada.exchanges(&house, vec![ada.pushes(id, &[&genesis, &update])]).await;
    assert_eq!(reply.answers[0].verdict, Verdict::Settled);
    assert_eq!(reply.answers[0].receipts.len(), 1);
    assert_eq!(reply.answers[0].quarantined[0].1.code, RefusalCode::NotAllowed);
    let item = house.office.quarantine().await.unwrap().remove(0);
    house.office.release(item.no).await.unwrap();
    let case = house.office.case(&id.to_string()).await.unwrap();
    assert_eq!(case["public_updates"][0]["text"], "Chiuso per lavori");
    assert!(house.office.quarantine().await.unwrap().is_empty());
    let (foreign, _, beside) = ada.files("Mai mandata");
    let asking = ExchangeRequest {
        in_custody: vec![update.hash(), beside.hash()],
        ..ada.request(&house, Vec::new()).await
    };
    let told = house.office.exchange(&ada.asker(&house).await, asking).await.unwrap();
    assert_eq!(told.settled.len(), 1);
    assert_eq!(told.unknown, [beside.hash()], "{foreign} was never here");
    assert!(told.settled[0].hash == update.hash() && told.settled[0].server_no.is_some());
    assert!(house.office.discard(item.no).await.is_err(), "it is released already");
}

#[tokio::test]
async fn a_structural_fault_stays_out_whoever_asks_and_blocks_no_neighbour() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (forged_id, _, forged) = ada.files("Falso");
    let (sound_id, _, sound) = ada.files("Vero");
    let mut push = ada.pushes(forged_id, &[&forged]);
    push.proofs[0].signature = Signature([7; 64]);
    let reply = ada.exchanges(&house, vec![push, ada.pushes(sound_id, &[&sound])]).await;
    assert_eq!(reply.answers[0].quarantined[0].1.code, RefusalCode::NotProven);
    assert_eq!(reply.answers[1].receipts.len(), 1);
    let no = house.office.quarantine().await.unwrap()[0].no;
    assert!(house.office.release(no).await.is_err());
    house.office.discard(no).await.unwrap();
    let item = house.office.store().custody_item(no).await.unwrap().unwrap();
    assert_eq!(item.state, CustodyState::Discarded);
}

#[tokio::test]
async fn a_revoked_phone_hands_over_into_custody_and_gets_its_order() {
    let house = House::new().await;
    let ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (id, _, change) = ada.files("Non consegnata");
    let request = || DropBoxRequest {
        certificate: ada.certificate.clone(),
        tickets: vec![ada.pushes(id, &[&change])],
        photos: Vec::new(),
        reporters: Vec::new(),
        offers: Vec::new(),
        orders_known: Vec::new(),
    };
    assert!(house.office.drop_box(request()).await.is_err(), "not revoked yet");
    house.office.revoke(&ada.key.public().device()).await.unwrap();
    let reply = house.office.drop_box(request()).await.unwrap();
    assert_eq!(reply.answers[0].quarantined[0].0, change.hash());
    assert!(reply.order.verify(&house.root().public()).is_ok());
    assert_eq!(house.office.store().case_count().await.unwrap(), 0);
    let item = house.office.quarantine().await.unwrap().remove(0);
    house.office.release(item.no).await.unwrap();
    assert_eq!(house.office.store().case_count().await.unwrap(), 1);
}

#[tokio::test]
async fn a_revoked_phone_offers_what_others_wrote_and_hands_back_orders() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let ((known, _, kept), (lost, _, only_here)) = (ada.files("Nota"), ada.files("Perduta"));
    ada.exchanges(&house, vec![ada.pushes(known, &[&kept])]).await;
    house.office.revoke(&ada.key.public().device()).await.unwrap();
    let offer = |ticket, change: &RawChange| Offer {
        ticket,
        hashes: vec![change.hash()],
    };
    let (gone, signer) = (TicketId::from_bytes([7; 16]), house.root());
    let order = |no, ticket| Order {
        id: OrderId::from_bytes([no; 16]),
        at_ms: START_MS,
        kind: OrderKind::Purge(ticket),
    };
    let forged = order(1, known).sign(&ada.key);
    let request = DropBoxRequest {
        certificate: ada.certificate.clone(),
        tickets: Vec::new(),
        photos: Vec::new(),
        reporters: Vec::new(),
        offers: vec![offer(known, &kept), offer(lost, &only_here)],
        orders_known: vec![forged, order(2, gone).sign(&signer)],
    };
    let reply = house.office.drop_box(request).await.unwrap();
    assert_eq!(reply.asked, [offer(lost, &only_here)]);
    let purged = house.office.store().purged(&[known, gone]).await.unwrap();
    assert_eq!(purged.into_keys().collect::<Vec<_>>(), [gone]);
}

#[tokio::test]
async fn a_pack_comes_in_as_an_exchange_would_and_twice_changes_nothing() {
    let house = House::new().await;
    let ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (id, _, change) = ada.files("Dal pacco");
    let pack = EmergencyPack {
        certificate: ada.certificate.clone(),
        tickets: vec![ada.pushes(id, &[&change])],
        certificates: Vec::new(),
        photos: vec![ByteVec::from(b"no photo".to_vec())],
        reporters: Vec::new(),
    };
    let file = pack.to_file(&recovery().public(), &Secret([8; 32])).unwrap();
    let first = house.office.import(file.clone(), recovery()).await.unwrap();
    assert_eq!((first.tickets, first.changes, first.photos_refused), (1, 1, 1));
    let end = house.office.store().meta().await.unwrap().last_no;
    assert_eq!(house.office.import(file.clone(), recovery()).await.unwrap(), first);
    assert_eq!(house.office.store().meta().await.unwrap().last_no, end);
    assert!(
        house
            .office
            .import(file, BoxKey::from_seed(&Secret([5; 32])))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_change_is_kept_with_its_author_s_proofs_and_a_ticket_with_too_many_is_refused() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (id, mut document, genesis) = ada.files("Buca");
    let update = ada.updates(&mut document, "Chiuso per lavori");
    let mut push = ada.pushes(id, &[&genesis, &update]);
    let own = push.proofs.clone();
    let strangers = 100_u8..200;
    push.proofs.extend(strangers.map(|seed| {
        let key = SigningKey::from_seed(&Secret([seed; 32]));
        AuthorProof::sign(&key, &id, update.hash())
    }));
    ada.exchanges(&house, vec![push.clone()]).await;
    let item = house.office.quarantine().await.unwrap().remove(0);
    assert_eq!(item.proofs, own);
    let carried = house
        .office
        .store()
        .custody_size(&ada.key.public().device())
        .await
        .unwrap();
    assert!(carried.bytes >= (item.bytes.len() + 100) as u64, "proofs count");
    house.office.release(item.no).await.unwrap();

    push.proofs = vec![own[0].clone(); limits::CHANGE_ACTORS + 1];
    let request = ada.request(&house, vec![push.clone()]).await;
    let refused = house.office.exchange(&ada.asker(&house).await, request).await;
    assert!(refused.unwrap_err().to_string().contains("proofs of one ticket"));
    house.office.revoke(&ada.key.public().device()).await.unwrap();
    let dropped = DropBoxRequest {
        certificate: ada.certificate.clone(),
        tickets: vec![push],
        photos: Vec::new(),
        reporters: Vec::new(),
        offers: Vec::new(),
        orders_known: Vec::new(),
    };
    assert!(house.office.drop_box(dropped).await.is_err());
}

/// A phone, what it files, the edit behind that which the office refuses, and both as a push with a signature over the newest alone.
async fn signed_once(house: &House) -> (Phone, [RawChange; 2], PushedTicket) {
    let ada = Phone::of(house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (id, mut document, genesis) = ada.files("Buca");
    let update = ada.updates(&mut document, "Chiuso per lavori");
    let mut push = ada.pushes(id, &[&genesis, &update]);
    push.proofs.retain(|proof| proof.head == update.hash());
    assert_eq!(push.proofs.len(), 1, "the newest covers both");
    (ada, [genesis, update], push)
}

#[tokio::test]
async fn where_something_is_refused_each_change_is_signed_before_anything_is_decided() {
    let house = House::new().await;
    let (mut ada, [genesis, update], mut push) = signed_once(&house).await;
    let answered = async |ada: &mut Phone, push: &PushedTicket| {
        let request = ExchangeRequest {
            signs_when_asked: true,
            ..ada.request(&house, vec![push.clone()]).await
        };
        let reply = house.office.exchange(&ada.asker(&house).await, request).await.unwrap();
        reply.answers.into_iter().next().unwrap()
    };
    let asked = answered(&mut ada, &push).await;
    assert!(asked.sign_each && asked.verdict == Verdict::Needs);
    assert!(asked.receipts.is_empty() && asked.quarantined.is_empty());
    assert!(
        house.office.quarantine().await.unwrap().is_empty(),
        "nothing is decided yet"
    );
    push.proofs.push(AuthorProof::sign(&ada.key, &push.id, genesis.hash()));
    let decided = answered(&mut ada, &push).await;
    assert!(!decided.sign_each && decided.verdict == Verdict::Settled);
    assert_eq!(
        decided.receipts.iter().map(|receipt| receipt.hash).collect::<Vec<_>>(),
        [genesis.hash()]
    );
    assert_eq!(decided.quarantined[0].0, update.hash());
    assert!(!answered(&mut ada, &push).await.sign_each, "nor is it asked for again");
}

#[tokio::test]
async fn of_a_phone_that_signs_its_newest_change_alone_what_that_covers_is_refused_with_it() {
    let house = House::new().await;
    let (mut ada, [genesis, update], push) = signed_once(&house).await;
    let reply = ada.exchanges(&house, vec![push]).await;
    let refused: Vec<_> = reply.answers[0].quarantined.iter().map(|(hash, _)| *hash).collect();
    assert_eq!(refused, [genesis.hash(), update.hash()]);
    assert_eq!(reply.answers[0].quarantined[0].1.code, RefusalCode::NotProven);
}

fn a_photo(seed: u8) -> Vec<u8> {
    let pixels = [seed; 64 * 48 * 3];
    let mut camera = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut camera, 90);
    encoder.encode(&pixels, 64, 48, jpeg_encoder::ColorType::Rgb).unwrap();
    ronda_shared::photo::intake(&camera).unwrap().jpeg
}

/// A revoked phone from which the store has photos of so many bytes already that no ticket names.
async fn revoked_with_photos(house: &House, bytes: u64) -> Phone {
    let ada = Phone::of(house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let device = ada.key.public().device();
    let (hash, by) = (PhotoHash([9; 32]), By::office(START_MS));
    let stored = StoredPhoto {
        hash,
        bytes,
        device,
        by,
    };
    house.office.store().photo_stored(stored).await.unwrap();
    house.office.revoke(&device).await.unwrap();
    ada
}

async fn photos_taken(house: &House, phone: &Phone, tickets: Vec<PushedTicket>, photos: &[&[u8]]) -> usize {
    let request = DropBoxRequest {
        certificate: phone.certificate.clone(),
        tickets,
        photos: photos.iter().map(|photo| ByteVec::from(photo.to_vec())).collect(),
        reporters: Vec::new(),
        offers: Vec::new(),
        orders_known: Vec::new(),
    };
    house.office.drop_box(request).await.unwrap().photos.len()
}

#[tokio::test]
async fn a_copied_certificate_alone_hands_over_few_photos_and_a_phone_that_signed_all_of_its_own() {
    let house = House::new().await;
    let ada = revoked_with_photos(&house, limits::REFUSED_PHOTO_BYTES).await;
    let (one, two) = (a_photo(1), a_photo(2));
    assert_eq!(photos_taken(&house, &ada, Vec::new(), &[&one]).await, 0, "only copied");
    let (id, _, change) = ada.files("Con foto");
    let signed = vec![ada.pushes(id, &[&change])];
    assert_eq!(
        photos_taken(&house, &ada, signed, &[&one]).await,
        1,
        "beside a signature"
    );
    assert_eq!(photos_taken(&house, &ada, Vec::new(), &[&two]).await, 1, "and after it");
}

#[tokio::test]
async fn beyond_a_season_of_photos_only_those_are_taken_that_are_known_already() {
    let house = House::new().await;
    let ada = revoked_with_photos(&house, limits::REVOKED_PHOTO_BYTES).await;
    let (known, new) = (a_photo(1), a_photo(2));
    let device = ada.key.public().device();
    let by = By::office(START_MS);
    house.office.take_photo(known.clone(), device, &by).await.unwrap();
    let (id, _, change) = ada.files("Con foto");
    let signed = vec![ada.pushes(id, &[&change])];
    assert_eq!(photos_taken(&house, &ada, signed, &[&new, &known]).await, 1);
}
