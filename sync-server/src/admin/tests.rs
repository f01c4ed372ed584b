// SPDX-License-Identifier: EUPL-1.2
//! Backup, restore, the doctor and the socket in real data folders.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::fs;

use ronda_shared::ids::{DeviceId, PhotoHash};
use ronda_shared::policy::{Grants, Role};
use sha2::{Digest, Sha256};

use super::*;
use crate::case_store::{By, StoredPhoto};
use crate::office::tests::{House, Phone};
use crate::office::{Office, backup};

fn founding() -> Founding {
    Founding {
        jurisdiction: "FI".into(),
        name: "Comune di Prova".into(),
        passphrase: None,
    }
}

async fn keep_photo(office: &Office, bytes: &[u8]) -> PhotoHash {
    let hash = PhotoHash(Sha256::digest(bytes).into());
    office.photos().put(&hash, bytes.to_vec()).await.unwrap();
    let by = By::office(1);
    let photo = StoredPhoto {
        hash,
        bytes: bytes.len() as u64,
        device: DeviceId([1; 8]),
        by,
    };
    office.store().photo_stored(photo).await.unwrap();
    hash
}

#[tokio::test]
async fn a_backup_comes_back_in_a_new_life_and_the_old_folder_is_set_aside() {
    let place = tempfile::tempdir().unwrap();
    let folder = DataFolder::at(&place.path().join("data"));
    folder.found(&founding()).unwrap();
    let lock = folder.try_lock().unwrap().unwrap();
    assert!(folder.try_lock().unwrap().is_none(), "one process at a time");
    let office = folder.open(&lock).await.unwrap();
    let photo = keep_photo(&office, b"bytes of a photo").await;
    let person = office
        .add_person("Ada Prova".into(), Grants::of(Role::Agent))
        .await
        .unwrap();
    let references = office.references().await.unwrap();
    let file = place.path().join("backup.tar");
    let made = office.back_up(folder.path(), &file, true).await.unwrap();
    assert_eq!((made.photos, made.last_no, made.counts), (1, 1, true));
    assert_eq!(office.store().meta().await.unwrap().vaulted_no(), 1);
    assert!(
        office.back_up(folder.path(), &file, true).await.is_err(),
        "never over another"
    );
    let old_life = office.store().meta().await.unwrap().epoch;
    office
        .add_person("Bruno Esempio".into(), Grants::of(Role::Crew))
        .await
        .unwrap();
    office.store().close().await;
    let restored = restore(&folder, lock, &file).await.unwrap();
    assert!(restored.set_aside.join("store.sqlite").exists());
    let lock = folder.try_lock().unwrap().unwrap();
    let office = folder.open(&lock).await.unwrap();
    assert_eq!(office.people().await.unwrap(), vec![person]);
    assert_eq!(office.references().await.unwrap(), references);
    assert_eq!(office.photos().get(&photo).await.unwrap().unwrap(), b"bytes of a photo");
    assert_ne!(office.store().meta().await.unwrap().epoch, old_life);
    assert_eq!(office.examine(folder.path()).await.unwrap().faults, []);
}

const LAMPS: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","geometry":{"type":"Point","coordinates":[11.25,43.77]},"properties":{"code":"L1"}}]}"#;

#[tokio::test]
async fn what_no_backup_holds_stays_where_it_is_and_is_named_where_it_is_not() {
    let place = tempfile::tempdir().unwrap();
    let folder = DataFolder::at(&place.path().join("data"));
    folder.found(&founding()).unwrap();
    let lock = folder.try_lock().unwrap().unwrap();
    let office = folder.open(&lock).await.unwrap();
    let lamps = place.path().join("lamps.geojson");
    fs::write(&lamps, LAMPS).unwrap();
    office.import_assets("lamps".into(), lamps.clone()).await.unwrap();
    office.publish_assets().await.unwrap();
    let file = place.path().join("backup.tar");
    office.back_up(folder.path(), &file, true).await.unwrap();
    office.store().close().await;
    let restored = restore(&folder, lock, &file).await.unwrap();
    assert_eq!(restored.warnings, Vec::<String>::new());
    let lock = folder.try_lock().unwrap().unwrap();
    // As on a new machine.
    fs::remove_dir_all(folder.path().join("place")).unwrap();
    let restored = restore(&folder, lock, &file).await.unwrap();
    assert!(
        matches!(&*restored.warnings, [lamps] if lamps.contains("lamps")),
        "{:?}",
        restored.warnings
    );
}

