// SPDX-License-Identifier: EUPL-1.2
//! A store put back to an older copy, and phones copied: everything returns, nothing doubles, nobody types a command.

use ronda_tests::office::Office;
use ronda_tests::phone::Phone;
use ronda_tests::scenario::{assert_same_everywhere, roll_back};

#[test]
fn a_store_put_back_by_a_plain_copy_of_its_files_gets_everything_back_from_the_phones() {
    for seed in [1, 2] {
        let tickets = roll_back::of_the_server(seed);
        assert!(tickets > 3, "{tickets} tickets of seed {seed}");
    }
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
fn a_cloned_phone_loses_nothing() {
    for seed in [1, 2] {
        let tickets = roll_back::of_a_phone(seed);
        assert!(tickets >= 3, "{tickets} tickets of seed {seed}");
    }
}
