// SPDX-License-Identifier: EUPL-1.2
//! A place without network: the map drawn from the phone's own file, a street found, a pin moved, a duplicate joined.

use std::collections::HashMap;

use image::RgbImage;
use ronda_tests::app::{App, PATIENCE, until_answer};
use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use ronda_tests::place::{BOUNDARIES, HOUSE_NUMBERS, LAMPS, add_pack, firenze};
use ronda_tests::wait::within;
use serde_json::{Value, json};

use crate::outside::Outside;
use crate::steps::{FIX, activate, two_photos};

/// In via dei Calzaiuoli, beside a lamp.
const HOLE: [&str; 4] = ["--lat", "43.77117", "--lon", "11.25528"];
/// What a theme draws, and how near a pixel comes to it: letters are thin, and soft at their edges.
type Drawn = [(&'static str, [u8; 3], u8); 4];
const LIGHT: Drawn = [
    ("a street", [0xff, 0xff, 0xff], 2),
    ("the edge of a street", [0xc9, 0xc1, 0xb4], 2),
    ("a house", [0xe1, 0xdc, 0xd3], 2),
    ("the name of a street", [0x17, 0x32, 0x4d], 24),
];
const DARK: Drawn = [
    ("a street", [0x3c, 0x50, 0x63], 2),
    ("the edge of a street", [0x0b, 0x14, 0x1d], 2),
    ("a house", [0x1f, 0x2e, 0x3d], 2),
    ("the name of a street", [0xed, 0xf3, 0xf9], 24),
];
const SUN: Drawn = [
    ("a street", [0xff, 0xff, 0xff], 2),
    ("the edge of a street", [0x2b, 0x2b, 0x2b], 2),
    ("a house", [0xdd, 0xdd, 0xdd], 2),
    ("the name of a street", [0x00, 0x00, 0x00], 24),
];
/// The outline of a new ticket's mark and where the phone is, and the icon in that mark.
pub type Inks = [[u8; 3]; 2];
pub const LIGHT_INKS: Inks = [[0x00, 0x66, 0xcc], [0x00, 0x4d, 0x99]];
const DARK_INKS: Inks = [[0x7a, 0xb8, 0xff], [0xa8, 0xd0, 0xff]];
const SUN_INKS: Inks = [[0x00, 0x3a, 0x80], [0x00, 0x26, 0x52]];
/// What a page may read: itself, its engine, its photos, its maps, and what it made itself.
const OWN: [&str; 6] = ["tauri:", "ipc:", "photo:", "map:", "blob:", "data:"];

#[test]
fn with_no_network_the_map_is_drawn_a_street_found_the_pin_moved_and_a_duplicate_joined() {
    let (mut office, hole, app, outside) = town();
    bring_the_map(&app);
    office.stop();
    the_map_is_drawn(&app);
    what_lies_on_it_is_drawn(&app, LIGHT_INKS);
    in_another_theme_it_has_other_colours(&app, "Sole", SUN, SUN_INKS);
    in_another_theme_it_has_other_colours(&app, "Scuro", DARK, DARK_INKS);
    nothing_was_asked_of_anybody(&app, &outside);
    begin_a_report(&app);
    the_pin_is_dragged(&app);
    the_street_is_found(&app);
    the_lamp_is_named_by_its_code(&app);
    the_duplicate_is_joined(&app, &hole);
    nothing_was_asked_of_anybody(&app, &outside);
    office.start();
    app.call("sync_now", &Value::Null).unwrap();
    until_answer(&app, "state", &Value::Null, |state| {
        (state["changes_owed"] == 0 && state["photos_owed"] == 0).then_some(())
    });
    assert_eq!(office.case(&hole)["photos"].as_array().map(Vec::len), Some(2));
    assert_eq!(office.cases().len(), 1, "nothing else was filed");
    office.assert_sound();
    outside.would_have_heard(&app);
}

/// An office that has published all it knows of places, a hole that a colleague filed there, an agent's app that has heard of it, and
/// all the world around it.
fn town() -> (Office, String, App, Outside) {
    let office = Office::open();
    add_pack(&office, &firenze().to_string_lossy(), "2023-01-01");
    office.run(&["boundaries", "import", BOUNDARIES]).done();
    office.run(&["taxonomy", "publish"]).done();
    office.run(&["gazetteer", "import", HOUSE_NUMBERS]).done();
    office.run(&["assets", "import", "lamps", LAMPS]).done();
    office.run(&["assets", "publish"]).done();
    let bruno = Phone::of(&office, "Bruno Prova", "agent");
    let hole = text(&bruno.files(&[&["--title", "Buca davanti al bar"], &HOLE[..]].concat())["id"]);
    bruno.syncs();
    let anna = office.hire("Anna Prova", "agent", &[]);
    let mut app = App::new(FIX);
    let outside = Outside::of(&mut app);
    app.start();
    // Nothing that the page reads may fall out of its own account of it.
    let all = "performance.setResourceTimingBufferSize(100_000)";
    app.browser().run(all, &[]).unwrap();
    activate(&app, &office, &anna);
    let some = |found: &Value| found.get(0).map(|_| ());
    until_answer(&app, "search_places", &json!({ "text": "calzaiuoli" }), some);
    until_answer(&app, "asset_of_code", &json!({ "code": "LAMP-0077" }), some);
    until_answer(&app, "ticket", &json!({ "id": hole }), |_| Some(()));
    (office, hole, app, outside)
}

/// What it is of and how large is said before; then it is here.
pub fn bring_the_map(app: &App) {
    app.tap("Altro");
    app.tap("Mappe senza rete");
    app.sees("ODbL-1.0");
    app.tap("Scarica (3,9 MB)");
    until_answer(app, "maps", &Value::Null, |maps| {
        maps[0]["file"].as_str().map(str::to_owned)
    });
    app.sees("Sul telefono");
}

fn the_map_is_drawn(app: &App) {
    app.browser().run("location.hash = '#/near/map'", &[]).unwrap();
    app.find("//*[@data-drawn='true']");
    app.sees("OpenStreetMap contributors");
    app.sees("Buca davanti al bar");
    let seen = the_ground_is_drawn(app, LIGHT);
    let (all, most) = (seen.values().sum::<usize>(), seen.values().max().copied().unwrap_or(0));
    assert!(seen.len() > 200, "only {} colours", seen.len());
    assert!(most * 10 < all * 9, "one colour covers {most} of {all} pixels");
    let paint = "return performance.getEntriesByName('map first paint').map(({ duration }) => duration)";
    let took_ms = app.browser().run(paint, &[]).unwrap()[0]
        .as_f64()
        .expect("it was measured");
    assert!(took_ms > 0.0, "the first paint took {took_ms} ms");
    let scale = "return document.querySelector('.map .scale').textContent";
    let before = app.browser().run(scale, &[]).unwrap();
    by_key(app, "++");
    app.until("a closer look by the key +", |browser| {
        browser.run(scale, &[]).ok().filter(|after| *after != before)
    });
}

/// Presses keys on the map.
pub fn by_key(app: &App, keys: &str) {
    let focus = "document.querySelector('canvas').focus()";
    app.browser().run(focus, &[]).unwrap();
    app.browser().press(keys).unwrap();
}

/// Streets, houses and names in these colours; answers how many pixels have which.
fn the_ground_is_drawn(app: &App, drawn: Drawn) -> HashMap<[u8; 3], usize> {
    let counts =
        |seen: &HashMap<[u8; 3], usize>| drawn.map(|(what, colour, within)| (what, count_of(seen, colour, within)));
    let mut last = None;
    let seen = within(PATIENCE, || {
        let seen = colours(&pixels(app));
        last = Some(counts(&seen));
        counts(&seen).iter().all(|(_, count)| *count >= 20).then_some(seen)
    });
    seen.unwrap_or_else(|| panic!("of all that a map shows there is {last:?}"))
}

/// The mark of the hole where the list leads to, and the phone with the circle in which it surely is.
fn what_lies_on_it_is_drawn(app: &App, [edge, icon]: Inks) {
    by_key(app, "---");
    go_to_the_ticket(app, "Buca davanti al bar");
    app.until("the mark of the ticket", |_| {
        is_a_mark(&middle(app, 23), [edge, icon]).then_some(())
    });
    app.tap("dove sono io");
    the_phone_is_drawn(app, edge);
}

/// Taps the row of a ticket below the map, which brings its place to the middle, and closes its card.
pub fn go_to_the_ticket(app: &App, title: &str) {
    // A row may be the last of the page, and would be tapped through the bar at the bottom.
    let row = "const row = [...document.querySelectorAll('.card button')].find(({ innerText }) => innerText.includes(arguments[0]));
        row?.scrollIntoView({ block: 'center' });
        row?.click();
        return row !== undefined;";
    app.until("the row of the ticket", |browser| {
        let tapped = browser.run(row, &[Value::from(title)]).ok();
        tapped.filter(|tapped| tapped == true)
    });
    app.tap("Chiudi");
}

/// The mark of a new ticket fills this picture.
pub fn is_a_mark(picture: &RgbImage, [edge, icon]: Inks) -> bool {
    let seen = colours(picture);
    // The icon is of thin lines, soft at their edges, in an ink that nothing else of the mark has.
    count_of(&seen, edge, 2) >= 60 && count_of(&seen, icon, 40) >= 8
}

/// A dot in the middle and a ring around it, with nothing of their colour between them.
fn the_phone_is_drawn(app: &App, ink: [u8; 3]) {
    app.until("where the phone is, and how surely", |_| {
        let all = middle(app, 60);
        let count = |reach: u32| {
            let part = image::imageops::crop_imm(&all, 60 - reach, 60 - reach, reach * 2, reach * 2);
            count_of(&colours(&part.to_image()), ink, 2)
        };
        let (dot, gap, ring) = (count(7), count(12) - count(9), count(60) - count(12));
        (dot >= 100 && gap <= 4 && ring >= 50).then_some(())
    });
}

fn in_another_theme_it_has_other_colours(app: &App, theme: &str, drawn: Drawn, inks: Inks) {
    app.browser().run("location.hash = '#/settings'", &[]).unwrap();
    app.tap(theme);
    app.browser().run("location.hash = '#/near/map'", &[]).unwrap();
    app.find("//*[@data-drawn='true']");
    the_ground_is_drawn(app, drawn);
    the_phone_is_drawn(app, inks[0]);
    what_lies_on_it_is_drawn(app, inks);
}

/// So many pixels around the middle of the map in each direction.
fn middle(app: &App, reach: u32) -> RgbImage {
    let [x, y, width, height] = place_of_map(app);
    let (left, top) = (x + width / 2 - reach, y + height / 2 - reach);
    image::imageops::crop_imm(&app.picture(), left, top, reach * 2, reach * 2).to_image()
}

/// The middle of the map, which nothing lies over.
fn pixels(app: &App) -> RgbImage {
    let [x, y, width, height] = place_of_map(app);
    image::imageops::crop_imm(&app.picture(), x + 10, y + 40, width - 90, height - 80).to_image()
}

/// Left, top, width and height of the map in the window, all of it in sight.
pub fn place_of_map(app: &App) -> [u32; 4] {
    // Not quite in the middle of the window, where the pointer lies that nobody moves.
    let place = "document.querySelector('canvas').style.scrollMarginTop = '120px';
        document.querySelector('canvas').scrollIntoView({ block: 'center' });
        const { x, y, width, height } = document.querySelector('canvas').getBoundingClientRect();
        return [x, y, width, height];";
    let found = app.browser().run(place, &[]).expect("where the map is");
    [0, 1, 2, 3].map(|at| found[at].as_f64().expect("a number") as u32)
}

pub fn colours(picture: &RgbImage) -> HashMap<[u8; 3], usize> {
    let mut seen = HashMap::new();
    for pixel in picture.pixels() {
        *seen.entry(pixel.0).or_insert(0) += 1;
    }
    seen
}

/// Pixels of about a colour.
pub fn count_of(seen: &HashMap<[u8; 3], usize>, colour: [u8; 3], within: u8) -> usize {
    let is_near = |found: &[u8; 3]| {
        found
            .iter()
            .zip(colour)
            .all(|(one, other)| one.abs_diff(other) <= within)
    };
    let near = seen.iter().filter(|(found, _)| is_near(found));
    near.map(|(_, count)| count).sum()
}

/// Whatever the page has read over a network's schemes is the phone's own, the policy lets it ask nobody else, and nobody was called.
fn nothing_was_asked_of_anybody(app: &App, outside: &Outside) {
    let names = "return performance.getEntriesByType('resource').map(({ name }) => name)";
    let names = app.browser().run(names, &[]).unwrap();
    let names: Vec<&str> = names
        .as_array()
        .expect("names")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let foreign: Vec<&&str> = names
        .iter()
        .filter(|name| !OWN.iter().any(|scheme| name.starts_with(scheme)))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    let ask = "const done = arguments[0];
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => done(effectiveDirective), { once: true });
        fetch('https://example.org/').then(() => done('let through'), () => {});";
    assert_eq!(app.browser().run_async(ask, &[]).unwrap(), "connect-src");
    assert_eq!(outside.heard(), [""; 0]);
}

fn begin_a_report(app: &App) {
    app.browser().run("location.hash = '#/shift'", &[]).unwrap();
    app.tap("Segnala");
    app.choose_files(&two_photos(app));
    app.tap("Continua");
    app.fill("Cerca il tipo", "buca");
    app.tap("Buca nella strada");
    app.sees("Dove?");
    app.find("//*[@data-drawn='true']");
}

/// What the draft on the disk says once it says what is wanted.
pub fn form<T>(app: &App, wanted: impl Fn(&Value) -> Option<T>) -> T {
    let drafts = app.call("drafts", &Value::Null).expect("the drafts");
    let id = text(&drafts[0]["id"]);
    until_answer(app, "draft_read", &json!({ "id": id }), |draft| wanted(&draft["form"]))
}

pub fn place(form: &Value, source: &str) -> Option<(f64, f64)> {
    let place = form["place"].clone();
    (place["source"] == source)
        .then(|| place["lat"].as_f64().zip(place["lon"].as_f64()))
        .flatten()
}

/// To the right is to the east, by about 26 metres, and the fix stays what it was.
fn the_pin_is_dragged(app: &App) {
    let measured = form(app, |form| place(form, "gps"));
    let pin = app.find("//button[contains(@aria-label, 'Segnaposto')]");
    app.browser().drag(&pin, 60, 0).expect("the pin is dragged");
    let (lat, lon) = form(app, |form| place(form, "pin"));
    let east_m = (lon - measured.1) * 111_320.0 * lat.to_radians().cos();
    let north_m = (lat - measured.0) * 111_320.0;
    assert!((15.0..40.0).contains(&east_m), "{east_m} m east");
    assert!(north_m.abs() < 5.0, "{north_m} m north");
    let fix = form(app, |form| form["device_fix"]["lon"].as_f64());
    assert!((fix - measured.1).abs() < 1e-9);
}

fn the_street_is_found(app: &App) {
    app.fill("Cerca una via", "calzaiuoli");
    app.tap("Via dei Calzaiuoli");
    form(app, |form| {
        place(form, "address")?;
        form["address"].as_str()?.contains("Calzaiuoli").then_some(())
    });
    app.sees("Trovato da");
}

fn the_lamp_is_named_by_its_code(app: &App) {
    // What is near the street and not what was near the pin: the list has grown, and nothing below it moves any more.
    app.sees("130 m");
    app.tap("Scrivi il codice");
    app.fill("Codice sull", "lamp-0077");
    app.tap("Trova");
    let (lat, lon) = form(app, |form| {
        place(form, "asset").filter(|_| form["asset_ref"] == "LAMP-0077")
    });
    assert!((lat - 43.77118).abs() < 1e-5 && (lon - 11.25527).abs() < 1e-5);
    app.sees("Oggetto LAMP-0077");
}

fn the_duplicate_is_joined(app: &App, hole: &str) {
    app.tap("È qui");
    app.sees("Forse già segnalata");
    app.sees("Buca davanti al bar");
    app.sees("Stesso tipo");
    app.find("//*[@data-drawn='true']");
    app.tap("aggiungo la mia foto");
    let photos = |ticket: &Value| (ticket["photos"].as_array().map(Vec::len) == Some(2)).then_some(());
    until_answer(app, "ticket", &json!({ "id": hole }), photos);
    assert_eq!(
        app.call("drafts", &Value::Null),
        Ok(json!([])),
        "the draft became an addition"
    );
}
