// SPDX-License-Identifier: EUPL-1.2
//! A phone says who it was, offline, and follows a renaming.

use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use serde_json::Value;

fn one_of(shown: &Value, path: &str) -> String {
    text(shown.pointer(path).unwrap_or_else(|| panic!("{path}: {shown}")))
}

#[test]
fn a_phone_shows_who_wrote_what_and_follows_a_renaming() {
    let mut office = Office::open();
    let person = office.hires("Ada Prova", "agent", &[]);
    let ada = Phone::enrolled(&office, &person, &office.url());
    let bruno = Phone::of(&office, "Bruno Esempio", "operator");
    let id = ada.filed("Buca");
    ada.run(&["note", &id, "profonda"]).done();
    ada.syncs();
    bruno.syncs();
    ada.run(&["edit", &id, "--title", "Voragine"]).done();
    bruno.run(&["edit", &id, "--title", "Tombino"]).done();
    let take = ["do", &id, "take_charge", "--office", "ROADS"];
    bruno.run(&take).done();
    for phone in [&ada, &bruno, &ada] {
        phone.syncs();
    }
    office.run(&["person", "edit", &person, "--name", "Ada Nuova"]).done();
    let shown = bruno.show(&id);
    assert_eq!(one_of(&shown, "/notes/0/by_name"), "Ada Prova");
    assert_eq!(one_of(&shown, "/created_by_name"), "Ada Prova");
    assert_eq!(one_of(&ada.run(&["events", &id]).done(), "/0/by_name"), "Bruno Esempio");
    let conflicts = ada.run(&["conflicts", &id]).done();
    let mut writers: Vec<String> = (0..2)
        .map(|n| one_of(&conflicts, &format!("/0/conflicts/0/values/{n}/by_name")))
        .collect();
    writers.sort();
    assert_eq!(writers[1], "Bruno Esempio");
    bruno.syncs();
    office.stop();
    assert_eq!(one_of(&bruno.show(&id), "/notes/0/by_name"), "Ada Nuova", "offline too");
}
