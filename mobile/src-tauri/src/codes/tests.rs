// SPDX-License-Identifier: EUPL-1.2
//! Plates with codes, photographed as people hold their phones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use fast_qr::QRBuilder;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{GrayImage, ImageBuffer, Luma};

use super::read;

const SAID: &str = "https://example.it/lampioni/LAMP-0077?da=targhetta";
/// Edge of a module in the drawing that is photographed, and the white that belongs around a code.
const MODULE: u32 = 12;
const QUIET: u32 = 4;

/// A code as it is printed.
fn plate(text: &str) -> GrayImage {
    let code = QRBuilder::new(text).build().unwrap();
    let modules = u32::try_from(code.size).unwrap();
    ImageBuffer::from_fn(
        (modules + 2 * QUIET) * MODULE,
        (modules + 2 * QUIET) * MODULE,
        |x, y| {
            let at = |along: u32| usize::try_from(along / MODULE).ok()?.checked_sub(QUIET as usize);
            let dark = at(x)
                .zip(at(y))
                .is_some_and(|(x, y)| x < code.size && y < code.size && code[y][x].value());
            Luma([if dark { 0 } else { u8::MAX }])
        },
    )
}

/// Where the plate hangs in a photo of 1,600 x 1,200, and how: its edge in points, turned by so many degrees, seen from the side.
struct Held {
    edge: f32,
    turned: f32,
    aside: f32,
}

/// A photo of a plate on a grey pole, grainy, darker to one side, out of focus by a point or two.
fn photo_of(plate: &GrayImage, held: &Held) -> GrayImage {
    let (sin, cos) = held.turned.to_radians().sin_cos();
    let drawn = plate.width() as f32;
    let scene = ImageBuffer::from_fn(1600, 1200, |x, y| {
        let (dx, dy) = (x as f32 - 820.0, y as f32 - 590.0);
        let (u, v) = (dx * cos + dy * sin, dy * cos - dx * sin);
        // What is farther away is smaller.
        let depth = 1.0 + held.aside * u / held.edge;
        let on = |along: f32| (along / depth / held.edge + 0.5) * drawn;
        let (u, v) = (on(u), on(v));
        let within = |along: f32| along >= 0.0 && along < drawn;
        let bright = if within(u) && within(v) {
            40.0 + f32::from(plate.get_pixel(u as u32, v as u32).0[0]) * 0.6
        } else {
            95.0
        };
        let grain = (x.wrapping_mul(374_761_393) ^ y.wrapping_mul(668_265_263)).wrapping_mul(3_266_489_917) >> 27;
        Luma([(bright * (1.1 - 0.3 * x as f32 / 1600.0) + grain as f32) as u8])
    });
    imageops::blur(&scene, 1.2)
}

fn jpeg(picture: &GrayImage) -> Vec<u8> {
    let mut file = Vec::new();
    picture
        .write_with_encoder(JpegEncoder::new_with_quality(&mut file, 85))
        .unwrap();
    file
}

#[test]
fn a_code_is_read_from_near_and_far_turned_from_the_side_and_out_of_focus() {
    let plate = plate(SAID);
    for (edge, turned, aside) in [
        (800.0, 0.0, 0.0),
        (300.0, 0.0, 0.0),
        (420.0, 33.0, 0.0),
        (400.0, 180.0, 0.0),
        (500.0, -12.0, 0.18),
    ] {
        let held = Held { edge, turned, aside };
        assert_eq!(
            read(&jpeg(&photo_of(&plate, &held))),
            Ok(vec![SAID.to_owned()]),
            "{edge} {turned} {aside}"
        );
    }
}

#[test]
fn an_engraved_plate_is_read_bright_on_dark() {
    let mut engraved = plate(SAID);
    imageops::invert(&mut engraved);
    let held = Held {
        edge: 500.0,
        turned: 5.0,
        aside: 0.0,
    };
    assert_eq!(read(&jpeg(&photo_of(&engraved, &held))), Ok(vec![SAID.to_owned()]));
}

#[test]
fn a_small_code_in_a_large_photo_is_read_and_of_two_both() {
    let scene = |says: [&str; 2]| {
        let mut scene = GrayImage::from_pixel(2048, 1536, Luma([150]));
        for (text, x) in says.into_iter().zip([300, 1300]) {
            let small = imageops::resize(&plate(text), 130, 130, FilterType::Triangle);
            imageops::replace(&mut scene, &small, x, 700);
        }
        jpeg(&scene)
    };
    let mut both = read(&scene([SAID, "LAMP-0078"])).unwrap();
    both.sort();
    assert_eq!(both, ["LAMP-0078", SAID]);
}

#[test]
fn a_picture_without_a_code_says_nothing_whatever_its_size_and_a_file_that_is_none_is_refused() {
    for (width, height) in [(1, 1), (1, 40), (40, 1), (3, 2), (640, 480)] {
        let noise = ImageBuffer::from_fn(width, height, |x: u32, y: u32| {
            Luma([((x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519)) >> 19) as u8])
        });
        assert_eq!(read(&jpeg(&noise)), Ok(Vec::new()), "{width} x {height}");
    }
    assert!(read(b"no picture").is_err());
}
