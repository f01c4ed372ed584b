// SPDX-License-Identifier: EUPL-1.2
//! P16: a place without network on a full phone: the nearest address, a street as one types, duplicates, the map's first paint.

use std::time::Instant;

use ronda_field::engine::Engine;
use ronda_shared::duplicates::Sought;
use ronda_tests::app::App;
use ronda_tests::office::Office;
use ronda_tests::phone::Phone;
use ronda_tests::place::{add_pack, fill, firenze, grid};
use ronda_tests::work::MORNING_MS;

use super::window::{self, FIX};
use super::{Extent, say};
use crate::outcome::{Line, median, percentile};
use crate::stage::{engine, office, seeded, synced};

/// What a phone knows of a large city: so many pieces of street, and as many house numbers.
const PIECES: usize = 100_000;
/// Looks of each kind.
const LOOKS: usize = 400;
/// What the design allows for an address or a street.
const PLACE_MS: f64 = 5.0;
/// One frame of a screen.
const FRAME_MS: f64 = 16.0;
const DAY_MS: i64 = 86_400_000;
/// What somebody types, letter by letter: words of a sixth of all streets, of every street, of one street, of none, and a name that
/// a dozen streets bear.
const TYPED: [&str; 11] = [
    "g",
    "gari",
    "garibaldi",
    "via",
    "via roma",
    "via roma 4",
    "san nicc",
    "niccolò",
    "della scala 1204",
    "pinti 15",
    "xilofono",
];

pub fn measure(extent: Extent, lines: &mut Vec<Line>) {
    let (count, name) = if extent.quick {
        (5_000, "5,000")
    } else {
        (50_000, "50,000")
    };
    let mut office = office();
    add_pack(&office, &firenze().to_string_lossy(), "2023-01-01");
    let phone = full_phone(&office, count);
    office.stop();
    lines.extend(duplicates(&engine(&phone), name));
    lines.extend(painted(&phone, extent.runs, name));
    say("streets and house numbers");
    let mut opened = engine(&phone);
    fill(opened.store_mut(), grid(PIECES));
    lines.extend(places(&opened));
}

/// An agent's phone that has heard of so many tickets and holds the map.
fn full_phone(office: &Office, count: u64) -> Phone {
    say(&format!("a phone with {count} tickets and a map"));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    seeded(&runtime, office, count);
    let phone = Phone::of(office, "Ada Prova", "agent");
    let mut opened = engine(&phone);
    synced(&mut opened);
    let held = opened.store().ticket_ids().expect("the ids").len() as u64;
    assert!(held >= count, "{held} of {count} tickets arrived");
    drop(opened);
    phone.run(&["maps", "get", "firenze"]).done();
    phone
}

/// A spot of the measured city, another at each turn.
fn spot(at: usize) -> (f64, f64) {
    (
        43.745 + (at * 37 % 500) as f64 / 10_000.0,
        11.18 + (at * 91 % 700) as f64 / 5_000.0,
    )
}

/// A spot of the made-up streets (`grid`), another at each turn: before a house number, nearer to a street than to any number,
/// and far from both.
fn among_streets(at: usize) -> (f64, f64) {
    const OFF: [f64; 3] = [0.000_2, 0.000_6, 0.002_5];
    (
        43.6 + (at % 50) as f64 * 0.005 + OFF[at % OFF.len()],
        11.0 + (at * 37 % 990) as f64 * 0.000_25,
    )
}

fn duplicates(engine: &Engine, name: &str) -> [Line; 2] {
    say("looking for duplicates");
    let mut found = 0;
    let times = timed(|at| {
        let mut sought = Sought::of("roads.pothole", spot(at), None);
        sought.words = "buca profonda vicino alla scuola".to_owned();
        sought.now_ms = MORNING_MS + DAY_MS;
        found += engine.duplicates(&sought).expect("the tickets are read").len();
    });
    assert!(found > 0, "some of the places have a likely duplicate");
    bounded(&format!("likely duplicates among {name} tickets"), &times, FRAME_MS)
}

/// From the moment the screen of the map begins until streets, houses and tickets are drawn; a new start each time.
fn painted(phone: &Phone, runs: usize, name: &str) -> Vec<Line> {
    let what = format!("first paint of the map of Firenze with {name} tickets around");
    if let Some(missing) = window::lacks() {
        return vec![Line::not_run(what, missing)];
    }
    say("the map's first paint");
    let mut app = App::new(FIX);
    app.set("RONDA_HOME", &phone.home().to_string_lossy());
    let times: Vec<f64> = (0..runs).map(|_| first_paint_ms(&mut app)).collect();
    vec![
        Line::told("P16", what, (median(&times), "ms")),
        Line::told("P16", "the slowest of these", (percentile(&times, 100.0), "ms")),
    ]
}

fn first_paint_ms(app: &mut App) -> f64 {
    app.start();
    window::unlock(app);
    app.browser()
        .run("location.hash = '#/near/map'", &[])
        .expect("the map is opened");
    let measured = "return performance.getEntriesByName('map first paint')[0]?.duration ?? null";
    let took = app.until("the drawn map", |browser| browser.run(measured, &[]).ok()?.as_f64());
    app.kill();
    took
}

fn places(engine: &Engine) -> Vec<Line> {
    let mut found = 0;
    let nearest = timed(|at| found += usize::from(engine.address_at(among_streets(at)).expect("an answer").is_some()));
    assert!(found > LOOKS / 2, "only {found} of {LOOKS} places have an address");
    let typed = |near: bool| {
        timed(|at| {
            let near = near.then(|| among_streets(at));
            engine
                .search_places(TYPED[at % TYPED.len()], near)
                .expect("the streets are read");
        })
    };
    let of = "in 100,000 pieces of street and as many house numbers";
    [
        bounded(&format!("nearest address {of}"), &nearest, PLACE_MS),
        bounded(&format!("a street as one types {of}"), &typed(false), PLACE_MS),
        bounded(
            &format!("a street as one types, the nearest first, {of}"),
            &typed(true),
            PLACE_MS,
        ),
    ]
    .concat()
}

fn timed(mut look: impl FnMut(usize)) -> Vec<f64> {
    let one = |at| {
        let began = Instant::now();
        look(at);
        began.elapsed().as_secs_f64() * 1_000.0
    };
    (0..LOOKS).map(one).collect()
}

fn bounded(what: &str, times: &[f64], most_ms: f64) -> [Line; 2] {
    let line = |what: String, ms| Line::bounded("P16", what, (ms, "ms"), most_ms);
    [
        line(what.to_owned(), median(times)),
        line(format!("{what}, 99 of 100"), percentile(times, 99.0)),
    ]
}
