// SPDX-License-Identifier: EUPL-1.2
//! Codes read from photos of them: the office's own QR as its command line prints it, and the plate of a lamp.

use std::fs;
use std::path::Path;

use fast_qr::QRBuilder;
use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, Luma};
use ronda_tests::app::{App, until_answer};
use ronda_tests::camera::{Scene, photo};
use ronda_tests::office::Office;
use ronda_tests::place::LAMPS;
use ronda_tests::program;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::place::form;
use crate::steps::{FIX, choose_pin, two_photos};

#[test]
fn photos_of_their_codes_activate_a_phone_and_name_a_lamp() {
    let office = Office::open();
    office.run(&["assets", "import", "lamps", LAMPS]).done();
    office.run(&["assets", "publish"]).done();
    let anna = office.hire("Anna Prova", "agent", &[]);
    let pictures = TempDir::new().unwrap();
    let mut app = App::new(FIX);
    app.set("RONDA_PICTURES", &pictures.path().to_string_lossy());
    app.start();

    app.tap("Inquadra il QR");
    shoot(&app, pictures.path(), &photo(Scene::at(43.7696, 11.2558, 5)));
    app.sees("non si legge nessun codice");
    shoot(
        &app,
        pictures.path(),
        &photo_of(&plate("https://example.it/lampioni/LAMP-0077")),
    );
    app.sees("non si legge nessun codice adatto");
    shoot(&app, pictures.path(), &photo_of(&printed(&office, &anna)));
    choose_pin(&app);

    until_answer(&app, "asset_of_code", &json!({ "code": "LAMP-0077" }), |found| {
        found.get(0).map(|_| ())
    });
    app.tap("Segnala");
    app.choose_files(&two_photos(&app));
    app.tap("Continua");
    app.fill("Cerca il tipo", "lampione");
    app.tap("Lampione spento");
    app.tap("Inquadra il codice");
    shoot(
        &app,
        pictures.path(),
        &photo_of(&plate("https://example.it/lampioni/LAMP-0077?da=targhetta")),
    );
    app.sees("Oggetto LAMP-0077");
    assert_eq!(
        form(&app, |form| form["asset_ref"].as_str().map(str::to_owned)),
        "LAMP-0077"
    );
    let drafts = app.call("drafts", &Value::Null).unwrap();
    assert_eq!(drafts.as_array().map(Vec::len), Some(1), "{drafts}");
    assert_eq!(
        drafts[0]["photos"].as_array().map(Vec::len),
        Some(2),
        "a code's photo is not the report's: {drafts}"
    );
}

/// Takes a photo of a code: the camera leaves a file behind, which is gone once it was read.
fn shoot(app: &App, pictures: &Path, file: &[u8]) {
    app.sees("Fotografa il codice");
    let path = pictures.join("JPEG_7_.jpg");
    fs::write(&path, file).unwrap();
    app.choose_files(&[path.to_string_lossy().into_owned()]);
    app.until("the camera's copy of a photo of a code to go", |_| {
        (!path.exists()).then_some(())
    });
}

/// Whether each point of a code is bright, row by row.
type Bright = Vec<Vec<bool>>;

/// What the office's command line prints for a person, as it stands on a dark terminal.
fn printed(office: &Office, person: &str) -> Bright {
    let answer = program::run(&mut office.command(&["enrol", "--person", person]), &[]);
    let lines = answer.out.lines().take_while(|line| line.contains(['█', '▀', '▄']));
    let both =
        |line: &str| ["█▀", "█▄"].map(|bright| line.chars().map(|half| bright.contains(half)).collect::<Vec<_>>());
    let rows: Bright = lines.flat_map(both).collect();
    assert!(rows.len() > 20, "{answer:?}");
    rows
}

/// A plate with its code, black on white.
fn plate(text: &str) -> Bright {
    let code = QRBuilder::new(text).build().unwrap();
    let quiet = 4;
    let module = |at: usize| at.checked_sub(quiet).filter(|at| *at < code.size);
    let is_bright = |x, y| !module(x).zip(module(y)).is_some_and(|(x, y)| code[y][x].value());
    let edge = code.size + 2 * quiet;
    (0..edge)
        .map(|y| (0..edge).map(|x| is_bright(x, y)).collect())
        .collect()
}

/// A photo of it on something dark, a little crooked.
fn photo_of(bright: &Bright) -> Vec<u8> {
    const MODULE: f32 = 14.0;
    let (sin, cos) = 6_f32.to_radians().sin_cos();
    let scene = GrayImage::from_fn(1600, 1200, |x, y| {
        let (dx, dy) = (x as f32 - 800.0, y as f32 - 600.0);
        let half = bright.len() as f32 / 2.0;
        let (u, v) = (
            (dx * cos + dy * sin) / MODULE + half,
            (dy * cos - dx * sin) / MODULE + half,
        );
        let row = (v >= 0.0 && u >= 0.0).then(|| bright.get(v as usize)).flatten();
        let is_bright = row.and_then(|row| row.get(u as usize)).is_some_and(|bright| *bright);
        Luma([if is_bright { 215 } else { 45 }])
    });
    let mut file = Vec::new();
    scene
        .write_with_encoder(JpegEncoder::new_with_quality(&mut file, 88))
        .unwrap();
    file
}
