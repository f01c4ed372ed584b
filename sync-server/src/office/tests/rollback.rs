// SPDX-License-Identifier: EUPL-1.2
//! A store put back to an older copy behind everybody's back is noticed by every phone that had heard more.

use ronda_shared::policy::Role;
use ronda_shared::wire::{Body, Delivered, Offer, RefusalCode};

use super::*;
use crate::case_store::AlarmKind;

#[tokio::test]
async fn a_second_phone_notices_a_roll_back_although_the_first_refilled_the_store_past_its_cursor() {
    let mut house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let mut bruno = Phone::of(&house, house.hire("Bruno Esempio", Role::Agent).await, 12).await;
    ada.exchanges(&house, Vec::new()).await;
    let copy = house.file("older.sqlite");
    house.office.store().copy_to(&copy).await.unwrap();
    let (lost, _, change) = bruno.files("Solo nel futuro");
    let before = bruno.exchanges(&house, vec![bruno.pushes(lost, &[&change])]).await;
    house.over(&copy).await;
    for title in ["Uno", "Due", "Tre"] {
        let (id, _, change) = ada.files(title);
        let reply = ada.exchanges(&house, vec![ada.pushes(id, &[&change])]).await;
        assert_eq!(
            reply.epoch, before.epoch,
            "the first phone's cursor is on the chain: nothing to notice"
        );
    }
    assert!(house.office.store().meta().await.unwrap().last_no > before.cursor.server_no);
    let noticed = bruno.exchanges(&house, Vec::new()).await;
    assert_ne!(noticed.epoch, before.epoch);
    let alarms = house.office.store().alarms(10).await.unwrap();
    assert_eq!(
        alarms
            .iter()
            .filter(|raised| raised.alarm.kind == AlarmKind::RolledBack)
            .count(),
        1
    );
    let calm = ada.exchanges(&house, Vec::new()).await;
    assert_eq!(calm.epoch, noticed.epoch, "one new life for one roll-back");
    let healed = bruno.exchanges(&house, vec![bruno.pushes(lost, &[&change])]).await;
    assert_eq!(healed.answers[0].receipts.len(), 1);
}

#[tokio::test]
async fn orders_forgotten_by_a_rolled_back_store_hold_again_at_its_next_start() {
    let mut house = House::new().await;
    let ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let copy = house.file("older.sqlite");
    house.office.store().copy_to(&copy).await.unwrap();
    house.office.revoke(&ada.key.public().device()).await.unwrap();
    house.over(&copy).await;
    let refused = house.office.asker(&ada.key.public().device()).await;
    assert!(matches!(refused, Err(super::super::OfficeError::Revoked)));
}

#[tokio::test]
async fn a_device_the_store_forgot_is_known_again_with_an_alarm_and_a_stranger_is_not() {
    let mut house = House::new().await;
    let copy = house.file("older.sqlite");
    house.office.store().copy_to(&copy).await.unwrap();
    let ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    house.over(&copy).await;
    assert!(house.office.asker(&ada.key.public().device()).await.is_err());
    assert_eq!(
        house.office.know_again(&ada.certificate).await.unwrap().person,
        ada.person
    );
    let alarms = house.office.store().alarms(10).await.unwrap();
    assert_eq!(alarms[0].alarm.kind, AlarmKind::UnknownDevice);
    let mut forged = ada.certificate.clone();
    forged.body.push(0);
    assert!(house.office.know_again(&forged).await.is_err());
}

fn document_of(pushed: &PushedTicket) -> Document {
    let scanned = |bytes: &ByteVec| RawChange::scan(bytes.to_vec()).unwrap();
    Document::from_changes(&pushed.changes.iter().map(scanned).collect::<Vec<_>>()).unwrap()
}

/// What a phone gives back of a ticket it was sent whole: every change in it, whoever wrote it, with the signatures it came with.
fn given_back(delivered: &Delivered) -> PushedTicket {
    let Body::Snapshot { document, .. } = &delivered.body else {
        panic!("the ticket came in pieces: {delivered:?}");
    };
    let changes = Document::load(document).unwrap().changes().unwrap();
    PushedTicket {
        id: delivered.ticket,
        changes: changes.into_iter().map(|change| change.into_bytes().into()).collect(),
        proofs: delivered.proofs.clone(),
    }
}

