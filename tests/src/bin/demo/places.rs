// SPDX-License-Identifier: EUPL-1.2
//! The demo's city: its map, areas, house numbers and lamps are published, and one phone finds its way without network.

use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use ronda_tests::place::{BOUNDARIES, HOUSE_NUMBERS, LAMPS, add_pack, firenze};

use crate::step;

/// In via dei Calzaiuoli.
const HERE: [&str; 4] = ["--lat", "43.7712", "--lon", "11.2553"];

pub fn walk(office: &mut Office, ada: &Phone) {
    step("The municipality publishes its map, areas, house numbers and lamps");
    let pack = add_pack(office, &firenze().to_string_lossy(), "2023-01-01");
    office.run(&["boundaries", "import", BOUNDARIES]).done();
    office.run(&["taxonomy", "publish"]).done();
    office.run(&["gazetteer", "import", HOUSE_NUMBERS]).done();
    office.run(&["assets", "import", "lamps", LAMPS]).done();
    office.run(&["assets", "publish"]).done();
    let files = &ada.syncs()["place_files"];
    println!("   Ada's sync brings {files} files: streets, house numbers, lamps");
    let map = ada.run(&["maps", "get", "firenze"]).done();
    println!(
        "   she fetches the map too: {} bytes, hash checked ({})",
        map["bytes"],
        text(&pack["attribution"])
    );
    step("Without network her phone knows the city");
    office.stop();
    let found = &ada.run(&["streets", "calzaiuoli"]).done()[0];
    println!(
        "   \"calzaiuoli\" is {} at {}, {}",
        found["label"], found["lat"], found["lon"]
    );
    let at = ada.run(&[&["address"], &HERE[..]].concat()).done();
    println!(
        "   where she stands is {}, district {}",
        at["address"],
        text(&at["district"])
    );
    let lamp = &ada.run(&["assets", "--code", "lamp-0077"]).done()[0];
    println!("   lamp LAMP-0077 is {}", lamp["label"]);
    let filed = ada.files(&[&["--title", "Buca davanti al bar"], &HERE[..]].concat());
    println!(
        "   saved {} at {}",
        text(&filed["code"]),
        ada.show(&text(&filed["id"]))["address"]
    );
    let near = ["--lat", "43.77123", "--lon", "11.25534"];
    let like = ada
        .run(
            &[
                &["duplicates", "--category", "roads.pothole", "--text", "buca"],
                &near[..],
            ]
            .concat(),
        )
        .done();
    let like = &like[0];
    assert_eq!(like["id"], filed["id"]);
    println!(
        "   another one a few steps on: is it {}? ({})",
        text(&like["code"]),
        like["explanation"][0]
    );
    office.start();
    ada.syncs();
}
