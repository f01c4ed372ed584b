// SPDX-License-Identifier: EUPL-1.2
//! The municipality's own areas on the phone: the district of a place without network, and a warning beyond the border.

use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use ronda_tests::place::BOUNDARIES;
use serde_json::{Value, json};

fn notes(answer: &Value) -> String {
    answer["notes"].to_string()
}

#[test]
fn the_district_is_filled_in_offline_and_a_place_outside_is_taken_with_a_warning() {
    let mut office = Office::open();
    let imported = office.run(&["boundaries", "import", BOUNDARIES]).done();
    assert_eq!(
        (&imported["districts_drawn"], &imported["outline"], &imported["faults"]),
        (&json!(5), &json!(true), &json!([]))
    );
    office.run(&["taxonomy", "publish"]).done();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    ada.syncs();
    office.stop();
    let centre = ada.files(&["--title", "Buca", "--lat", "43.7711", "--lon", "11.2540"]);
    assert!(!notes(&centre).contains("outside"), "{centre}");
    let id = text(&centre["id"]);
    assert_eq!(ada.show(&id)["district"], "Q1");
    let moved = ada.run(&["edit", &id, "--lat", "43.80", "--lon", "11.20"]).done();
    assert_eq!(
        (ada.show(&id)["district"].clone(), moved["notes"].clone()),
        (json!("Q5"), json!([]))
    );
    let named = ada.files(&[
        "--title",
        "Mia",
        "--district",
        "Q2",
        "--lat",
        "43.7711",
        "--lon",
        "11.2540",
    ]);
    assert_eq!(
        ada.show(&text(&named["id"]))["district"],
        "Q2",
        "what a person says stands"
    );
    let named = text(&named["id"]);
    for (lat, lon) in [("43.80", "11.20"), ("43.9", "11.6")] {
        ada.run(&["edit", &named, "--lat", lat, "--lon", lon]).done();
        assert_eq!(ada.show(&named)["district"], "Q2", "also when the pin is moved");
    }
    let outside = ada.files(&["--title", "Fuori", "--lat", "43.9", "--lon", "11.6"]);
    assert!(notes(&outside).contains("outside the municipality"), "{outside}");
    assert_eq!(
        ada.show(&text(&outside["id"]))["district"],
        "FI",
        "no district: the whole jurisdiction"
    );
    // A pin dragged out of the territory is where filing it there would have put it, and dragged back again.
    let dragged = ada.run(&["edit", &id, "--lat", "43.9", "--lon", "11.6"]).done();
    assert!(notes(&dragged).contains("outside the municipality"), "{dragged}");
    assert_eq!(ada.show(&id)["district"], "FI");
    ada.run(&["edit", &id, "--lat", "43.80", "--lon", "11.20"]).done();
    office.start();
    ada.syncs();
    assert_eq!(office.case(&id)["district"], "Q5");
    // The office's own edits go by the same rule.
    for (place, district) in [("43.9,11.6", "FI"), ("43.7711,11.2540", "Q1")] {
        let moved = office.run(&["case", "edit", &id, "--position", place]).done();
        assert_eq!(moved["district"], district, "{place}");
    }
    let moved = office
        .run(&["case", "edit", &named, "--position", "43.7711,11.2540"])
        .done();
    assert_eq!(moved["district"], "Q2", "what a person said stands here too");
    office.assert_sound();
}

#[test]
fn areas_survive_the_file_that_people_edit_and_a_wrong_one_is_refused() {
    let office = Office::open();
    office.run(&["boundaries", "import", BOUNDARIES]).done();
    let version = text(&office.run(&["taxonomy", "publish"]).done()["version"]);
    let folder = office.data().parent().expect("a folder").to_owned();
    let (city, areas, wrong) = (
        folder.join("city.toml"),
        folder.join("areas.geojson"),
        folder.join("wrong.geojson"),
    );
    let name = |path: &std::path::Path| path.to_string_lossy().into_owned();
    let toml = std::process::Command::new(ronda_tests::program::path("ronda-server"))
        .arg("--data")
        .arg(office.data())
        .args(["taxonomy", "export", "--out", &name(&city)])
        .output()
        .expect("it runs");
    assert!(toml.status.success(), "{toml:?}");
    assert_eq!(
        office.run(&["taxonomy", "validate", &name(&city)]).done()["version"],
        version.as_str()
    );
    office.run(&["boundaries", "export", "--out", &name(&areas)]).done();
    assert_eq!(
        office.run(&["boundaries", "import", &name(&areas)]).done()["version"],
        version.as_str()
    );
    let text = std::fs::read_to_string(BOUNDARIES).expect("the file");
    std::fs::write(&wrong, text.replace("\"code\": \"Q3\"", "\"code\": \"Q9\"")).expect("the wrong one");
    let refused = office.run(&["boundaries", "import", &name(&wrong)]);
    assert!(
        refused.code == 1 && refused.out.contains("no district Q9"),
        "{refused:?}"
    );
}

#[test]
fn the_office_sees_where_a_closure_was_made_with_both_accuracies() {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    ada.syncs();
    let id = text(
        &ada.files(&[
            "--title",
            "Buca",
            "--lat",
            "43.7711",
            "--lon",
            "11.2540",
            "--accuracy",
            "9",
        ])["id"],
    );
    let photo = ada.file(
        "dopo.jpg",
        &ronda_tests::camera::photo(ronda_tests::camera::Scene::at(43.7711, 11.2540, 1)),
    );
    let resolve = [
        "do",
        &id,
        "resolve_on_spot",
        "--outcome",
        "fixed_by_agent",
        "--photo",
        &photo,
    ];
    let saved = ada
        .run(
            &[
                &resolve[..],
                &["--lat", "43.7712", "--lon", "11.2540", "--accuracy", "6"],
            ]
            .concat(),
        )
        .done();
    assert!(
        notes(&saved).contains("11 m from the ticket (accuracy here 6 m, of the ticket 9 m): on site"),
        "{saved}"
    );
    ada.syncs();
    let visit = office.case(&id)["visits"][0].clone();
    assert_eq!(
        (&visit["verdict"], &visit["accuracy_m"], &visit["site_accuracy_m"]),
        (&json!("on_site"), &json!(6.0), &json!(9.0))
    );
    assert_eq!(visit["site"]["lat"], 43.7711);
}

#[test]
fn nothing_found_from_afar_is_taken_with_a_reason_and_shown_as_what_it_was() {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    ada.syncs();
    let id = text(&ada.files(&["--title", "Buca", "--lat", "43.7711", "--lon", "11.2540"])["id"]);
    let far = [
        "do",
        &id,
        "resolve_on_spot",
        "--outcome",
        "not_found",
        "--lat",
        "43.80",
        "--lon",
        "11.20",
    ];
    let refused = ada.run(&far);
    assert!(
        refused.code == 1 && refused.err.contains("or say why not (--waive)"),
        "{refused:?}"
    );
    ada.run(&[&far[..], &["--waive", "strada chiusa per frana"]].concat())
        .done();
    ada.syncs();
    let case = office.case(&id);
    let visit = &case["visits"][0];
    assert_eq!(
        (&case["outcome"], &visit["verdict"], &visit["override_reason"]),
        (&json!("not_found"), &json!("far"), &json!("strada chiusa per frana"))
    );
    office.assert_sound();
}
