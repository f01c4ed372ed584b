// SPDX-License-Identifier: EUPL-1.2
//! A phone whose receiver says nothing: the pin is put on the map by hand, and what is typed after it is looked for too.

use ronda_tests::app::{App, until_answer};
use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use ronda_tests::place::{add_pack, firenze};
use serde_json::{Value, json};

use crate::place::{bring_the_map, form, place};
use crate::steps::activate;

/// What two people say of one trouble.
const WORDS: &str = "Cedimento davanti alla fontana";
/// So far to the north lies what a colleague filed of a kindred type, in degrees: 13 metres, too far without a word and near with four.
const NORTH: f64 = 0.000_117;

#[test]
fn without_any_fix_the_pin_is_put_on_the_map_and_the_office_reads_that_a_person_set_it() {
    let office = Office::open();
    add_pack(&office, &firenze().to_string_lossy(), "2023-01-01");
    let bruno = Phone::of(&office, "Bruno Prova", "agent");
    let anna = office.hire("Anna Prova", "agent", &[]);
    let mut app = App::new("silent");
    app.start();
    activate(&app, &office, &anna);
    bring_the_map(&app);
    begin_a_report(&app);
    let pin = the_pin_is_put(&app);
    let kindred = files_beside(&bruno, pin);
    app.call("sync_now", &Value::Null).unwrap();
    until_answer(&app, "ticket", &json!({ "id": kindred }), |_| Some(()));
    app.tap("È qui");
    app.tap("Carreggiata");
    app.fill("Descrizione", WORDS);
    app.tap("Salva");
    the_words_have_found(&app, &kindred);
    app.tap("Nessuna di queste: salvo");
    app.sees("Puoi già comunicarlo");
    app.call("sync_now", &Value::Null).unwrap();
    let filed = app.until("the report at the office", |_| {
        let cases = office.cases();
        cases.iter().map(|case| text(&case["id"])).find(|id| *id != kindred)
    });
    let case = office.case(&filed);
    let at = &case["position"];
    assert_eq!(
        (&at["source"], &at["accuracy_m"]),
        (&json!("pin"), &Value::Null),
        "{case}"
    );
    assert_eq!(at["lat"].as_f64().zip(at["lon"].as_f64()), Some(pin));
    assert_eq!(case["device_position"], Value::Null, "no receiver said anything");
    assert_eq!(case["links"], json!([{ "kind": "different_from", "ticket": kindred }]));
    office.assert_sound();
}

fn begin_a_report(app: &App) {
    app.browser().run("location.hash = '#/shift'", &[]).unwrap();
    app.tap("Segnala");
    app.tap("Continua senza foto");
    app.fill("Cerca il tipo", "buca");
    app.tap("Buca nella strada");
    app.sees("Cerco la posizione");
    app.sees("Il telefono non sa dove sei");
    app.sees("Serve la posizione oppure un indirizzo");
    app.find("//*[@data-drawn='true']");
}

/// Latitude and longitude as the draft keeps them.
fn the_pin_is_put(app: &App) -> (f64, f64) {
    app.tap("Metti il segnaposto al centro");
    app.sees("Segnaposto messo da te");
    let pin = form(app, |form| place(form, "pin"));
    form(app, |form| form["device_fix"].is_null().then_some(()));
    pin
}

fn files_beside(bruno: &Phone, (lat, lon): (f64, f64)) -> String {
    let [lat, lon] = [lat + NORTH, lon].map(|degrees| degrees.to_string());
    let filed = [
        "file",
        "--category",
        "roads.sinkhole",
        "--title",
        WORDS,
        "--lat",
        &lat,
        "--lon",
        &lon,
    ];
    let kindred = text(&bruno.run(&filed).done()["id"]);
    bruno.syncs();
    kindred
}

/// Beside each other they were not the same; with the words they may be, and nothing is filed before it is answered.
fn the_words_have_found(app: &App, kindred: &str) {
    app.sees("Forse già segnalata");
    app.sees(WORDS);
    app.sees("4 parole in comune");
    app.find("//*[@data-drawn='true']");
    let here = app.call("tickets", &json!({ "chip": "all" })).unwrap();
    let ids: Vec<&str> = here["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|line| line["id"].as_str())
        .collect();
    assert_eq!(ids, [kindred]);
}

#[test]
fn a_map_that_is_taken_away_is_gone_from_the_phone_and_the_list_says_so() {
    let office = Office::open();
    add_pack(&office, &firenze().to_string_lossy(), "2023-01-01");
    let anna = office.hire("Anna Prova", "agent", &[]);
    let mut app = App::new("silent");
    app.start();
    activate(&app, &office, &anna);
    bring_the_map(&app);
    assert_eq!(maps_on_the_disk(&app), 1);
    app.tap("Togli");
    app.sees("Togliere la mappa di Firenze e dintorni?");
    app.sees("Si liberano 3,9 MB");
    // The list behind the question has a button of the same name.
    let sure = app.find("//dialog[@open]//button[contains(normalize-space(.), 'Togli')]");
    app.browser().click(&sure).unwrap();
    app.sees("Da scaricare");
    app.sees("Scarica (3,9 MB)");
    assert!(!app.text().contains("Sul telefono"), "{}", app.text());
    let maps = app.call("maps", &Value::Null).unwrap();
    assert_eq!(
        (&maps[0]["state"], &maps[0]["file"]),
        (&json!("available"), &Value::Null)
    );
    assert_eq!(maps_on_the_disk(&app), 0);
}

/// Files that hold a map or a part of one.
fn maps_on_the_disk(app: &App) -> usize {
    std::fs::read_dir(app.home().join("packs")).unwrap().count()
}
