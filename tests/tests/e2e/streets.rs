// SPDX-License-Identifier: EUPL-1.2
//! Streets, house numbers and assets on a phone without network: found, filled in, kept with their source.

use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use ronda_tests::place::{HOUSE_NUMBERS, LAMPS, add_pack, firenze};
use serde_json::{Value, json};

/// In via dei Calzaiuoli, a few steps from no. 12/A.
const CALZAIUOLI: [&str; 4] = ["--lat", "43.7712", "--lon", "11.2553"];

fn town() -> (Office, Phone) {
    let office = Office::open();
    add_pack(&office, &firenze().to_string_lossy(), "2023-01-01");
    let ada = Phone::of(&office, "Ada Prova", "agent");
    ada.syncs();
    (office, ada)
}

fn filed(phone: &Phone, args: &[&str]) -> Value {
    phone.show(&text(&phone.files(args)["id"]))
}

fn address(shown: &Value) -> (Value, Value) {
    (shown["address"].clone(), shown["address_source"].clone())
}

#[test]
fn a_street_is_found_offline_and_fills_itself_in_with_its_source() {
    let (mut office, ada) = town();
    office.stop();
    let found = ada.run(&["streets", "calzaiuoli"]).done();
    assert_eq!(
        (&found[0]["kind"], &found[0]["label"]),
        (&json!("street"), &json!("Via dei Calzaiuoli")),
        "{found}"
    );
    let near = ada.run(&[&["streets", "VIA"], &CALZAIUOLI[..]].concat()).done();
    let metres: Vec<f64> = near
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["distance_m"].as_f64())
        .collect();
    assert_eq!(near[0]["label"], "Via dei Calzaiuoli", "{near}");
    assert!(metres.len() > 5 && metres.is_sorted(), "the nearest first: {near}");
    let accents = ada.run(&["streets", "san niccolo"]).done();
    assert!(accents[0]["label"].to_string().contains("San Niccolò"), "{accents}");
    let at = ada.run(&[&["address"], &CALZAIUOLI[..]].concat()).done();
    assert_eq!(
        (&at["address"], &at["source"]),
        (&json!("Via dei Calzaiuoli"), &json!("street_index"))
    );
    assert!(at["distance_m"].as_f64().is_some_and(|metres| metres < 25.0), "{at}");
    let by_itself = filed(&ada, &[&["--title", "Buca"], &CALZAIUOLI[..]].concat());
    assert_eq!(
        address(&by_itself),
        (json!("Via dei Calzaiuoli"), json!("street_index"))
    );
    let typed = filed(
        &ada,
        &[&["--title", "Buca", "--address", "davanti al bar"], &CALZAIUOLI[..]].concat(),
    );
    assert_eq!(address(&typed), (json!("davanti al bar"), json!(null)));
    // A moved pin takes along what nobody typed, and nothing else.
    for (ticket, expected) in [(&by_itself, "Ponte Vecchio"), (&typed, "davanti al bar")] {
        let id = text(&ticket["id"]);
        ada.run(&["edit", &id, "--lat", "43.76797", "--lon", "11.25315"]).done();
        assert_eq!(ada.show(&id)["address"], expected);
    }
    let id = text(&by_itself["id"]);
    ada.run(&["edit", &id, "--address", "Sul ponte, lato sud"]).done();
    assert_eq!(
        address(&ada.show(&id)),
        (json!("Sul ponte, lato sud"), json!(null)),
        "now a person said so"
    );
    office.start();
    ada.syncs();
    assert_eq!(office.case(&id)["address"], "Sul ponte, lato sud");
    office.assert_sound();
}

#[test]
fn the_city_s_own_house_numbers_come_before_the_street() {
    let (mut office, ada) = town();
    let wrong = ada.file(
        "wrong.csv",
        b"street;number;lon;lat\nVia Roma;1;11.25;43.77\nVia Roma;;x;43.77\n",
    );
    let refused = office.run(&["gazetteer", "import", &wrong]);
    assert!(
        refused.code == 1 && refused.err.contains("line 3: lon and lat are no place"),
        "{refused:?}"
    );
    let imported = office.run(&["gazetteer", "import", HOUSE_NUMBERS]).done();
    assert_eq!(imported["count"], 4);
    assert_eq!(ada.syncs()["place_files"], 1);
    office.stop();
    let at = ada.run(&[&["address"], &CALZAIUOLI[..]].concat()).done();
    assert_eq!(
        (&at["address"], &at["source"]),
        (&json!("Via dei Calzaiuoli 12/A"), &json!("house_numbers"))
    );
    let found = ada.run(&["streets", "calzaiuoli 12"]).done();
    assert_eq!(
        (&found[0]["kind"], &found[0]["label"]),
        (&json!("number"), &json!("Via dei Calzaiuoli 12/A")),
        "{found}"
    );
    let shown = filed(&ada, &[&["--title", "Buca"], &CALZAIUOLI[..]].concat());
    assert_eq!(
        address(&shown),
        (json!("Via dei Calzaiuoli 12/A"), json!("house_numbers"))
    );
    office.start();
    ada.syncs();
    assert_eq!(address(&office.case(&text(&shown["id"]))), address(&shown));
    office.run(&["gazetteer", "remove"]).done();
    ada.syncs();
    let at = ada.run(&[&["address"], &CALZAIUOLI[..]].concat()).done();
    assert_eq!(at["source"], "street_index", "what the office took back is gone");
}