#[tokio::test]
async fn a_layer_that_waits_is_in_the_backup_and_named_with_its_cure_where_its_file_is_not() {
    let place = tempfile::tempdir().unwrap();
    let folder = DataFolder::at(&place.path().join("data"));
    folder.found(&founding()).unwrap();
    let lock = folder.try_lock().unwrap().unwrap();
    let office = folder.open(&lock).await.unwrap();
    let lamps = place.path().join("lamps.geojson");
    fs::write(&lamps, LAMPS).unwrap();
    let staged = office.import_assets("lamps".into(), lamps.clone()).await.unwrap();
    let backup = place.path().join("backup.tar");
    office.back_up(folder.path(), &backup, true).await.unwrap();
    office.discard_assets(None).await.unwrap();
    assert_eq!(office.staged_assets().await.unwrap(), []);
    office.store().close().await;
    let restored = restore(&folder, lock, &backup).await.unwrap();
    let [missing] = &*restored.warnings else {
        panic!("{:?}", restored.warnings)
    };
    assert!(
        missing.contains("staged layer lamps is missing") && missing.contains("assets discard lamps"),
        "{missing}"
    );
    let lock = folder.try_lock().unwrap().unwrap();
    let office = folder.open(&lock).await.unwrap();
    let waiting = office.staged_assets().await.unwrap();
    assert_eq!(
        (waiting.len(), &waiting[0].after, &waiting[0].changes),
        (1, &staged.after, &None),
        "it waits again, and what it changes cannot be told"
    );
    let refused = office.publish_assets().await.unwrap_err().to_string();
    assert_eq!(&refused, missing, "phones are promised nothing that is not there");
    assert_eq!(office.import_assets("lamps".into(), lamps).await.unwrap(), staged);
    assert_eq!(office.examine(folder.path()).await.unwrap().faults, []);
    office.publish_assets().await.unwrap();
    assert_eq!(office.catalogue().await.unwrap().layers, Vec::from_iter(staged.after));
}

#[tokio::test]
async fn a_photo_that_rotted_keeps_nothing_else_from_the_backup_which_does_not_count() {
    let place = tempfile::tempdir().unwrap();
    let folder = DataFolder::at(&place.path().join("data"));
    folder.found(&founding()).unwrap();
    let lock = folder.try_lock().unwrap().unwrap();
    let office = folder.open(&lock).await.unwrap();
    let sound = keep_photo(&office, b"bytes of a photo").await;
    let rotten = keep_photo(&office, b"bytes of another").await;
    fs::write(office.photos().place_of(&rotten), b"bytes of anOther").unwrap();
    let file = place.path().join("backup.tar");
    let made = office.back_up(folder.path(), &file, true).await.unwrap();
    assert_eq!((made.photos, made.counts, made.lacking), (1, false, vec![rotten]));
    assert_eq!(office.store().meta().await.unwrap().vaulted_no(), 0);
    office.store().close().await;
    let restored = restore(&folder, lock, &file).await.unwrap();
    assert!(restored.warnings[0].contains(&rotten.to_string()));
    let lock = folder.try_lock().unwrap().unwrap();
    let office = folder.open(&lock).await.unwrap();
    assert_eq!(office.photos().get(&sound).await.unwrap().unwrap(), b"bytes of a photo");
}

#[tokio::test]
async fn a_backup_with_one_flipped_byte_is_refused_and_nothing_is_touched() {
    let place = tempfile::tempdir().unwrap();
    let folder = DataFolder::at(&place.path().join("data"));
    folder.found(&founding()).unwrap();
    let lock = folder.try_lock().unwrap().unwrap();
    let office = folder.open(&lock).await.unwrap();
    let file = place.path().join("backup.tar");
    office.back_up(folder.path(), &file, false).await.unwrap();
    office.store().close().await;
    let mut bytes = fs::read(&file).unwrap();
    bytes[9_000] ^= 1;
    fs::write(&file, bytes).unwrap();
    assert!(backup::verify(&file).is_err());
    assert!(restore(&folder, lock, &file).await.is_err());
    assert_eq!(
        fs::read_dir(place.path()).unwrap().count(),
        2,
        "data folder and backup, nothing else"
    );
}

