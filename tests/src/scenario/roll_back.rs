// SPDX-License-Identifier: EUPL-1.2
//! A store put back to an older copy, and phones copied: everything returns, nothing doubles, nobody types a command.

use tempfile::TempDir;

use super::{Random, assert_same_everywhere};
use crate::office::{Office, copy_folder};
use crate::phone::Phone;

/// Puts the server's files back to an older copy that no command knows of, after more work of two phones.
///
/// Answers how many tickets everybody holds in the end.
pub fn of_the_server(seed: u64) -> usize {
    let mut random = Random::of(seed);
    let mut office = Office::open();
    let phones = [
        Phone::of(&office, "Ada Prova", "agent"),
        Phone::of(&office, "Bruno Esempio", "crew"),
    ];
    let mut ids = vec![phones[0].filed("Prima della copia")];
    phones.iter().for_each(|phone| drop(phone.syncs()));
    office.stop();
    let older = TempDir::new().expect("a temporary folder");
    copy_folder(&office.data(), &older.path().join("data"));
    office.start();
    for phone in &phones {
        (0..=random.below(3)).for_each(|n| ids.push(phone.filed(&format!("Dopo la copia {n}"))));
    }
    let author = &phones[random.index(2)];
    assert_eq!(
        author.run(&["edit", &ids[0], "--title", "Cambiata dopo la copia"]).code,
        0
    );
    for _ in 0..3 {
        phones[random.index(2)].syncs();
    }
    office.stop();
    copy_folder(&older.path().join("data"), &office.data());
    office.start();
    assert_eq!(office.cases().len(), 1);
    // One phone may fill the store past the other's cursor; the other must notice all the same.
    let first = random.index(2);
    (0..=random.below(5)).for_each(|n| ids.push(phones[first].filed(&format!("Dopo il ritorno {n}"))));
    for n in [first, 1 - first, first, 1 - first] {
        phones[n].syncs();
    }
    assert_same_everywhere(&office, &[&phones[0], &phones[1]], &ids);
    ids.len()
}

/// Clones a phone, lets both copies work and sync in any order; answers how many tickets everybody holds in the end.
pub fn of_a_phone(seed: u64) -> usize {
    let mut random = Random::of(seed);
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let mut ids = vec![ada.filed("Prima della copia")];
    if random.below(2) == 0 {
        ada.syncs();
    }
    let clone = ada.cloned();
    let phones = [&ada, &clone];
    for (phone, name) in phones.iter().zip(["primo", "clone"]) {
        (0..=random.below(3)).for_each(|n| ids.push(phone.filed(&format!("Solo sul {name} {n}"))));
    }
    assert_eq!(ada.run(&["edit", &ids[0], "--title", "Dal primo"]).code, 0);
    assert_eq!(clone.run(&["note", &ids[0], "Dal clone"]).code, 0);
    let first = random.index(2);
    for n in [first, 1 - first, first, 1 - first] {
        phones[n].syncs();
    }
    assert_same_everywhere(&office, &phones, &ids);
    let ticket = office.case(&ids[0]);
    assert_eq!(ticket["title"], "Dal primo");
    assert_eq!(ticket["notes"][0]["text"], "Dal clone");
    ids.len()
}
