// SPDX-License-Identifier: EUPL-1.2
//! Categories published while phones are out: each ticket keeps the version it was filed under, and nothing breaks.

use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use serde_json::Value;

/// Exports the set in force, changes its text, and answers the changed file.
fn changed(office: &Office, from: &str, to: &str) -> String {
    let file = office.data().parent().expect("a folder").join("city.toml");
    let name = file.to_string_lossy().into_owned();
    office.run(&["taxonomy", "export", "--out", &name]).done();
    let toml = std::fs::read_to_string(&file).expect("the export");
    assert!(toml.contains(from), "{toml}");
    std::fs::write(&file, toml.replace(from, to)).expect("the change");
    name
}

fn versions(office: &Office) -> Vec<String> {
    let list = office.run(&["taxonomy", "list"]).done();
    let list = list.as_array().expect("an array").clone();
    assert_eq!(list[0]["current"], true);
    list.iter().map(|one| text(&one["version"])).collect()
}

fn codes(found: &Value) -> Vec<String> {
    let found = found.as_array().expect("an array");
    found.iter().map(|category| text(&category["code"])).collect()
}

#[test]
fn publishing_while_phones_are_out_breaks_nothing() {
    let mut office = Office::open();
    let (ada, bruno) = (
        Phone::of(&office, "Ada Prova", "agent"),
        Phone::of(&office, "Bruno Esempio", "agent"),
    );
    assert_eq!(ada.run(&["categories"]).code, 1, "before the first sync there are none");
    let free = text(
        &ada.run(&["file", "--category", "free.code", "--lat", "43.77", "--lon", "11.25"])
            .done()["id"],
    );
    ada.syncs();
    bruno.syncs();
    let shipped = versions(&office);
    assert_eq!(shipped.len(), 1);
    let early = ada.filed("Prima");
    let file = changed(&office, "\"Buca nella strada\"", "\"Buca\"");
    let checked = office.run(&["taxonomy", "validate", &file]).done();
    assert_eq!(checked["faults"], serde_json::json!([]));
    assert_eq!(
        office.run(&["taxonomy", "import", &file]).done()["version"],
        checked["version"]
    );
    assert_eq!(
        office.run(&["taxonomy", "publish"]).done()["version"],
        checked["version"]
    );
    let both = versions(&office);
    assert_eq!((both.len(), &both[1]), (2, &shipped[0]));
    bruno.syncs();
    let late = bruno.filed("Dopo");
    for phone in [&ada, &bruno, &ada] {
        phone.syncs();
    }
    for (id, version) in [(&free, ""), (&early, shipped[0].as_str()), (&late, both[0].as_str())] {
        for shown in [ada.show(id), bruno.show(id), office.case(id)] {
            assert_eq!(shown["taxonomy_version"], version, "{shown}");
        }
    }
    let name = |args: &[&str]| ada.run(args).done()["name"]["it"].clone();
    assert_eq!(name(&["category", "roads.pothole"]), "Buca");
    assert_eq!(
        name(&["category", "roads.pothole", "--version", &shipped[0]]),
        "Buca nella strada"
    );
    office.stop();
    assert_eq!(versions(&office), both, "the verbs work without the server too");
    office.assert_sound();
}

#[test]
fn categories_are_found_and_checked_offline() {
    let mut office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    ada.syncs();
    office.stop();
    let found = ada.run(&["categories", "--search", "làmpada"]).done();
    assert!(codes(&found).contains(&"lighting.lamp_off".to_owned()), "{found}");
    assert!(codes(&ada.run(&["categories"]).done()).len() >= 60);
    let lamp = ada.run(&["category", "lighting.lamp_off"]).done();
    assert_eq!(lamp["duplicate_radius_m"], 15);
    let wrong = ada.run(&["file", "--category", "roads.pothol", "--title", "Buca"]);
    assert!(wrong.code == 1 && wrong.err.contains("roads.pothole"), "{wrong:?}");
    let unanswered = ada.run(&["file", "--category", "police.road_closure", "--title", "Chiusura"]);
    assert!(
        unanswered.code == 1 && unanswered.err.contains("--answer what="),
        "{unanswered:?}"
    );
    let file = ["file", "--category", "police.road_closure", "--answer", "what=close"];
    let id = text(&ada.run(&file).done()["id"]);
    let shown = ada.show(&id);
    assert_eq!(shown["answers"]["what"], "close");
    assert_eq!(
        (&shown["visibility"], &shown["priority"]),
        (&"reserved".into(), &"P2".into())
    );
    let line =
        serde_json::json!({ "verb": "file", "category": "roads.pothole", "answers": ["depth_cm=20", "lane=crossing"] });
    let answered = ada.batch(&[line]);
    let id = text(&answered[0]["id"]);
    assert_eq!(ada.run(&["edit", &id, "--answer", "depth_cm=25"]).code, 0);
    assert_eq!(ada.run(&["edit", &id, "--answer", "depth_cm=deep"]).code, 1);
    assert_eq!(ada.show(&id)["answers"]["depth_cm"], "25");
}

#[test]
fn a_faulty_file_is_refused_with_everything_that_is_wrong_with_it() {
    let office = Office::open();
    let file = changed(&office, "priority = \"P4\"", "priority = \"P9\"");
    for verb in ["validate", "import"] {
        let answer = office.run(&["taxonomy", verb, &file]);
        assert_eq!(answer.code, 1, "{answer:?}");
        let answer: Value = serde_json::from_str(answer.out.trim()).expect("JSON");
        let faults = answer["faults"].as_array().expect("faults");
        assert!(faults.len() > 5, "every one of them: {faults:?}");
        assert!(text(&faults[0]["path"]).starts_with("categories["));
    }
    let refused = office.run(&["taxonomy", "publish"]);
    assert!(refused.code == 1 && refused.err.contains("import"), "{refused:?}");
}

#[test]
fn the_office_sees_by_when_each_open_case_is_due() {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    ada.syncs();
    let id = ada.filed("Buca");
    ada.syncs();
    let cases = office.run(&["sla"]).done();
    let case = &cases.as_array().expect("an array")[0];
    assert_eq!(case["id"], id.as_str());
    assert_eq!((&case["office"], &case["priority"]), (&"strade".into(), &"P3".into()));
    assert_eq!(case["overdue"], serde_json::json!([]));
    let moments: Vec<String> = ["filed_at", "received_at", "take_by", "resolve_by"]
        .map(|key| text(&case[key]))
        .into();
    assert!(moments.is_sorted(), "both clocks, then the terms: {moments:?}");
}
