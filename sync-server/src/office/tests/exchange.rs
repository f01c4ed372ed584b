// SPDX-License-Identifier: EUPL-1.2
//! Pushing, pulling, and repeating both.

use ronda_shared::policy::Role;
use ronda_shared::wire::{Body, ExchangeRequest, TicketHeads, Verdict};

use super::super::{ExportFormat, OfficeError};
use super::*;

#[tokio::test]
async fn a_repeated_push_gets_the_same_receipts_and_one_case_number() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (id, _, change) = ada.files("Buca");
    let push = ada.pushes(id, &[&change]);
    let first = ada.exchanges(&house, vec![push.clone()]).await;
    assert_eq!(first.answers[0].verdict, Verdict::Settled);
    assert_eq!(first.answers[0].receipts[0].hash, change.hash());
    let end = house.office.store().meta().await.unwrap().last_no;
    let again = ada.exchanges(&house, vec![push]).await;
    assert_eq!(again.answers[0].receipts, first.answers[0].receipts);
    assert_eq!(house.office.store().meta().await.unwrap().last_no, end);
    let case = house.office.case(&id.to_string()).await.unwrap();
    let code = case["code"].as_str().unwrap();
    assert_eq!(case["case_number"], format!("2026/{code}"));
    assert_eq!(house.office.case(code).await.unwrap()["id"], id.to_string());
    assert_eq!(case["title"], "Buca");
    assert_eq!(case["created_by_name"], "Ada Prova");
}

#[tokio::test]
async fn what_one_phone_pushes_another_receives_whole_and_no_phone_hears_its_own_echo() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let mut bruno = Phone::of(&house, house.hire("Bruno Esempio", Role::Crew).await, 12).await;
    bruno.exchanges(&house, Vec::new()).await;
    let (id, mut document, genesis) = ada.files("Lampione");
    let reply = ada.exchanges(&house, vec![ada.pushes(id, &[&genesis])]).await;
    let own_echo = reply.tickets.iter().any(|one| matches!(&one.body, Body::Changes(changes) if changes.iter().any(|change| change.bytes.as_slice() == genesis.bytes())));
    assert!(!own_echo);
    let news = bruno.exchanges(&house, Vec::new()).await;
    assert!(matches!(&news.tickets[0].body, Body::Snapshot { row, .. } if row.row.title == "Lampione"));
    assert!(news.digest.is_some());
    assert!(bruno.exchanges(&house, Vec::new()).await.tickets.is_empty());
    let whole = news.tickets[0].clone();
    let note = document
        .act(
            ada.actor,
            &ada.action(vec![Edit::AddNote(Note {
                entry: IntentId(fresh_id()),
                text: "visto".into(),
            })]),
        )
        .unwrap();
    ada.exchanges(&house, vec![ada.pushes(id, &[&note])]).await;
    let wants = vec![TicketHeads {
        ticket: id,
        heads: whole.heads,
    }];
    let request = ExchangeRequest {
        wants,
        ..bruno.request(&house, Vec::new()).await
    };
    let reply = house
        .office
        .exchange(&bruno.asker(&house).await, request)
        .await
        .unwrap();
    let caught_up = reply
        .tickets
        .iter()
        .filter(|one| matches!(&one.body, Body::Changes(changes) if changes.len() == 1));
    assert_eq!(caught_up.count(), 2, "once by the cursor, once by heads");
}

#[tokio::test]
async fn missing_dependencies_are_asked_for_and_other_protocols_refused() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Operator).await, 11).await;
    let (id, mut document, genesis) = ada.files("Buca");
    let update = ada.updates(&mut document, "Arriviamo");
    let alone = ada.exchanges(&house, vec![ada.pushes(id, &[&update])]).await;
    assert_eq!(
        (alone.answers[0].verdict, alone.answers[0].needs.clone()),
        (Verdict::Needs, vec![genesis.hash()])
    );
    let whole = ada.exchanges(&house, vec![ada.pushes(id, &[&genesis, &update])]).await;
    assert_eq!(whole.answers[0].receipts.len(), 2);
    let foreign = ExchangeRequest {
        protocol: 99,
        ..ada.request(&house, Vec::new()).await
    };
    let refused = house.office.exchange(&ada.asker(&house).await, foreign).await;
    assert!(matches!(refused, Err(OfficeError::Protocol { theirs: 99, .. })));
    let csv = house.office.export(ExportFormat::Csv).await.unwrap();
    assert!(csv.lines().nth(1).unwrap().ends_with(",'=1+1"), "{csv}");
}

#[tokio::test]
async fn a_duplicate_the_network_held_back_is_no_clone_and_an_old_nonce_on_a_new_request_is() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let first = ada.request(&house, Vec::new()).await;
    ada.exchanges(&house, Vec::new()).await;
    let late = ada.request(&house, Vec::new()).await;
    for _ in 0..2 {
        ada.exchanges(&house, Vec::new()).await;
    }
    let flagged = async || ada.asker(&house).await.flagged;
    for duplicate in [late.clone(), first] {
        let asker = ada.asker(&house).await;
        house.office.exchange(&asker, duplicate).await.unwrap();
        assert!(!flagged().await);
    }
    let copied = ExchangeRequest {
        clock_ms: late.clock_ms + 1,
        ..late
    };
    let asker = ada.asker(&house).await;
    house.office.exchange(&asker, copied).await.unwrap();
    assert!(flagged().await);
}
