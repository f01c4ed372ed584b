// SPDX-License-Identifier: EUPL-1.2
//! `make pictures`: the README's four pictures, taken of the app in its window on phones that really work with an office.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::ImageEncoder as _;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use ronda_tests::app::{App, until_answer};
use ronda_tests::camera::{Scene, photo};
use ronda_tests::office::{Office, text};
use ronda_tests::phone::{PIN, Phone};
use ronda_tests::place::{add_pack, firenze};
use serde_json::{Value, json};

/// Where the crew stands.
const FIX: &str = "43.7696,11.2558,6";
const FOLDER: &str = "docs/pictures";
/// In the page: every letter and every picture that can be seen is drawn.
const DRAWN: &str = "const isSeen = (box) => box.bottom > 0 && box.top < innerHeight;
    const late = [...document.images].filter((image) => !image.complete && isSeen(image.getBoundingClientRect()));
    return document.fonts.status === 'loaded' && !late.length && !document.querySelector('[aria-busy=true]');";

/// What lies in the street: category, title, address, where, and the day by which the crew is to do it.
type Trouble = (&'static str, &'static str, &'static str, (f64, f64), Option<i64>);
const TROUBLES: [Trouble; 4] = [
    (
        "roads.pothole",
        "Buca davanti alla scuola",
        "Via della Colonna 12",
        (43.7714, 11.2632),
        Some(0),
    ),
    (
        "roads.pavement",
        "Lastra rotta sul marciapiede",
        "Borgo Pinti 40",
        (43.7729, 11.2649),
        Some(1),
    ),
    (
        "lighting.lamp_off",
        "Lampione spento alla fermata",
        "Piazza D'Azeglio 3",
        (43.7722, 11.2681),
        Some(6),
    ),
    (
        "roads.pothole",
        "Buca sulle strisce pedonali",
        "Via Alfani 70",
        (43.7741, 11.2597),
        None,
    ),
];

struct Town {
    office: Office,
    ada: Phone,
    tickets: Vec<String>,
}

fn main() {
    let folder = std::env::args()
        .nth(1)
        .map_or_else(|| PathBuf::from(FOLDER), PathBuf::from);
    let mut town = Town::open();
    let carla = town.office.hires("Carla Esempio", "crew", &["--crew", "ROADS-1"]);
    let mut app = App::new(FIX);
    app.start();
    activate(&app, &town.office, &carla);
    let all = |page: &Value| (page["total"] == TROUBLES.len()).then_some(());
    until_answer(&app, "today", &json!({}), all);
    // The small pictures come last.
    let rests = |state: &Value| (state["syncing"] == false && state["last_contact_at"].is_string()).then_some(());
    until_answer(&app, "state", &Value::Null, rests);
    app.tap("Cerca");
    app.tap("Oggi");
    app.sees("Buca davanti alla scuola");
    taken(&app, &folder, "app-today");
    mapped(&app);
    taken(&app, &folder, "app-map");
    app.tap("Elenco");
    town.contest(&app);
    app.tap("Altro");
    app.tap("Da decidere");
    app.sees("Tieni la mia");
    taken(&app, &folder, "app-conflicts");
    edited(&app);
    taken(&app, &folder, "app-photo");
}

impl Town {
    /// Troubles filed by an agent and given to a crew by the desk, one of them to a second crew too.
    fn open() -> Self {
        let office = Office::open();
        add_pack(&office, &firenze().to_string_lossy(), "2023-01-01");
        let (desk, ada) = (
            Phone::of(&office, "Olga Finta", "operator"),
            Phone::of(&office, "Ada Prova", "agent"),
        );
        let tickets: Vec<String> = TROUBLES
            .iter()
            .zip(1..)
            .map(|(trouble, seed)| filed(&ada, trouble, seed))
            .collect();
        ada.syncs();
        desk.syncs();
        for (id, (.., days)) in tickets.iter().zip(&TROUBLES) {
            desk.run(&["do", id, "take_charge", "--office", "ROADS"]).done();
            let due = days.map(day);
            let due: Vec<&str> = due.iter().flat_map(|day| ["--due", day.as_str()]).collect();
            desk.run(&[&["do", id.as_str(), "assign", "--crew", "ROADS-1"], due.as_slice()].concat())
                .done();
        }
        desk.syncs();
        ada.syncs();
        Self { office, ada, tickets }
    }

    /// Two people write the same title, neither having seen the other's.
    fn contest(&mut self, app: &App) {
        let id = &self.tickets[0];
        self.office.stop();
        self.ada
            .run(&["edit", id, "--title", "Buca profonda davanti alla scuola"])
            .done();
        let seen = app.call("ticket", &json!({ "id": id })).expect("the ticket is here")["heads"].clone();
        let fields = json!({ "id": id, "seen": seen, "fields": { "title": "Buca al civico 12, lato scuola" } });
        app.call("ticket_edit", &fields).expect("the title is written");
        self.office.start();
        self.ada.syncs();
        app.call("sync_now", &Value::Null).expect("a sync begins");
        until_answer(app, "conflicts", &json!({}), |found| found["items"].get(0).map(|_| ()));
    }
}

fn filed(phone: &Phone, (category, title, address, place, _): &Trouble, seed: u32) -> String {
    let picture = phone.file(&format!("IMG_{seed}.jpg"), &photo(Scene::at(place.0, place.1, seed)));
    let (lat, lon) = (place.0.to_string(), place.1.to_string());
    let answer = phone.run(&[
        "file",
        "--category",
        category,
        "--title",
        title,
        "--address",
        address,
        "--lat",
        &lat,
        "--lon",
        &lon,
        "--photo",
        &picture,
    ]);
    text(&answer.done()["id"])
}

/// A day so many days from now.
fn day(after: i64) -> String {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970");
    let at_ms = i64::try_from(now.as_millis()).expect("a moment") + (after + 1) * 24 * 3_600_000;
    ronda_shared::moment::rfc3339(at_ms)[..10].to_owned()
}

fn activate(app: &App, office: &Office, person: &str) {
    app.fill(
        "Codice o link",
        &format!("{}/enrol#{}", office.url(), office.code(person)),
    );
    app.tap("Continua");
    app.fill("Scegli un PIN", PIN);
    app.fill("Ripeti il PIN", PIN);
    app.tap("attiva");
    app.sees("Oggi");
}

/// The map of the town, fetched, and the crew's day on it.
fn mapped(app: &App) {
    app.call("download_map", &json!({ "name": "firenze" }))
        .expect("the map comes");
    until_answer(app, "maps", &Value::Null, |maps| {
        maps[0]["file"].as_str().map(str::to_owned)
    });
    app.tap("Mappa");
    app.find("//*[@data-drawn='true']");
    app.sees(&format!("In vista: {}", TROUBLES.len()));
}

/// A photo of a new report, the hole in it circled by hand and a corner of it blacked out.
fn edited(app: &App) {
    app.tap("Indietro");
    app.tap("Segnala");
    let file = app.file("IMG_9.jpg", &photo(Scene::at(43.7714, 11.2632, 9)));
    app.choose_files(&[file]);
    let drafts = until_answer(app, "drafts", &Value::Null, |drafts| {
        drafts[0]["photos"].get(0).map(|_| drafts.clone())
    });
    let (draft, shown) = (text(&drafts[0]["id"]), text(&drafts[0]["photos"][0]["id"]));
    let go = format!("location.hash = '#/photo/{draft}/{shown}'");
    app.browser().run(&go, &[]).expect("the address is set");
    app.tap("Disegna");
    let around: Vec<(i64, i64)> = (0..=32).map(|at| around_the_hole(f64::from(at) / 32.0)).collect();
    app.browser().draw(&around).expect("the circle is drawn");
    app.tap("Copri");
    app.browser()
        .draw(&[(34, 205), (70, 230), (104, 262)])
        .expect("the area is drawn");
    app.sees("Riquadro 1");
}

/// A point of a hand's circle around the hole of the scene, as its photo lies in the window.
fn around_the_hole(turn: f64) -> (i64, i64) {
    let angle = turn * std::f64::consts::TAU;
    let (x, y) = (212.0 + 92.0 * angle.cos(), 290.0 + 58.0 * angle.sin());
    (x.round() as i64, y.round() as i64)
}

/// The window as a small PNG.
fn taken(app: &App, folder: &Path, name: &str) {
    app.until("everything to be drawn", |browser| {
        browser.run(DRAWN, &[]).ok().filter(|drawn| drawn == true)
    });
    let shot = app.browser().screenshot().expect("a screenshot");
    let window = image::load_from_memory(&STANDARD.decode(shot).expect("base64"))
        .expect("a PNG")
        .to_rgb8();
    let mut file = Vec::new();
    PngEncoder::new_with_quality(&mut file, CompressionType::Best, FilterType::Adaptive)
        .write_image(
            window.as_raw(),
            window.width(),
            window.height(),
            image::ExtendedColorType::Rgb8,
        )
        .expect("encoding into memory");
    std::fs::create_dir_all(folder).expect("the folder");
    std::fs::write(folder.join(name).with_extension("png"), file).expect("the picture is written");
}
