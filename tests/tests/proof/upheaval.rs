// SPDX-License-Identifier: EUPL-1.2
//! Real processes through everything that befalls them, and the oracle that judges what is left.

use std::fs;
use std::path::{Path, PathBuf};

use ronda_tests::scenario::{power_cuts, upheaval};
use rusqlite::Connection;

#[test]
fn a_life_full_of_upheavals_loses_nothing_and_leaves_nothing() {
    let upheavals = upheaval::survived(1).unwrap_or_else(|missing| panic!("{missing}"));
    assert!(upheavals > 10, "{upheavals}");
}

#[test]
fn every_kept_life_is_survived_again() {
    let kept = upheaval::survived_again().unwrap_or_else(|missing| panic!("{missing}"));
    assert!(!kept.is_empty(), "the corpus is read");
    assert!(kept.iter().all(|(_, upheavals)| *upheavals > 0), "{kept:?}");
}

#[test]
fn the_oracle_of_real_processes_misses_a_photo_and_an_edit() {
    let sabotages: [fn(&Path); 3] = [
        |data| fs::remove_file(a_photo(data)).unwrap(),
        |data| fs::write(a_photo(data), b"others").unwrap(),
        |data| {
            let store = Connection::open(data.join("store.sqlite")).unwrap();
            let newest = "DELETE FROM change WHERE no = (SELECT max(no) FROM change)";
            assert_eq!(store.execute(newest, []).unwrap(), 1);
        },
    ];
    let said = upheaval::told_of(&sabotages).unwrap_or_else(|missing| panic!("{missing}"));
    let expected = ["a photo is missing", "a photo is damaged", "a save is missing"];
    let told = said
        .iter()
        .zip(expected)
        .all(|(said, expected)| said.starts_with(expected));
    assert!(told && said.len() == expected.len(), "{said:#?}");
}

fn a_photo(data: &Path) -> PathBuf {
    let folders = fs::read_dir(data.join("photos")).unwrap().flatten();
    let files = folders
        .filter_map(|folder| fs::read_dir(folder.path()).ok())
        .flatten()
        .flatten();
    let mut photos = files
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|end| end == "jpg"));
    photos.next().unwrap()
}

#[test]
fn real_power_cuts_of_phone_and_server_lose_nothing_where_a_file_can_be_mounted() {
    match power_cuts::of_a_phone(1) {
        Ok(cuts) => assert!(cuts > 5, "{cuts}"),
        Err(why) => eprintln!("not run: {why}"),
    }
}
