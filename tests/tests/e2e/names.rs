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

#[test]
fn a_director_who_never_wrote_here_has_a_name_on_phones() {
    let mut office = Office::open();
    let director = office.hires("Dora Finta", "director", &[]);
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let id = ada.filed("Buca");
    ada.syncs();
    office
        .run(&["case", "do", &id, "take_charge", "--office", "ROADS"])
        .done();
    let close = ["case", "do", &id, "close_from_desk", "--outcome", "unfeasible"];
    let said = ["--reason", "sotto la ferrovia", "--director", &director];
    office.run(&[&close[..], &said].concat()).done();
    ada.syncs();
    let bruno = Phone::of(&office, "Bruno Esempio", "operator");
    bruno.syncs();
    office
        .run(&["person", "edit", &director, "--name", "Dora Nuova"])
        .done();
    let approver = |phone: &Phone| one_of(&phone.run(&["events", &id]).done(), "/1/approved_by_name");
    assert_eq!([approver(&ada), approver(&bruno)], ["Dora Finta", "Dora Finta"]);
    ada.syncs();
    bruno.syncs();
    office.stop();
    assert_eq!([approver(&ada), approver(&bruno)], ["Dora Nuova", "Dora Nuova"]);
}
