// SPDX-License-Identifier: EUPL-1.2
//! An agent's day: activated, filed in a dead spot, killed, reopened, delivered, contested, decided.

use ronda_tests::app::{App, Hand, until_answer};
use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use serde_json::{Value, json};

use crate::steps::{FIX, activate, describe_a_hole, file_a_hole, unlock};

#[test]
fn an_agent_files_in_a_dead_spot_survives_a_kill_and_decides_a_conflict() {
    day(Hand::Finger);
}

#[test]
fn the_same_day_by_keyboard_alone() {
    day(Hand::Keys);
}

fn day(hand: Hand) {
    let mut office = Office::open();
    let (anna, bruno) = (
        office.hire("Anna Prova", "agent", &[]),
        Phone::of(&office, "Bruno Prova", "agent"),
    );
    let mut app = App::new(FIX).with(hand);
    app.start();
    activate(&app, &office, &anna);
    until_answer(&app, "categories", &json!({ "search": "" }), |found| {
        found.get(0).cloned()
    });

    office.stop();
    file_a_hole(&app);
    app.sees("Puoi già comunicarlo");
    let id = until_answer(&app, "tickets", &json!({ "chip": "queued" }), |page| {
        page["items"].get(0).map(|item| text(&item["id"]))
    });

    app.kill();
    app.start();
    unlock(&app);
    let shown = until_answer(&app, "ticket", &json!({ "id": id }), |ticket| Some(ticket.clone()));
    assert_eq!(shown["photos"].as_array().map(Vec::len), Some(2), "{shown}");
    assert_eq!(shown["received_at"], Value::Null);

    office.start();
    app.call("sync_now", &Value::Null).unwrap();
    until_answer(&app, "ticket", &json!({ "id": id }), |ticket| {
        ticket["received_at"].as_str().map(str::to_owned)
    });
    until_answer(&app, "state", &Value::Null, |state| {
        (state["photos_owed"] == 0).then_some(())
    });

    bruno.syncs();
    office.stop();
    bruno.run(&["edit", &id, "--title", "Buca profonda"]).done();
    let seen = app.call("ticket", &json!({ "id": id })).unwrap()["heads"].clone();
    app.call(
        "ticket_edit",
        &json!({ "id": id, "seen": seen, "fields": { "title": "Buca davanti al 12" } }),
    )
    .unwrap();
    office.start();
    bruno.syncs();
    app.call("sync_now", &Value::Null).unwrap();
    decide(&app, &id);
    app.call("sync_now", &Value::Null).unwrap();
    until_answer(&app, "state", &Value::Null, |state| {
        (state["changes_owed"] == 0).then_some(())
    });
    // What a colleague does is heard of at once, long before the app would ask by itself.
    bruno.syncs();
    bruno.run(&["edit", &id, "--title", "Buca transennata"]).done();
    bruno.syncs();
    until_answer(&app, "ticket", &json!({ "id": id }), |ticket| {
        (ticket["title"] == "Buca transennata").then_some(())
    });
    office.assert_sound();
}

const WORDS: &str = "Larga un metro, sul lato delle strisce";

#[test]
fn a_kill_while_a_ticket_is_written_loses_neither_the_step_nor_photos_nor_words() {
    let office = Office::open();
    let anna = office.hire("Anna Prova", "agent", &[]);
    let mut app = App::new(FIX);
    app.start();
    activate(&app, &office, &anna);
    until_answer(&app, "categories", &json!({ "search": "" }), |found| {
        found.get(0).cloned()
    });
    describe_a_hole(&app);
    app.fill("Descrizione", WORDS);
    app.sees("Bozza sul telefono");
    app.kill();

    app.start();
    unlock(&app);
    app.until("the words that were typed", |browser| {
        let typed = browser.run("return document.querySelector('textarea')?.value ?? ''", &[]);
        typed.ok().filter(|typed| typed == WORDS)
    });
    let drafts = app.call("drafts", &Value::Null).unwrap();
    assert_eq!(drafts.as_array().map(Vec::len), Some(1), "{drafts}");
    assert_eq!(drafts[0]["form"]["step"], "details");
    assert_eq!(
        drafts[0]["form"]["answers"].as_object().map(serde_json::Map::len),
        Some(1),
        "{drafts}"
    );
    assert_eq!(drafts[0]["photos"].as_array().map(Vec::len), Some(2), "{drafts}");
    app.tap("Salva");
    app.sees("Puoi già comunicarlo");
    let filed = until_answer(&app, "tickets", &json!({ "chip": "mine" }), |page| {
        page["items"].get(0).cloned()
    });
    let ticket = app.call("ticket", &json!({ "id": filed["id"] })).unwrap();
    assert_eq!(ticket["description"], WORDS);
    assert_eq!(ticket["photos"].as_array().map(Vec::len), Some(2), "{ticket}");
}

#[test]
fn a_ticket_leads_to_the_one_it_is_tied_to() {
    let office = Office::open();
    let (anna, bruno) = (
        office.hire("Anna Prova", "agent", &[]),
        Phone::of(&office, "Bruno Prova", "agent"),
    );
    let (one, other) = (bruno.filed("Buca in via Romana"), bruno.filed("Cordolo in via Romana"));
    bruno.syncs();
    let mut app = App::new(FIX);
    app.start();
    activate(&app, &office, &anna);
    for id in [&one, &other] {
        until_answer(&app, "ticket", &json!({ "id": id }), |ticket| Some(ticket.clone()));
    }
    let tie = json!({ "id": one, "kind": "related", "other": other, "there": true });
    app.call("link_set", &tie).unwrap();
    app.tap("Cerca");
    app.tap("Buca in via Romana");
    app.sees("Collegata a");
    app.tap("Cordolo in via Romana");
    let shown = app.until("the other ticket", |browser| {
        let at = browser.run("return location.hash", &[]).ok()?;
        at.as_str().filter(|at| at.ends_with(&other)).map(str::to_owned)
    });
    assert_eq!(shown, format!("#/ticket/{other}"));
}

/// The conflict is on the list; two taps settle it.
fn decide(app: &App, id: &str) {
    until_answer(app, "conflicts", &json!({}), |found| {
        found["items"]
            .as_array()
            .filter(|found| found.iter().any(|one| one["id"] == id))
            .map(|_| ())
    });
    app.tap("Altro");
    app.tap("Da decidere");
    app.tap("Tieni la mia");
    until_answer(app, "conflicts", &json!({}), |found| {
        (found["items"] == json!([])).then_some(())
    });
}