#[test]
fn a_code_on_a_plate_is_a_place_and_the_same_lamp_the_same_trouble() {
    let (mut office, ada) = town();
    assert_eq!(office.run(&["assets", "import", "lamps", LAMPS]).done()["count"], 3);
    office.run(&["assets", "publish"]).done();
    assert_eq!(ada.syncs()["place_files"], 1);
    office.stop();
    let near = ada.run(&[&["assets"], &CALZAIUOLI[..]].concat()).done();
    assert_eq!(
        (&near[0]["code"], &near[0]["layer"]),
        (&json!("LAMP-0077"), &json!("lamps")),
        "{near}"
    );
    let of_code = ada.run(&["assets", "--code", "lamp-0101"]).done();
    assert_eq!(of_code[0]["label"], "Lampione sul Ponte Vecchio");
    assert_eq!(ada.run(&["streets", "LAMP-0101"]).done()[0]["kind"], "asset");
    let lamp = |args: &[&str]| {
        let file = ["file", "--category", "lighting.lamp_off", "--title", "Spento"];
        ada.run(&[&file[..], args].concat()).done()
    };
    let first = lamp(&["--asset", "lamp-0077"]);
    let shown = ada.show(&text(&first["id"]));
    assert_eq!(
        (&shown["asset_ref"], &shown["position"]["source"]),
        (&json!("LAMP-0077"), &json!("asset"))
    );
    assert_eq!(shown["position"]["lat"], 43.77118);
    assert_eq!(shown["address_source"], "street_index");
    let unknown = lamp(&["--asset", "LAMP-9999", "--lat", "43.77", "--lon", "11.25"]);
    assert!(
        unknown["notes"].to_string().contains("no asset of this phone's layers"),
        "{unknown}"
    );
    let far = lamp(&["--asset", "LAMP-0101", "--lat", "43.78", "--lon", "11.25"]);
    assert!(
        far["notes"].to_string().contains("m from the place: check both"),
        "{far}"
    );
    let same = ada.run(&[
        "duplicates",
        "--category",
        "lighting.lamp_off",
        "--asset",
        "LAMP-0077",
        "--lat",
        "43.7716",
        "--lon",
        "11.2553",
    ]);
    let same = same.done();
    assert_eq!(
        (&same[0]["id"], &same[0]["score"]),
        (&first["id"], &json!(1.0)),
        "{same}"
    );
    office.start();
    let exported = ada.file("lamps.geojson", b"");
    office.run(&["assets", "export", "lamps", "--out", &exported]).done();
    let before = office.run(&["assets", "list"]).done()[0]["sha256"].clone();
    let same = office.run(&["assets", "import", "lamps", &exported]).done();
    assert_eq!(
        (&same["sha256"], &same["change"], &same["staged"]),
        (&before, &json!("none"), &json!(false)),
        "the same layer"
    );
    office.run(&["assets", "remove", "lamps"]).done();
    office.run(&["assets", "publish"]).done();
    ada.syncs();
    assert_eq!(ada.run(&["assets", "--code", "LAMP-0077"]).done(), json!([]));
    office.assert_sound();
}

#[test]
fn what_somebody_says_is_another_trouble_is_not_suggested_again() {
    let (mut office, ada) = town();
    let bruno = Phone::of(&office, "Bruno Esempio", "agent");
    let first = text(&ada.files(&[&["--title", "Buca davanti al bar"], &CALZAIUOLI[..]].concat())["id"]);
    ada.syncs();
    bruno.syncs();
    office.stop();
    let offered = bruno
        .run(
            &[
                &["duplicates", "--category", "roads.pothole", "--text", "buca bar"],
                &CALZAIUOLI[..],
            ]
            .concat(),
        )
        .done();
    assert_eq!(offered[0]["id"], first.as_str(), "offered offline");
    let at = [&["--title", "Buca davanti al bar"], &CALZAIUOLI[..]].concat();
    let other = text(&bruno.files(&[&at[..], &["--different-from", &first]].concat())["id"]);
    let same = text(&bruno.files(&at)["id"]);
    bruno.run(&["me-too", &first]).done();
    office.start();
    bruno.syncs();
    assert_eq!(
        office.case(&other)["links"][0],
        json!({ "kind": "different_from", "ticket": first })
    );
    let suggested = |id: &str| -> Vec<String> {
        let case = office.case(id);
        let all = case["possible_duplicates"].as_array().expect("a list").iter();
        all.map(|one| text(&one["id"])).collect()
    };
    assert!(!suggested(&other).contains(&first) && !suggested(&first).contains(&other));
    assert!(suggested(&same).contains(&first) && suggested(&same).contains(&other));
    let listed = office.run(&["case", "list", "--duplicates"]).done();
    let listed: Vec<String> = listed
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| text(&one["id"]))
        .collect();
    assert_eq!(listed, std::slice::from_ref(&same));
    assert_eq!(office.case(&same)["links"], json!([]), "the office only suggests");
    office.run(&["case", "link", &same, "duplicate-of", &first]).done();
    assert_eq!(
        office.run(&["case", "list", "--duplicates"]).done(),
        json!([]),
        "people decided"
    );
    office.assert_sound();
}
