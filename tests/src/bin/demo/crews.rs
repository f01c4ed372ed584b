// SPDX-License-Identifier: EUPL-1.2
//! The walk "two crews close the same case while the desk reassigns it", told in plain words.

use ronda_tests::camera::{Scene, photo};
use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use serde_json::Value;

use super::step;

const PLACE: (f64, f64) = (43.771_12, 11.253_94);

/// The office and the two crews of the walk.
struct Crews<'a> {
    office: &'a Office,
    carla: Phone,
    dario: Phone,
}

/// Walks through it on a case that the office has in its list.
pub(super) fn walk(office: &Office, id: &str) {
    step("Two crews close the same case while the desk reassigns it");
    let phone = |name: &str, crew: &str| {
        let person = office.hires(name, "crew", &["--crew", crew]);
        Phone::enrolled(office, &person, &office.url())
    };
    let crews = Crews {
        office,
        carla: phone("Carla Esempio", "ROADS-1"),
        dario: phone("Dario Esempio", "ROADS-2"),
    };
    crews.assigned(id);
    crews.at_once(id);
    crews.merged(id);
    crews.told(id);
}

impl Crews<'_> {
    fn assigned(&self, id: &str) {
        self.desk(id, &["take_charge", "--office", "ROADS"]);
        self.desk(id, &["assign", "--crew", "ROADS-1", "--due", "2030-05-04"]);
        self.carla.syncs();
        self.dario.syncs();
        println!("   the desk takes the case and assigns it to crew ROADS-1; Carla's phone lists it under `today`:");
        for row in self.carla.run(&["today"]).done().as_array().expect("a day") {
            println!(
                "      {}  {}  due {}",
                text(&row["code"]),
                row["title"],
                text(&row["due"])
            );
        }
        self.carla.run(&["do", id, "accept"]).done();
        self.carla.syncs();
    }

    fn at_once(&self, id: &str) {
        println!("   then nobody hears of anybody:");
        let after = |phone: &Phone, seed| phone.file("dopo.jpg", &photo(Scene::at(PLACE.0, PLACE.1, seed)));
        self.carla.run(&["do", id, "start"]).done();
        let (lat, lon) = (PLACE.0.to_string(), PLACE.1.to_string());
        let here = ["--outcome", "fixed_on_site", "--lat", &lat, "--lon", &lon, "--photo"];
        let picture = after(&self.carla, 7);
        self.carla
            .run(&[&["do", id, "resolve"], &here[..], &[&picture]].concat())
            .done();
        println!("   - Carla of ROADS-1 works and closes it, with a photo and her position");
        let picture = after(&self.dario, 8);
        self.dario
            .run(&[&["do", id, "resolve_on_spot"], &here[..], &[&picture]].concat())
            .done();
        println!("   - Dario of ROADS-2 passes by and closes it too");
        self.desk(id, &["transfer", "--office", "LAMPS", "--reason", "not ours after all"]);
        self.desk(id, &["assign", "--crew", "LAMPS-3"]);
        println!("   - the desk passes it to the office of the lamps, which assigns LAMPS-3");
    }

    fn merged(&self, id: &str) {
        for phone in [&self.carla, &self.dario, &self.carla] {
            phone.syncs();
        }
        let case = self.office.case(id);
        assert_eq!(case["status"], "resolved");
        assert_eq!(self.carla.show(id)["heads"], case["heads"]);
        println!(
            "   everybody syncs; the case is {} on every side:",
            text(&case["status"])
        );
        for event in case["events"].as_array().expect("events") {
            let overtaken = if event["superseded_by"].is_null() {
                ""
            } else {
                "   (kept, overtaken by the work in the street)"
            };
            println!(
                "      {:<16} {}{overtaken}",
                text(&event["kind"]),
                text(&event["by_name"])
            );
        }
        println!("   both visits are kept, each with its distance:");
        for visit in case["visits"].as_array().expect("visits") {
            let metres = visit["distance_m"].as_f64();
            let metres = metres.map_or_else(|| "no fix".to_owned(), |metres| format!("{metres:.0} m away"));
            println!("      {} {}: {metres}", text(&visit["by_name"]), text(&visit["phase"]));
        }
    }

    fn told(&self, id: &str) {
        println!("   whoever lost is told on his own device, offline included:");
        for (who, phone) in [("Carla", &self.carla), ("Dario", &self.dario)] {
            let told = phone.run(&["notices", id, "--read"]).done();
            for notice in notices(&told) {
                println!("      {who}: {}", text(&notice["sentence"]));
            }
        }
        let case = self.office.case(id);
        let sentences = case["notices"].as_array().expect("notices");
        println!(
            "      the office: {} notices, read by the crews once they sync",
            sentences.len()
        );
        self.carla.syncs();
        self.dario.syncs();
    }

    fn desk(&self, id: &str, what: &[&str]) {
        self.office.run(&[&["case", "do", id], what].concat()).done();
    }
}

fn notices(told: &Value) -> impl Iterator<Item = &Value> {
    let tickets = told.as_array().expect("tickets").iter();
    tickets.flat_map(|ticket| ticket["notices"].as_array().expect("notices"))
}
