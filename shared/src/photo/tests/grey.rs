// SPDX-License-Identifier: EUPL-1.2
//! A photo in grey keeps its shape and its brightness, and is bounded as every photo is.

use image::ExtendedColorType as Layout;

use super::fixtures::*;
use crate::photo::{Grey, PhotoError, grey};

#[test]
fn a_photo_in_grey_has_its_size_and_its_brightness_corner_by_corner() {
    let photo = grey(&png(&quarters(48, 32), 48, 32, Layout::Rgb8)).unwrap();
    assert_eq!((photo.width, photo.points.len()), (48, 48 * 32));
    let corners = [0, 47, 31 * 48, 31 * 48 + 47].map(|at| photo.points[at]);
    assert_eq!(
        corners,
        [80, 125, 42, 250],
        "red, green, blue and white as an eye weighs them"
    );
}

#[test]
fn halved_and_inverted_it_is_what_it_says_whatever_its_edges() {
    let photo = Grey {
        width: 3,
        points: vec![0, 10, 99, 20, 30, 99, 7, 7, 7],
    };
    let half = Grey {
        width: 1,
        points: vec![15],
    };
    assert_eq!(photo.halved(), half, "an odd column and an odd row are left out");
    assert_eq!(half.inverted().points, [240]);
    assert_eq!(half.halved().points, [0; 0]);
}

#[test]
fn a_large_photo_is_looked_at_within_the_stored_size_and_what_is_no_photo_is_refused() {
    let photo = grey(&jpeg(4000, 3000)).unwrap();
    assert_eq!((photo.width, photo.points.len()), (2048, 2048 * 1536));
    assert_eq!(
        grey(b"GIF89a").map(|_| ()),
        Err(PhotoError::Unsupported { kind: "a GIF" })
    );
    assert_eq!(grey(b"").map(|_| ()), Err(PhotoError::Empty));
}
