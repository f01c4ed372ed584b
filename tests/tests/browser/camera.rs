// SPDX-License-Identifier: EUPL-1.2
//! What a phone's camera leaves behind in plain: nothing once its photo is kept, a draft after a kill.

use std::fs;

use ronda_tests::app::{App, until_answer};
use ronda_tests::camera::{Scene, photo};
use ronda_tests::office::Office;
use ronda_tests::phone::Phone;
use serde_json::json;
use tempfile::TempDir;

use crate::steps::{FIX, unlock};

#[test]
fn a_photo_taken_while_the_app_was_ended_comes_back_as_a_draft_and_its_file_goes() {
    let office = Office::open();
    let phone = Phone::of(&office, "Anna Prova", "agent");
    let pictures = TempDir::new().unwrap();
    let (whole, cut) = (pictures.path().join("JPEG_1_.jpg"), pictures.path().join("JPEG_2_.jpg"));
    let file = photo(Scene::at(43.7696, 11.2558, 5));
    fs::write(&whole, &file).unwrap();
    fs::write(&cut, &file[..file.len() / 3]).unwrap();

    let mut app = App::new(FIX);
    app.set("RONDA_HOME", &phone.home().to_string_lossy());
    app.set("RONDA_PICTURES", &pictures.path().to_string_lossy());
    app.start();
    unlock(&app);
    let drafts = until_answer(&app, "drafts", &json!(null), |drafts| {
        drafts.get(0).map(|_| drafts.clone())
    });
    assert_eq!(drafts.as_array().map(Vec::len), Some(1), "{drafts}");
    assert_eq!(drafts[0]["photos"].as_array().map(Vec::len), Some(1), "{drafts}");
    assert!(!whole.exists(), "nothing of it lies about in plain");
    assert!(cut.exists(), "one that may still be being written stays");

    fs::write(&whole, &file).unwrap();
    app.tap("Segnala");
    app.choose_files(&[whole.to_string_lossy().into_owned()]);
    app.until("the camera's copy of a kept photo to go", |_| {
        (!whole.exists()).then_some(())
    });
}
