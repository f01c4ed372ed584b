// SPDX-License-Identifier: EUPL-1.2
//! Layers of assets are published like the taxonomy: an import waits, through a restart too, until somebody publishes it.

use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use ronda_tests::place::{HOUSE_NUMBERS, LAMPS};
use serde_json::{Value, json};

/// The lamps with one moved, one gone, one new and one called otherwise.
fn other_lamps(phone: &Phone) -> String {
    let mut lamps: Value = serde_json::from_slice(&std::fs::read(LAMPS).expect("the lamps")).expect("JSON");
    let features = lamps["features"].as_array_mut().expect("features");
    features[0]["geometry"]["coordinates"] = json!([11.2553, 43.7712]);
    features[2]["properties"]["label"] = json!("Lampione del ponte");
    features[1]["properties"]["code"] = json!("LAMP-0079");
    phone.file("other.geojson", lamps.to_string().as_bytes())
}

fn town() -> (Office, Phone) {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    ada.syncs();
    (office, ada)
}

fn of_code(phone: &Phone, code: &str) -> Value {
    phone.run(&["assets", "--code", code]).done()
}

/// The files in the place folder.
fn files(office: &Office) -> Vec<String> {
    let folder = std::fs::read_dir(office.data().join("place")).expect("the folder");
    let names = folder.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn a_layer_waits_through_a_restart_and_no_phone_has_it_before_it_is_published() {
    let (mut office, ada) = town();
    let staged = office.run(&["assets", "import", "lamps", LAMPS]).done();
    assert_eq!(
        (&staged["change"], &staged["staged"], &staged["detail"]),
        (
            &json!("added"),
            &json!(true),
            &json!("3 added, 0 removed, 0 moved, 0 renamed")
        )
    );
    assert_eq!(
        staged["assets"]["added"]["codes"],
        json!(["LAMP-0077", "LAMP-0078", "LAMP-0101"])
    );
    // Publishing something else neither publishes it nor sweeps its file.
    office.run(&["gazetteer", "import", HOUSE_NUMBERS]).done();
    office.stop();
    assert_eq!(
        office.run(&["assets", "diff"]).done(),
        json!([staged]),
        "without a server"
    );
    office.start();
    assert_eq!(office.run(&["assets", "diff"]).done(), json!([staged]));
    assert_eq!(office.run(&["assets", "list"]).done(), json!([]));
    assert_eq!(ada.syncs()["place_files"], 1, "the house numbers alone");
    assert_eq!(of_code(&ada, "LAMP-0077"), json!([]));
    let published = office.run(&["assets", "publish"]).done();
    assert_eq!(published["layers"][0]["sha256"], staged["sha256"]);
    assert_eq!(ada.syncs()["place_files"], 1);
    assert_eq!(of_code(&ada, "LAMP-0077")[0]["label"], "Lampione in via dei Calzaiuoli");
    let again = office.run(&["assets", "publish"]);
    assert!(
        again.code == 1 && again.err.contains("nothing waits to be published") && again.err.contains("assets import"),
        "{again:?}"
    );
    office.assert_sound();
}

#[test]
fn what_is_staged_again_replaces_what_was_and_a_discard_forgets_it() {
    let (office, ada) = town();
    office.run(&["assets", "import", "lamps", LAMPS]).done();
    office.run(&["assets", "publish"]).done();
    ada.syncs();
    let published = office.run(&["assets", "list"]).done();
    let others = other_lamps(&ada);
    let staged = office.run(&["assets", "import", "lamps", &others]).done();
    assert_eq!(
        (&staged["change"], &staged["detail"]),
        (&json!("replaced"), &json!("1 added, 1 removed, 1 moved, 1 renamed"))
    );
    let changed = ["added", "removed", "moved", "renamed"].map(|what| staged["assets"][what]["codes"][0].clone());
    assert_eq!(changed, ["LAMP-0079", "LAMP-0078", "LAMP-0077", "LAMP-0101"]);
    assert_eq!(
        files(&office).len(),
        2,
        "the one that is published, and the one that waits"
    );
    let gone = office.run(&["assets", "remove", "lamps"]).done();
    assert_eq!(
        (&gone["change"], &gone["sha256"]),
        (&json!("removed"), &published[0]["sha256"])
    );
    assert_eq!(
        office.run(&["assets", "diff"]).done(),
        json!([gone]),
        "the last word counts"
    );
    assert_eq!(
        files(&office),
        [text(&published[0]["sha256"])],
        "what was replaced is swept"
    );
    office.run(&["assets", "import", "lamps", LAMPS]).done();
    assert_eq!(
        office.run(&["assets", "diff"]).done(),
        json!([]),
        "as published: nothing waits"
    );
    office.run(&["assets", "import", "bins", &others]).done();
    office.run(&["assets", "remove", "lamps"]).done();
    let discarded = office.run(&["assets", "discard", "bins"]).done();
    assert_eq!(discarded, json!({ "discarded": ["bins"] }));
    let unknown = office.run(&["assets", "discard", "bins"]);
    assert!(unknown.code == 1 && unknown.err.contains("assets diff"), "{unknown:?}");
    assert_eq!(
        office.run(&["assets", "discard"]).done(),
        json!({ "discarded": ["lamps"] })
    );
    let nothing = office.run(&["assets", "discard"]);
    assert!(
        nothing.code == 1 && nothing.err.contains("nothing waits to be published"),
        "{nothing:?}"
    );
    assert_eq!(office.run(&["assets", "list"]).done(), published);
    assert_eq!(ada.syncs()["place_files"], 0);
    assert_eq!(of_code(&ada, "LAMP-0078").as_array().map(Vec::len), Some(1));
    office.assert_sound();
}

#[test]
fn a_removal_waits_too_and_the_doctor_names_a_staged_file_that_is_gone() {
    let (office, ada) = town();
    let unknown = office.run(&["assets", "remove", "lamps"]);
    assert!(unknown.code == 1 && unknown.err.contains("assets list"), "{unknown:?}");
    office.run(&["assets", "import", "lamps", LAMPS]).done();
    office.run(&["assets", "publish"]).done();
    ada.syncs();
    office.run(&["assets", "remove", "lamps"]).done();
    ada.syncs();
    assert_eq!(of_code(&ada, "LAMP-0077").as_array().map(Vec::len), Some(1));
    let staged = office.run(&["assets", "import", "bins", &other_lamps(&ada)]).done();
    let file = office.data().join("place").join(text(&staged["sha256"]));
    std::fs::remove_file(&file).expect("the file goes");
    let examined = office.run(&["doctor"]);
    let cure = "the file of the staged layer bins is missing: import it again with `ronda-server assets import`, \
                or forget it with `ronda-server assets discard bins`";
    assert!(examined.code == 1 && examined.out.contains(cure), "{examined:?}");
    let refused = office.run(&["assets", "publish"]);
    assert!(refused.code == 1 && refused.err.contains(cure), "{refused:?}");
    office.run(&["assets", "discard", "bins"]).done();
    office.assert_sound();
    office.run(&["assets", "publish"]).done();
    ada.syncs();
    assert_eq!(of_code(&ada, "LAMP-0077"), json!([]));
    assert_eq!(files(&office), Vec::<String>::new());
}
