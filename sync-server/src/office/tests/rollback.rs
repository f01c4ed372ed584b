// SPDX-License-Identifier: EUPL-1.2
//! A store put back to an older copy behind everybody's back is noticed by every phone that had heard more.

use ronda_shared::policy::Role;

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
