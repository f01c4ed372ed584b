// SPDX-License-Identifier: EUPL-1.2
//! A store put back to an older copy, and phones copied: everything returns, nothing doubles, nobody types a command.

use ronda_tests::office::{Office, copy_folder};
use ronda_tests::phone::Phone;

fn assert_same_everywhere(office: &Office, phones: &[&Phone], ids: &[String]) {
    assert_eq!(office.cases().len(), ids.len());
    for id in ids {
        let case = office.case(id);
        for phone in phones {
            let here = phone.show(id);
            assert_eq!(here["heads"], case["heads"]);
            assert_eq!(here["title"], case["title"]);
        }
    }
    office.assert_sound();
}

#[test]
fn a_store_put_back_by_a_plain_copy_of_its_files_gets_everything_back_from_the_phones() {
    let mut office = Office::open();
    let (ada, bruno) = (
        Phone::of(&office, "Ada Prova", "agent"),
        Phone::of(&office, "Bruno Esempio", "crew"),
    );
    let mut ids = vec![ada.filed("Prima della copia")];
    ada.syncs();
    bruno.syncs();
    office.stop();
    let older = tempfile::TempDir::new().unwrap();
    copy_folder(&office.data(), &older.path().join("data"));
    office.start();
    ids.push(ada.filed("Dopo la copia"));
    ids.push(bruno.filed("Dopo la copia anche questa"));
    assert_eq!(
        bruno.run(&["edit", &ids[0], "--title", "Cambiata dopo la copia"]).code,
        0
    );
    for phone in [&ada, &bruno, &ada] {
        phone.syncs();
    }
    office.stop();
    copy_folder(&older.path().join("data"), &office.data());
    office.start();
    assert_eq!(office.cases().len(), 1);
    // The first phone fills the store past the second one's cursor; the second must notice all the same.
    ids.push(ada.filed("Dopo il ritorno"));
    for phone in [&ada, &bruno, &ada, &bruno] {
        phone.syncs();
    }
    assert_same_everywhere(&office, &[&ada, &bruno], &ids);
}

#[test]
fn a_store_restored_from_a_backup_gets_everything_back_from_the_phones() {
    let mut office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let mut ids = vec![ada.filed("Nel backup")];
    ada.syncs();
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("backup");
    let file = file.to_string_lossy();
    office.run(&["backup", "--to", &file]).done();
    ids.push(ada.filed("Dopo il backup"));
    ada.syncs();
    assert_eq!(
        office.run(&["restore", "--from", &file]).code,
        1,
        "not while the server runs"
    );
    office.stop();
    office.run(&["restore", "--from", &file]).done();
    office.start();
    assert_eq!(office.cases().len(), 1);
    ada.syncs();
    assert_same_everywhere(&office, &[&ada], &ids);
}

#[test]
fn a_phone_put_back_to_an_older_copy_and_a_cloned_one_lose_nothing() {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let mut ids = vec![ada.filed("Prima della copia")];
    let clone = ada.cloned();
    ids.push(ada.filed("Solo sul primo"));
    ids.push(clone.filed("Solo sul clone"));
    assert_eq!(ada.run(&["edit", &ids[0], "--title", "Dal primo"]).code, 0);
    assert_eq!(clone.run(&["note", &ids[0], "Dal clone"]).code, 0);
    for phone in [&ada, &clone, &ada, &clone] {
        phone.syncs();
    }
    assert_same_everywhere(&office, &[&ada, &clone], &ids);
    let ticket = office.case(&ids[0]);
    assert_eq!(ticket["title"], "Dal primo");
    assert_eq!(ticket["notes"][0]["text"], "Dal clone");
}
