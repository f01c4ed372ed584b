// SPDX-License-Identifier: EUPL-1.2
//! Who is out is out at once, and who holds a district sees that district and what he filed.

use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;

#[test]
fn a_revoked_phone_is_refused_at_its_next_request() {
    let office = Office::open();
    let (ada, bruno) = (
        Phone::of(&office, "Ada Prova", "agent"),
        Phone::of(&office, "Bruno Esempio", "crew"),
    );
    let id = ada.filed("Consegnata");
    ada.syncs();
    let devices = office.run(&["device", "list"]).done();
    let person = text(&ada.show(&id)["created_by"]);
    let device = devices
        .as_array()
        .unwrap()
        .iter()
        .find(|device| device["person"] == person.as_str())
        .unwrap_or_else(|| panic!("{devices}"));
    office.run(&["device", "revoke", device["id"].as_str().unwrap()]).done();
    let answer = ada.run(&["sync"]);
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(answer.err.contains("revoked"), "{answer:?}");
    bruno.syncs();
    assert_eq!(bruno.show(&id)["title"], "Consegnata");
}

#[test]
fn a_person_of_a_district_holds_its_tickets_and_his_own() {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let person = office.hire("Bruno Esempio", "crew", &["CENTRO"]);
    let bruno = Phone::enrolled(&office, &person, &office.url());
    let (inside, outside, own) = (ada.filed("Dentro"), ada.filed("Fuori"), bruno.filed("Mia"));
    assert_eq!(ada.run(&["edit", &inside, "--district", "CENTRO"]).code, 0);
    ada.syncs();
    bruno.syncs();
    let titles = |phone: &Phone| {
        let mut titles: Vec<String> = phone.list(&[]).iter().map(|ticket| text(&ticket["title"])).collect();
        titles.sort();
        titles
    };
    assert_eq!(titles(&bruno), ["Dentro", "Mia"]);
    assert_eq!(bruno.run(&["show", &outside]).code, 1);
    assert_eq!(ada.run(&["edit", &inside, "--district", "OLTRARNO"]).code, 0);
    assert_eq!(ada.run(&["edit", &outside, "--district", "CENTRO"]).code, 0);
    ada.syncs();
    bruno.syncs();
    assert_eq!(
        titles(&bruno),
        ["Fuori", "Mia"],
        "a ticket that left its scope leaves the phone, one that entered arrives whole"
    );
    ada.syncs();
    assert_eq!(ada.show(&own)["title"], "Mia");
}