#[tokio::test]
async fn the_office_takes_its_own_older_facts_back_and_the_earliest_stand() {
    let mut house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let mut bruno = Phone::of(&house, house.hire("Bruno Esempio", Role::Agent).await, 12).await;
    let copy = house.file("older.sqlite");
    house.office.store().copy_to(&copy).await.unwrap();
    let (id, _, genesis) = ada.files("Buca");
    ada.exchanges(&house, vec![ada.pushes(id, &[&genesis])]).await;
    let first = house.office.case(&id.to_string()).await.unwrap();
    let held = bruno.exchanges(&house, Vec::new()).await.tickets.remove(0);
    house.over(&copy).await;
    house.pass(86_400_000);
    // The first phone never heard of the facts: the office writes them a second time.
    ada.exchanges(&house, vec![ada.pushes(id, &[&genesis])]).await;
    assert_ne!(
        house.office.case(&id.to_string()).await.unwrap()["received_at"],
        first["received_at"]
    );
    let reply = bruno.exchanges(&house, vec![given_back(&held)]).await;
    assert_eq!(reply.answers[0].quarantined, []);
    assert_eq!(
        reply.answers[0].receipts.len(),
        2,
        "one for each change it gave back, in the same reply"
    );
    let healed = house.office.case(&id.to_string()).await.unwrap();
    for fact in ["received_at", "case_number"] {
        assert_eq!(healed[fact], first[fact], "{fact}");
    }
    assert_eq!(house.office.examine(house.folder.path()).await.unwrap().faults, []);
}

fn note(author: &Phone, document: &mut Document, text: &str) -> RawChange {
    let note = Note {
        entry: IntentId(fresh_id()),
        text: text.into(),
    };
    document
        .act(author.actor, &author.action(vec![Edit::AddNote(note)]))
        .unwrap()
}

#[tokio::test]
async fn what_a_revoked_device_had_delivered_comes_back_admitted_and_what_it_writes_afterwards_does_not() {
    let mut house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let mut bruno = Phone::of(&house, house.hire("Bruno Esempio", Role::Agent).await, 12).await;
    let mut mario = Phone::of(&house, house.hire("Mario Finto", Role::Agent).await, 13).await;
    let copy = house.file("older.sqlite");
    house.office.store().copy_to(&copy).await.unwrap();
    let (id, _, genesis) = ada.files("Buca");
    ada.exchanges(&house, vec![ada.pushes(id, &[&genesis])]).await;
    let seen = given_back(&mario.exchanges(&house, Vec::new()).await.tickets[0]);
    let mut document = document_of(&seen);
    let before = note(&mario, &mut document, "prima della revoca");
    mario.exchanges(&house, vec![mario.pushes(id, &[&before])]).await;
    let held = given_back(&bruno.exchanges(&house, Vec::new()).await.tickets[0]);
    house.office.revoke(&mario.key.public().device()).await.unwrap();
    house.over(&copy).await;
    let reply = bruno.exchanges(&house, vec![held.clone()]).await;
    assert_eq!(
        reply.answers[0].quarantined,
        [],
        "the office's signature says that it was admitted"
    );
    assert_eq!(reply.answers[0].receipts.len(), 3);
    let after = note(&mario, &mut document, "dopo la revoca");
    let mut claimed = mario.pushes(id, &[&after]);
    claimed.proofs.extend(held.proofs);
    let reply = ada.exchanges(&house, vec![claimed]).await;
    assert_eq!(reply.answers[0].quarantined[0].1.code, RefusalCode::NotAllowed);
    let case = house.office.case(&id.to_string()).await.unwrap();
    assert_eq!(case["notes"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_another_life_released_comes_back_although_its_copy_has_it_in_custody() {
    let mut house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let mut bruno = Phone::of(&house, house.hire("Bruno Esempio", Role::Agent).await, 12).await;
    let (id, mut document, genesis) = ada.files("Buca");
    let update = ada.updates(&mut document, "Chiuso per lavori");
    ada.exchanges(&house, vec![ada.pushes(id, &[&genesis, &update])]).await;
    let copy = house.file("older.sqlite");
    house.office.store().copy_to(&copy).await.unwrap();
    let item = house.office.quarantine().await.unwrap().remove(0);
    house.office.release(item.no).await.unwrap();
    let delivered = bruno.exchanges(&house, Vec::new()).await.tickets.remove(0);
    house.over(&copy).await;
    let offer = Offer {
        ticket: id,
        hashes: vec![update.hash()],
    };
    let offering = async |phone: &mut Phone| {
        let request = ExchangeRequest {
            offers: vec![offer.clone()],
            ..phone.request(&house, Vec::new()).await
        };
        house
            .office
            .exchange(&phone.asker(&house).await, request)
            .await
            .unwrap()
            .asked
    };
    assert_eq!(
        offering(&mut ada).await,
        [],
        "what its author knows to be in custody waits there"
    );
    assert_eq!(offering(&mut bruno).await, std::slice::from_ref(&offer));
    let reply = bruno.exchanges(&house, vec![given_back(&delivered)]).await;
    assert!(
        reply.answers[0]
            .receipts
            .iter()
            .any(|receipt| receipt.hash == update.hash())
    );
    assert!(
        house.office.quarantine().await.unwrap().is_empty(),
        "it is released again"
    );
}
