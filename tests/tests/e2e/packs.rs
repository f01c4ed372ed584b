// SPDX-License-Identifier: EUPL-1.2
//! The ways of last resort: a locked pack without the PIN, the drop box of a revoked phone, a backup merged into the store.

use ronda_tests::camera::{Scene, photo};
use ronda_tests::office::{Office, copy_folder, text};
use ronda_tests::phone::Phone;
use ronda_tests::program;
use tempfile::TempDir;

/// A phone with a ticket and a photo that nobody else has; answers it with the ticket's id and the photo's name.
fn with_unsent_work(office: &Office) -> (Phone, String, String) {
    let phone = Phone::of(office, "Ada Prova", "agent");
    let file = phone.file("buca.jpg", &photo(Scene::at(43.77, 11.25, 2)));
    let id = text(&phone.files(&["--title", "Mai consegnata", "--photo", &file])["id"]);
    let hash = text(&phone.show(&id)["photos"][0]["sha256"]);
    (phone, id, hash)
}

fn photo_is_stored(office: &Office, hash: &str) -> bool {
    office
        .data()
        .join("photos")
        .join(&hash[..2])
        .join(format!("{hash}.jpg"))
        .is_file()
}

#[test]
fn a_locked_pack_made_without_the_pin_opens_with_the_recovery_kit_alone() {
    let office = Office::open();
    let (phone, id, hash) = with_unsent_work(&office);
    let pack = phone.file("ronda.lock", b"");
    let mut export = phone.command(&["export", &pack, "--locked", "--json"]);
    assert_eq!(program::run(export.env_remove("RONDA_PIN"), &[]).code, 0);
    let safe = TempDir::new().unwrap();
    let kit = safe.path().join("kit.json");
    std::fs::rename(office.data().join("recovery-kit.json"), &kit).unwrap();
    let without = office.run(&["import", &pack]);
    assert_eq!(without.code, 1);
    assert!(
        without.err.contains("--recovery-kit") || without.out.contains("--recovery-kit"),
        "{without:?}"
    );
    let other = Office::new().data().join("recovery-kit.json");
    assert_eq!(
        office
            .run(&["import", &pack, "--recovery-kit", &other.to_string_lossy()])
            .code,
        1
    );
    let import = ["import", &pack, "--recovery-kit", &kit.to_string_lossy()];
    let first = office.run(&import).done();
    assert_eq!((&first["tickets"], &first["photos"]), (&1.into(), &1.into()), "{first}");
    assert_eq!(office.case(&id)["title"], "Mai consegnata");
    assert!(photo_is_stored(&office, &hash));
    office.run(&import).done();
    assert_eq!(office.cases().len(), 1, "twice changes nothing");
    phone.syncs();
    assert_eq!(phone.show(&id)["heads"], office.case(&id)["heads"]);
    office.assert_sound();
}

#[test]
fn a_revoked_phone_hands_over_its_ticket_and_photo_and_then_forgets_everything() {
    let office = Office::open();
    let (phone, id, hash) = with_unsent_work(&office);
    let devices = office.run(&["device", "list"]).done();
    let of_phone = phone.run(&["status"]).done()["device"].clone();
    assert!(
        devices
            .as_array()
            .unwrap()
            .iter()
            .any(|device| device["id"] == of_phone)
    );
    office.run(&["device", "revoke", of_phone.as_str().unwrap()]).done();
    let farewell = phone.run(&["sync"]);
    assert_eq!(farewell.code, 1);
    assert!(farewell.err.contains("handed over"), "{farewell:?}");
    assert_eq!(phone.list(&[]).len(), 0, "the signed order wiped it");
    assert!(phone.run(&["sync"]).err.contains("handed over"), "and it stays wiped");
    let late = phone.run(&[
        "file",
        "--category",
        "roads.pothole",
        "--lat",
        "43.77",
        "--lon",
        "11.25",
    ]);
    assert_eq!(
        (late.code, phone.list(&[]).len()),
        (1, 0),
        "it says saved to nothing more"
    );
    assert!(late.err.contains("nothing can be saved"), "{late:?}");
    assert!(photo_is_stored(&office, &hash));
    assert_eq!(office.cases().len(), 0, "a person decides first");
    let waiting = office.run(&["quarantine", "list"]).done();
    assert_eq!(waiting.as_array().unwrap().len(), 1, "{waiting}");
    assert_eq!(
        (&waiting[0]["code"], &waiting[0]["ticket"]),
        (&"revoked".into(), &id.as_str().into()),
        "{waiting}"
    );
    let item = waiting[0]["id"].to_string();
    office.run(&["quarantine", "release", &item]).done();
    assert_eq!(office.case(&id)["title"], "Mai consegnata");
    office.assert_sound();
}

#[test]
fn a_backup_merged_into_a_store_put_back_to_an_older_copy_returns_work_no_phone_holds_any_more() {
    let mut office = Office::open();
    let bruno = Phone::of(&office, "Bruno Esempio", "crew");
    let lost = Phone::of(&office, "Carla Finta", "agent");
    office.stop();
    let older = TempDir::new().unwrap();
    copy_folder(&office.data(), &older.path().join("data"));
    office.start();
    let file = lost.file("buca.jpg", &photo(Scene::at(43.77, 11.25, 6)));
    let id = text(&lost.files(&["--title", "Solo nel backup", "--photo", &file])["id"]);
    let hash = text(&lost.show(&id)["photos"][0]["sha256"]);
    lost.syncs();
    drop(lost);
    let before = office.case(&id);
    let backup = older.path().join("ronda.tar").to_string_lossy().into_owned();
    office.run(&["backup", "--to", &backup]).done();
    office.stop();
    copy_folder(&older.path().join("data"), &office.data());
    office.start();
    let newer = bruno.filed("Nel frattempo");
    bruno.syncs();
    let merge = ["import", "--backup", &backup];
    let first = office.run(&merge).done();
    assert_eq!(
        (&first["tickets"], &first["photos"], &first["quarantined"]),
        (&1.into(), &1.into(), &0.into()),
        "{first}"
    );
    assert!(photo_is_stored(&office, &hash));
    for field in ["heads", "title", "received_at", "case_number"] {
        assert_eq!(office.case(&id)[field], before[field], "{field}");
    }
    assert_eq!(office.case(&newer)["title"], "Nel frattempo");
    let again = office.run(&merge).done();
    assert_eq!((&again["changes"], &again["photos"]), (&0.into(), &0.into()), "{again}");
    bruno.syncs();
    assert_eq!(bruno.show(&id)["title"], "Solo nel backup");
    office.assert_sound();
    assert_eq!(office.run(&["import"]).code, 2, "a pack or a backup must be named");
}
