// SPDX-License-Identifier: EUPL-1.2
//! Files of places as cities really hand them over: what is wrong with one is said with its cure, and nothing of it is published.

use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use ronda_tests::place::{BOUNDARIES, HOUSE_NUMBERS, LAMPS, add_pack, firenze};
use serde_json::{Value, json};

const NOTHING: &str = r#"{"type":"FeatureCollection","features":[]}"#;

/// A file of one feature with this geometry.
fn feature(geometry: &Value) -> String {
    let feature = json!({ "type": "Feature", "geometry": geometry, "properties": { "code": "Q1" } });
    json!({ "type": "FeatureCollection", "features": [feature] }).to_string()
}

#[test]
fn a_file_that_is_not_what_it_should_be_is_refused_with_its_cure() {
    let office = Office::open();
    let before = office.run(&["taxonomy", "list"]).done();
    let folder = office.data().parent().expect("a folder").to_owned();
    let put = |name: &str, bytes: &[u8]| -> String {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("the file is written");
        path.to_string_lossy().into_owned()
    };
    let nothing = put("nothing.geojson", NOTHING.as_bytes());
    let line = json!({ "type": "LineString", "coordinates": [[11.25, 43.77], [11.26, 43.78]] });
    let line = put("line.geojson", feature(&line).as_bytes());
    let metres = json!({ "type": "Point", "coordinates": [1_681_000, 4_848_000] });
    let metres = put("metres.geojson", feature(&metres).as_bytes());
    let lamps = std::fs::read_to_string(LAMPS).expect("the lamps");
    let codeless = put(
        "codeless.geojson",
        lamps.replacen("\"code\"", "\"codice\"", 1).as_bytes(),
    );
    let latin = put("latin.csv", b"street;number;lon;lat\nVia Niccol\xf2;1;11.25;43.77\n");
    let commas = put("commas.csv", b"street,number,lon,lat\nVia Roma,1,11.25,43.77\n");
    let assets = |file| ["assets", "import", "lamps", file];
    let wgs = "WGS 84 (EPSG:4326)";
    for (typed, cure) in [
        (&["boundaries", "import", &nothing][..], "export the areas again"),
        (&["boundaries", "import", &line], wgs),
        (&["boundaries", "import", &metres], wgs),
        (&assets(&nothing), "assets remove"),
        (&assets(&line), wgs),
        (&assets(&metres), wgs),
        (&assets(&codeless), "feature 1 has no property"),
        (&assets(&latin), "save it as UTF-8"),
        (&["gazetteer", "import", &latin], "save it as UTF-8"),
        (&["gazetteer", "import", &commas], "the separator is a semicolon"),
        (&["taxonomy", "import", &latin], "save it as UTF-8"),
    ] {
        let refused = office.run(typed);
        let said = format!("{}{}", refused.out, refused.err);
        assert!(refused.code == 1 && said.contains(cure), "{typed:?}: {refused:?}");
    }
    for nothing in [["assets", "list"], ["assets", "diff"], ["gazetteer", "list"]] {
        assert_eq!(office.run(&nothing).done(), json!([]), "{nothing:?}");
    }
    assert_ne!(office.run(&["taxonomy", "publish"]).code, 0, "nothing was staged");
    assert_eq!(office.run(&["taxonomy", "list"]).done(), before);
}

#[test]
fn longitude_and_latitude_exchanged_are_noticed_where_the_city_is_known() {
    let office = Office::open();
    let folder = office.data().parent().expect("a folder").to_owned();
    let swapped = folder.join("swapped.csv");
    let numbers = std::fs::read_to_string(HOUSE_NUMBERS).expect("the numbers");
    let exchanged = numbers
        .replacen("lon", "x", 1)
        .replacen("lat", "lon", 1)
        .replacen('x', "lat", 1);
    std::fs::write(&swapped, exchanged).expect("the file is written");
    let swapped = swapped.to_string_lossy().into_owned();
    add_pack(&office, &firenze().to_string_lossy(), "2023-01-01");
    let refused = office.run(&["gazetteer", "import", &swapped]);
    assert!(
        refused.code == 1 && refused.err.contains("exchange the two"),
        "{refused:?}"
    );
    let imported = office.run(&["gazetteer", "import", HOUSE_NUMBERS]).done();
    let listed = office.run(&["gazetteer", "list"]).done();
    assert_eq!(listed, json!([imported]));
    assert_eq!(
        (&listed[0]["name"], &listed[0]["count"]),
        (&json!("house_numbers"), &json!(4))
    );
    office.run(&["gazetteer", "remove"]).done();
    assert_eq!(office.run(&["gazetteer", "list"]).done(), json!([]));
    office.assert_sound();
}

#[test]
fn every_via_roma_is_a_row_of_its_own_with_its_district_and_the_city_s_come_first() {
    let mut office = Office::open();
    office.run(&["boundaries", "import", BOUNDARIES]).done();
    office.run(&["taxonomy", "publish"]).done();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let numbers = ada.file(
        "numbers.csv",
        b"street;number;lon;lat\nVia Roma;1;11.6;43.9\nVia Roma;2;11.6001;43.9\nVia Roma;3;11.6002;43.9\n\
          Via Roma;1;11.2540;43.7711\nVia Roma;2;11.2541;43.7711\nVia Roma;1;11.20;43.80\nVia Verdi;1;11.2540;43.7720\n",
    );
    assert_eq!(office.run(&["gazetteer", "import", &numbers]).done()["count"], 7);
    ada.syncs();
    office.stop();
    let found = ada.run(&["streets", "via roma"]).done();
    let rows = found.as_array().expect("a list").iter();
    let rows: Vec<(String, String)> = rows
        .map(|row| (text(&row["label"]), row["detail"].to_string()))
        .collect();
    assert_eq!(rows.len(), 3, "{found}");
    assert!(rows.iter().all(|(label, _)| label == "Via Roma"));
    assert_eq!(rows[2].1, "null", "the one outside the city comes last: {found}");
    assert!(
        rows[0].1 != rows[1].1 && rows[0].1 != "null" && rows[1].1 != "null",
        "{found}"
    );
    let near = ada
        .run(&["streets", "via roma", "--lat", "43.9", "--lon", "11.6"])
        .done();
    assert!(
        near[0]["distance_m"].as_f64().is_some_and(|metres| metres < 30.0),
        "{near}"
    );
}
