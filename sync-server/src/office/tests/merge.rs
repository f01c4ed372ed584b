// SPDX-License-Identifier: EUPL-1.2
//! A backup merged into a store that was put back to an older copy: what was lost returns, what is there stays.

use ronda_shared::policy::Role;

use super::*;

#[tokio::test]
async fn a_merged_backup_brings_back_what_the_store_lost_and_replaces_nothing() {
    let mut house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let older = house.file("older.sqlite");
    house.office.store().copy_to(&older).await.unwrap();
    let (lost, _, genesis) = ada.files("Solo nel backup");
    ada.exchanges(&house, vec![ada.pushes(lost, &[&genesis])]).await;
    let before = house.office.case(&lost.to_string()).await.unwrap();
    let backup = house.file("backup.tar");
    let data = house.folder.path().to_owned();
    house.office.back_up(&data, &backup, true).await.unwrap();
    let relied_on = house.office.store().meta().await.unwrap().vaulted_no();
    house.office.revoke(&ada.key.public().device()).await.unwrap();
    house.over(&older).await;
    let mut bruno = Phone::of(&house, house.hire("Bruno Esempio", Role::Agent).await, 12).await;
    let (newer, _, change) = bruno.files("Solo nella copia");
    let request = ExchangeRequest {
        relied_on: Some(relied_on),
        ..bruno.request(&house, vec![bruno.pushes(newer, &[&change])]).await
    };
    let asker = bruno.asker(&house).await;
    house.office.exchange(&asker, request).await.unwrap();
    let warnings = house.office.examine(&data).await.unwrap().warnings;
    assert!(
        warnings.iter().any(|warning| warning.contains("import --backup")),
        "{warnings:?}"
    );

    let merged = house.office.merge_backup(&data, &backup).await.unwrap();
    assert_eq!((merged.tickets, merged.changes, merged.quarantined), (1, 2, 0));
    assert_eq!(house.office.case(&lost.to_string()).await.unwrap(), before);
    assert_eq!(house.office.store().case_count().await.unwrap(), 2);
    let examined = house.office.examine(&data).await.unwrap();
    assert_eq!(examined.faults, []);
    assert!(
        examined
            .warnings
            .iter()
            .all(|warning| !warning.contains("import --backup"))
    );

    let end = house.office.store().meta().await.unwrap();
    let again = house.office.merge_backup(&data, &backup).await.unwrap();
    assert_eq!((again.tickets, again.changes, again.quarantined), (1, 0, 0));
    assert_eq!(
        house.office.store().meta().await.unwrap(),
        end,
        "no number and no fact more"
    );
    bruno.exchanges(&house, Vec::new()).await;
}

#[tokio::test]
async fn a_damaged_backup_brings_nothing_and_leaves_nothing_behind() {
    let (house, other) = (House::new().await, House::new().await);
    let backup = house.file("backup.tar");
    house.office.back_up(house.folder.path(), &backup, false).await.unwrap();
    let mut bytes = std::fs::read(&backup).unwrap();
    bytes[9_000] ^= 1;
    let damaged = other.file("damaged.tar");
    std::fs::write(&damaged, bytes).unwrap();
    let data = other.folder.path();
    assert!(other.office.merge_backup(data, &damaged).await.is_err());
    let left_over = std::fs::read_dir(data).unwrap().flatten();
    let names: Vec<_> = left_over.map(|entry| entry.file_name()).collect();
    assert!(
        names.iter().all(|name| !name.to_string_lossy().starts_with("merging")),
        "{names:?}"
    );
}
