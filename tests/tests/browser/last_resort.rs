// SPDX-License-Identifier: EUPL-1.2
//! A phone that nobody can unlock, and one that the office took out: what was saved on them reaches the office all the same.

use std::fs;

use ronda_tests::app::{App, until_answer};
use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use serde_json::Value;

use crate::steps::{FIX, unlock};

#[test]
fn a_phone_whose_pin_nobody_knows_makes_a_pack_that_the_office_opens() {
    let office = Office::open();
    let phone = Phone::of(&office, "Anna Prova", "agent");
    let id = phone.filed("Mai consegnata");
    let mut app = App::new(FIX);
    app.set("RONDA_HOME", &phone.home().to_string_lossy());
    app.start();
    app.sees("Sblocca Ronda");
    app.tap("Il PIN non si ricorda");
    app.tap("Crea il file");
    app.sees("File pronto");
    let packs = fs::read_dir(phone.home().join("exports")).unwrap();
    let pack = packs.flatten().next().unwrap().path();
    app.tap("Indietro");
    app.sees("Sblocca Ronda");

    let kit = office.data().join("recovery-kit.json");
    let import = [
        "import",
        &pack.to_string_lossy(),
        "--recovery-kit",
        &kit.to_string_lossy(),
    ];
    office.run(&import).done();
    assert_eq!(office.case(&id)["title"], "Mai consegnata");
}

#[test]
fn a_phone_that_was_taken_out_hands_everything_over_and_says_so() {
    let office = Office::open();
    let phone = Phone::of(&office, "Anna Prova", "agent");
    let device = text(&phone.run(&["status"]).done()["device"]);
    let id = phone.filed("Mai consegnata");
    office.run(&["device", "revoke", &device]).done();
    let mut app = App::new(FIX);
    app.set("RONDA_HOME", &phone.home().to_string_lossy());
    app.start();
    unlock(&app);
    app.sees("non è più abilitato");
    app.sees("ha consegnato tutto");
    let none_left = |page: &Value| (page["items"] == serde_json::json!([])).then_some(());
    until_answer(&app, "tickets", &serde_json::json!({}), none_left);
    let waiting = office.run(&["quarantine", "list"]).done();
    assert_eq!(waiting[0]["ticket"], id, "{waiting}");
}
