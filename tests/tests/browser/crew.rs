// SPDX-License-Identifier: EUPL-1.2
//! A crew's job: found in the list of the day, accepted, arrived at, ended with a photo, and read so by the office.

use ronda_tests::app::{App, Hand, until_answer};
use ronda_tests::camera::{Scene, photo};
use ronda_tests::office::Office;
use ronda_tests::phone::Phone;
use serde_json::{Value, json};

use crate::steps::{FIX, activate, unlock};

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
    let case = office.case(&id);
    assert_eq!(case["status"], "resolved");
    assert_eq!(visits(&case), [SEEN_THERE, ("left", "on_site", Some(9.0))]);
    office.assert_sound();
}

/// Which end of a visit, what it means, and how surely the phone knew where it was.
type Visit<'a> = (&'a str, &'a str, Option<f64>);
const SEEN_THERE: Visit<'_> = ("arrived", "on_site", Some(9.0));

/// The visits of a case, as the office reads them.
fn visits(case: &Value) -> Vec<Visit<'_>> {
    let all = case["visits"].as_array().expect("visits").iter();
    all.map(|visit| {
        assert_eq!(
            visit["site_accuracy_m"],
            Value::Null,
            "the ticket was filed without one: {visit}"
        );
        let word = |name: &str| visit[name].as_str().expect("a word");
        (word("phase"), word("verdict"), visit["accuracy_m"].as_f64())
    })
    .collect()
}

/// Arrives where the job lies and ends it from elsewhere: first without a word, which is refused, then saying why.
fn ends_from(fix: &str, outcome: &str, refused: &str, label: &str) -> Value {
    let office = Office::open();
    let (mut app, id) = given(&office, Hand::Finger);
    app.tap("Buca in via Romana");
    accepts(&app);
    app.tap("Sono qui");
    app.tap("Registra l");
    app.sees("Risolvi");
    app.kill();
    app.set("RONDA_FIX", fix);
    app.start();
    unlock(&app);
    until_answer(&app, "ticket", &json!({ "id": id }), |_| Some(()));
    let script = format!("location.hash = '#/resolve/{id}'");
    app.browser().run(&script, &[]).unwrap();
    app.tap(outcome);
    app.sees(label);
    app.tap("Salva la chiusura");
    app.sees(refused);
    app.fill(label, WHY);
    app.tap("Salva la chiusura");
    let status = |ticket: &Value| (ticket["status"] == "resolved").then_some(());
    until_answer(&app, "ticket", &json!({ "id": id }), status);
    app.call("sync_now", &Value::Null).unwrap();
    until_answer(&app, "state", &Value::Null, |state| {
        (state["changes_owed"] == 0).then_some(())
    });
    office.assert_sound();
    office.case(&id)
}

const WHY: &str = "chiuso dal deposito";

#[test]
fn a_closing_without_a_fix_says_why_and_the_office_reads_both() {
    let refused = "La posizione è lontana o non si conosce";
    let case = ends_from("", "Risolta sul posto", refused, "Perché senza posizione");
    assert_eq!(visits(&case), [SEEN_THERE, ("left", "no_fix", None)]);
    assert_eq!(case["visits"][1]["override_reason"], WHY);
}

#[test]
fn a_closing_with_a_fix_of_another_hour_is_one_without() {
    let refused = "La posizione è lontana o non si conosce";
    let case = ends_from(
        "43.7696,11.2558,9,600",
        "Risolta sul posto",
        refused,
        "Perché senza posizione",
    );
    assert_eq!(visits(&case), [SEEN_THERE, ("left", "no_fix", None)]);
    assert_eq!(case["visits"][1]["fix"], Value::Null);
}

#[test]
fn nothing_found_is_said_from_afar_with_its_reason_and_the_office_reads_how_far() {
    let refused = "bisogna essere sul posto";
    let case = ends_from("43.80,11.2558,12", "Non trovata", refused, "Perché da qui");
    assert_eq!(visits(&case), [SEEN_THERE, ("left", "far", Some(12.0))]);
    let left = &case["visits"][1];
    assert_eq!(left["override_reason"], WHY);
    let metres = left["distance_m"].as_f64().expect("a distance");
    assert!((3_300.0..3_500.0).contains(&metres), "{metres} m");
}