#[tokio::test]
async fn the_doctor_finds_a_flipped_byte_in_a_photo_a_row_and_an_audit_fact() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (id, _, change) = ada.files("Buca");
    ada.exchanges(&house, vec![ada.pushes(id, &[&change])]).await;
    let photo = keep_photo(&house.office, b"bytes of a photo").await;
    let parts = async |house: &House| {
        let faults = house.office.examine(house.folder.path()).await.unwrap().faults;
        faults.into_iter().map(|fault| fault.part).collect::<Vec<_>>()
    };
    assert_eq!(parts(&house).await, Vec::<String>::new());
    fs::write(house.office.photos().place_of(&photo), b"bytes of a photO").unwrap();
    assert!(parts(&house).await.contains(&"photo".to_owned()));
    let tampering = rusqlite::Connection::open(house.file("store.sqlite")).unwrap();
    let row: Vec<u8> = tampering
        .query_row("SELECT row FROM case_row", [], |row| row.get(0))
        .unwrap();
    let at = row.windows(4).position(|four| four == b"Buca").unwrap();
    let mut altered = row.clone();
    altered[at] = b'D';
    tampering.execute("UPDATE case_row SET row = ?1", [altered]).unwrap();
    assert!(parts(&house).await.contains(&"row".to_owned()));
    tampering
        .execute("UPDATE audit SET who = 'nobody' WHERE no = 2", [])
        .unwrap();
    assert!(parts(&house).await.contains(&"audit".to_owned()));
}

#[tokio::test]
async fn a_lost_folder_is_made_again_from_its_kit_and_phones_keep_their_certificates() {
    let place = tempfile::tempdir().unwrap();
    let (lost, made) = (
        DataFolder::at(&place.path().join("lost")),
        DataFolder::at(&place.path().join("made")),
    );
    lost.found(&Founding {
        passphrase: Some("una lunga frase".into()),
        ..founding()
    })
    .unwrap();
    let kit = lost.path().join("recovery-kit.json");
    assert!(made.recover(&kit, None).is_err(), "sealed");
    made.recover(&kit, Some("una lunga frase")).unwrap();
    let roots = [&lost, &made].map(|folder| crate::root::RootKeys::load(folder.path()).unwrap().root.public());
    assert_eq!(roots[0], roots[1]);
    assert!(made.found(&founding()).is_err(), "never over another");
}

#[tokio::test]
async fn verbs_reach_the_running_server_by_its_socket_however_long_the_path() {
    let place = tempfile::tempdir().unwrap();
    for name in ["short".to_owned(), "a-very-long-name-".repeat(9)] {
        let folder = DataFolder::at(&place.path().join(name));
        folder.found(&founding()).unwrap();
        let lock = folder.try_lock().unwrap().unwrap();
        let office = folder.open(&lock).await.unwrap();
        let desk = Desk {
            office,
            data: folder.path().to_owned(),
            url: "http://127.0.0.1:1".into(),
        };
        let list = AdminCommand::PersonList {};
        assert_eq!(ask(folder.path(), &list).await.unwrap(), None, "nobody listens yet");
        let socket = AdminSocket::open(folder.path()).unwrap();
        let talk = async {
            let add = AdminCommand::PersonAdd {
                name: "Ada Prova".into(),
                grants: Grants::of(Role::Agent),
            };
            let added = ask(folder.path(), &add).await.unwrap().unwrap();
            let code = ask(
                folder.path(),
                &AdminCommand::Enrol {
                    person: added["id"].as_str().unwrap().parse().unwrap(),
                },
            )
            .await;
            assert!(
                code.unwrap().unwrap()["url"]
                    .as_str()
                    .unwrap()
                    .starts_with("http://127.0.0.1:1/enrol#")
            );
            let nobody = AdminCommand::PersonAdd {
                name: " ".into(),
                grants: Grants::of(Role::Agent),
            };
            assert!(matches!(
                ask(folder.path(), &nobody).await,
                Err(AdminError::Answered(_))
            ));
        };
        tokio::select! {
            () = socket.serve(&desk) => unreachable!("it serves for ever"),
            () = talk => {}
        }
    }
}
