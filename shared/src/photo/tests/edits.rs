// SPDX-License-Identifier: EUPL-1.2
//! Photos are turned and blacked out while they are taken in, and nothing of what was covered remains.

use super::fixtures::*;
use crate::photo::{PhotoEdits, PhotoError, Region, intake, intake_edited, one_hand, thumbnail_of, verify_stored};

fn turned(quarter_turns: u8) -> PhotoEdits {
    PhotoEdits {
        quarter_turns,
        ..PhotoEdits::default()
    }
}

fn black(x: f64, y: f64, width: f64, height: f64) -> PhotoEdits {
    PhotoEdits {
        blackouts: vec![Region { x, y, width, height }],
        ..PhotoEdits::default()
    }
}

#[test]
fn a_quarter_turn_is_clockwise_and_four_are_none() {
    let file = jpeg(64, 48);
    let plain = intake(&file).unwrap();
    assert_eq!(intake_edited(&file, &turned(0), &one_hand).unwrap().photo, plain);
    let photo = intake_edited(&file, &turned(1), &one_hand).unwrap().photo;
    assert_eq!((photo.width, photo.height), (48, 64));
    assert_colours(
        &Seen::of(&photo.jpeg).quarters(),
        &[BLUE, RED, WHITE, GREEN],
        "one quarter",
    );
}

#[test]
fn nothing_of_a_blacked_out_area_is_in_photo_or_thumbnail() {
    let file = jpeg(640, 480);
    let edited = intake_edited(&file, &black(0.0, 0.0, 0.5, 0.5), &one_hand).unwrap();
    assert!(verify_stored(&edited.photo.jpeg).is_ok());
    for jpeg in [&edited.photo.jpeg, &edited.photo.thumbnail] {
        let seen = Seen::of(jpeg).quarters();
        assert_colours(&seen, &[[0, 0, 0], GREEN, BLUE, WHITE], "a quarter blacked out");
    }
    assert_ne!(edited.photo.thumbhash, intake(&file).unwrap().thumbhash);
}

#[test]
fn the_photo_before_it_was_blacked_out_is_given_for_sealing_alone() {
    let file = jpeg(64, 48);
    assert_eq!(intake_edited(&file, &turned(1), &one_hand).unwrap().original, None);
    let edited = intake_edited(&file, &black(0.1, 0.1, 0.2, 0.2), &one_hand).unwrap();
    let original = edited.original.unwrap();
    assert_eq!(original, intake(&file).unwrap().jpeg);
    assert!(thumbnail_of(&original).is_ok());
}

#[test]
fn edits_that_cannot_be_done_are_refused() {
    let file = jpeg(64, 48);
    let many = PhotoEdits {
        blackouts: vec![black(0.0, 0.0, 0.1, 0.1).blackouts[0]; 65],
        ..PhotoEdits::default()
    };
    let wrong = [
        turned(4),
        black(0.5, 0.5, 0.6, 0.1),
        black(-0.1, 0.0, 0.5, 0.5),
        black(0.0, 0.0, f64::NAN, 0.5),
        black(0.0, 0.0, 0.0, 0.5),
        many,
    ];
    for edits in wrong {
        assert_eq!(intake_edited(&file, &edits, &one_hand).unwrap_err(), PhotoError::Edits);
    }
}
