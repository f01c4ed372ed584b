// SPDX-License-Identifier: EUPL-1.2
//! Tickets near one spot: one circle with their number from afar, and marks of their own once it is tapped, which say their category.

use std::collections::HashMap;

use image::RgbImage;
use ronda_tests::app::{App, until_answer};
use ronda_tests::office::Office;
use ronda_tests::phone::Phone;
use ronda_tests::place::{add_pack, firenze};
use serde_json::json;

use crate::place::{LIGHT_INKS, bring_the_map, by_key, colours, count_of, go_to_the_ticket, is_a_mark, place_of_map};
use crate::steps::{FIX, activate};

/// In piazza Santa Croce; the second lies 25 m to the east of the first, the third, of another category of the same group, 25 m to
/// the north.
const HOLES: [[&str; 4]; 3] = [
    ["roads.pothole", "Buca alla statua", "43.768600", "11.262200"],
    ["roads.pothole", "Buca alla panchina", "43.768600", "11.262511"],
    ["roads.manhole", "Tombino al chiosco", "43.768825", "11.262200"],
];
/// Where they are once the map is at zoom 17.2, in pixels from the middle between them: 0.3755 m each.
const APART: [(i64, i64); 3] = [(-22, 22), (44, 22), (-22, -44)];
/// Letters over the circle.
const WHITE: [u8; 3] = [0xff, 0xff, 0xff];

#[test]
fn tickets_near_one_spot_are_one_circle_with_their_number_and_a_tap_opens_it() {
    let office = Office::open();
    add_pack(&office, &firenze().to_string_lossy(), "2023-01-01");
    let bruno = Phone::of(&office, "Bruno Prova", "agent");
    let filed = HOLES.map(|[category, title, lat, lon]| {
        let what = ["--category", category, "--title", title, "--lat", lat, "--lon", lon];
        bruno.run(&[&["file"][..], &what].concat()).done()
    });
    bruno.syncs();
    let anna = office.hire("Anna Prova", "agent", &[]);
    let mut app = App::new(FIX);
    app.start();
    activate(&app, &office, &anna);
    for hole in &filed {
        until_answer(&app, "ticket", &json!({ "id": hole["id"] }), |_| Some(()));
    }
    bring_the_map(&app);
    app.browser().run("location.hash = '#/near/map'", &[]).unwrap();
    app.find("//*[@data-drawn='true']");
    app.until("the square with the holes", |_| {
        by_key(&app, "-");
        app.text().contains(HOLES[0][1]).then_some(())
    });
    go_to_the_ticket(&app, HOLES[0][1]);
    app.until("three marks nearby", |_| {
        is_a_mark(&around(&app, (0, 0)), LIGHT_INKS).then_some(())
    });
    by_key(&app, "--");
    let (x, y) = app.until("one circle with a number", |_| circle(&app));
    app.browser().draw(&[(x, y)]).unwrap();
    app.until("a mark for each ticket", |_| {
        let marks = APART.map(|at| is_a_mark(&around(&app, at), LIGHT_INKS));
        (marks == [true; 3]).then_some(())
    });
    assert_eq!(circle(&app), None, "the circle is gone");
    let [hole, other_hole, manhole] = APART.map(|at| letters(&app, at));
    let (same, different) = (unlike(&hole, &other_hole), unlike(&hole, &manhole));
    assert!(
        same < UNLIKE && different > UNLIKE,
        "two holes differ by {same}, a hole and a manhole by {different}"
    );
}

/// Marks stand between pixels, so that not even equal ones have equal pixels: wherever two do, BU differs from BU by 0.38 at most,
/// and from TO by 0.50 at least.
const UNLIKE: f64 = 0.44;

/// The letters of a mark, on the plate at its upper left corner.
fn letters(app: &App, (right, down): (i64, i64)) -> RgbImage {
    cut(app, middle(app, right - 14, down - 15), 10)
}

/// How much of all their ink two pictures do not share, where they cover each other best; the edge of the plate is left out.
fn unlike(one: &RgbImage, other: &RgbImage) -> f64 {
    // The letters are nearly black, and most of all not blue.
    let ink = |picture: &RgbImage, x: u32, y: u32| u64::from(u8::MAX - picture.get_pixel(x, y).0[2]);
    let part = |right: u32, down: u32| {
        let (mut apart, mut all) = (0, 0);
        for (x, y) in (3..17).flat_map(|x| (5..15).map(move |y| (x, y))) {
            let (here, there) = (ink(one, x, y), ink(other, x + right - 2, y + down - 2));
            apart += here.abs_diff(there);
            all += here.max(there);
        }
        apart as f64 / all.max(1) as f64
    };
    let shifts = (0..=4).flat_map(|right| (0..=4).map(move |down| (right, down)));
    shifts.map(|(right, down)| part(right, down)).fold(1.0, f64::min)
}

/// What is around a point of the map, so far from its middle.
fn around(app: &App, (right, down): (i64, i64)) -> RgbImage {
    cut(app, middle(app, right, down), 23)
}

/// A point of the window, so far from the middle of the map.
fn middle(app: &App, right: i64, down: i64) -> (i64, i64) {
    let [x, y, width, height] = place_of_map(app).map(i64::from);
    (x + width / 2 + right, y + height / 2 + down)
}

fn cut(app: &App, (x, y): (i64, i64), reach: u32) -> RgbImage {
    let corner = [x, y].map(|at| u32::try_from(at).unwrap() - reach);
    image::imageops::crop_imm(&app.picture(), corner[0], corner[1], reach * 2, reach * 2).to_image()
}

/// Where a filled circle of 20 pixels lies near the middle of the map, with a number in it and nothing else.
fn circle(app: &App) -> Option<(i64, i64)> {
    const REACH: u32 = 45;
    let [ink, _] = LIGHT_INKS;
    let seen = cut(app, middle(app, 0, 0), REACH);
    let is_inked = |pixel: [u8; 3]| count_of(&HashMap::from([(pixel, 1)]), ink, 2) == 1;
    let inked = seen.enumerate_pixels().filter(|(_, _, pixel)| is_inked(pixel.0));
    let inked: Vec<(u32, u32)> = inked.map(|(x, y, _)| (x, y)).collect();
    let count = u32::try_from(inked.len()).unwrap();
    if !(950..=1_300).contains(&count) {
        return None;
    }
    let sum = inked.iter().fold((0, 0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
    let (x, y) = (sum.0 / count, sum.1 / count);
    let within = colours(&image::imageops::crop_imm(&seen, x.checked_sub(11)?, y.checked_sub(11)?, 22, 22).to_image());
    let (ground, number) = (count_of(&within, ink, 2), count_of(&within, WHITE, 24));
    let place = middle(app, i64::from(x) - i64::from(REACH), i64::from(y) - i64::from(REACH));
    (ground >= 300 && (8..=120).contains(&number)).then_some(place)
}
