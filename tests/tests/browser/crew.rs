// SPDX-License-Identifier: EUPL-1.2
//! A crew's job: found in the list of the day, accepted, arrived at, ended with a photo, and read so by the office.

use ronda_tests::app::{App, Hand, until_answer};
use ronda_tests::camera::{Scene, photo};
use ronda_tests::office::Office;
use ronda_tests::phone::Phone;
use serde_json::{Value, json};

use crate::steps::{FIX, activate};

#[test]
fn a_crew_closes_a_job_where_it_lies() {
    job(Hand::Finger);
}

#[test]
fn the_same_job_by_keyboard_alone() {
    job(Hand::Keys);
}

#[test]
fn a_job_waits_until_the_day_that_its_crew_chose() {
    let office = Office::open();
    let (app, id) = given(&office, Hand::Finger);
    app.tap("Buca in via Romana");
    accepts(&app);
    app.tap("Sono qui");
    app.tap("Registra l");
    app.tap("Sospendi");
    app.tap("Maltempo");
    app.choose_day("Fino a quando", "2099-12-31");
    app.tap("Sospendi");
    app.sees("fino al gio 31 dic");
    let held = |ticket: &Value| {
        let events = ticket["events"].as_array()?;
        let hold = events.iter().find(|event| event["kind"] == "hold")?;
        Some(hold["due"].clone())
    };
    let due = until_answer(&app, "ticket", &json!({ "id": id }), held);
    assert_eq!(due, "2099-12-31T00:00:00.000Z");
    app.call("sync_now", &Value::Null).unwrap();
    until_answer(&app, "state", &Value::Null, |state| {
        (state["changes_owed"] == 0).then_some(())
    });
    assert_eq!(office.case(&id)["status"], "on_hold");
}

/// A crew's phone with one job that the desk gave it.
fn given(office: &Office, hand: Hand) -> (App, String) {
    let (desk, ada) = (
        Phone::of(office, "Olga Finta", "operator"),
        Phone::of(office, "Ada Prova", "agent"),
    );
    let id = ada.filed("Buca in via Romana");
    ada.syncs();
    desk.syncs();
    desk.run(&["do", &id, "take_charge", "--office", "ROADS"]).done();
    desk.run(&["do", &id, "assign", "--crew", "ROADS-1"]).done();
    desk.syncs();
    let carla = office.hires("Carla Esempio", "crew", &["--crew", "ROADS-1"]);
    let mut app = App::new(FIX).with(hand);
    app.start();
    activate(&app, office, &carla);
    until_answer(&app, "today", &json!({}), |jobs| jobs["items"].get(0).cloned());
    app.tap("Oggi");
    (app, id)
}

/// Accepts, and waits for the receipt, which moves what is below it on the screen.
fn accepts(app: &App) {
    app.tap("Accetta");
    until_answer(app, "state", &Value::Null, |state| {
        (state["changes_owed"] == 0).then_some(())
    });
    app.sees("Accettata");
}

fn job(hand: Hand) {
    let office = Office::open();
    let (app, id) = given(&office, hand);
    app.tap("Buca in via Romana");
    accepts(&app);
    app.tap("Sono qui");
    app.tap("Registra l");
    app.sees("Risolvi");
    app.tap("Risolvi");
    app.choose_files(&[app.file("after.jpg", &photo(Scene::at(43.7696, 11.2558, 3)))]);
    app.sees("Togli");
    app.tap("Risolta sul posto");
    app.tap("Salva la chiusura");
    let status = |ticket: &Value| (ticket["status"] == "resolved").then_some(());
    until_answer(&app, "ticket", &json!({ "id": id }), status);
    app.call("sync_now", &Value::Null).unwrap();
    until_answer(&app, "state", &Value::Null, |state| {
        (state["changes_owed"] == 0 && state["photos_owed"] == 0).then_some(())
    });
    assert_eq!(office.case(&id)["status"], "resolved");
    office.assert_sound();
}
