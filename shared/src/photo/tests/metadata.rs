// SPDX-License-Identifier: EUPL-1.2
//! Time and place are read from the file, believed only when they are whole, and never stored with the picture.

use super::fixtures::*;
use crate::photo::{Intake, IntakeNote, PhotoFix, intake};
use image::ExtendedColorType as Layout;

const ZERO: [(u32, u32); 3] = [(0, 1); 3];

fn taken(tiff: &Tiff) -> Intake {
    intake(&with_exif(&jpeg(32, 24), &tiff.bytes())).unwrap()
}

fn fix_of(gps: Vec<(u16, Entry)>) -> Option<PhotoFix> {
    taken(&Tiff { gps, ..Tiff::default() }).fix
}

#[track_caller]
fn assert_place(fix: Option<PhotoFix>, lat: f64, lon: f64) {
    let fix = fix.expect("a position");
    assert!((fix.lat - lat).abs() < 1e-9 && (fix.lon - lon).abs() < 1e-9, "{fix:?}");
}

#[test]
fn the_four_quarters_of_the_earth_have_the_right_sign() {
    let (lat, lon) = ([(43, 1), (30, 1), (0, 1)], [(11, 1), (15, 1), (0, 1)]);
    for (north, lat_sign) in [("N", 1.0), ("S", -1.0)] {
        for (east, lon_sign) in [("E", 1.0), ("W", -1.0)] {
            assert_place(
                fix_of(gps((north, lat), (east, lon))),
                43.5 * lat_sign,
                11.25 * lon_sign,
            );
        }
    }
}

#[test]
fn positions_are_read_in_both_byte_orders_and_every_format() {
    for big_endian in [false, true] {
        let tiff = Tiff {
            big_endian,
            ..Tiff::in_florence()
        }
        .bytes();
        let rgb = quarters(32, 24);
        let files = [
            with_exif(&jpeg(32, 24), &tiff),
            with_exif(&progressive(32, 24), &tiff),
            png_with_exif(32, 24, tiff.clone()),
            webp(&rgb, 32, 24, Layout::Rgb8, Some(tiff.clone())),
            webp(
                &rgb,
                32,
                24,
                Layout::Rgb8,
                Some([b"Exif\0\0".as_slice(), &tiff].concat()),
            ),
        ];
        for file in files {
            let photo = intake(&file).unwrap();
            assert_place(
                photo.fix,
                43.0 + 46.0 / 60.0 + 15.0 / 3600.0,
                11.0 + 15.0 / 60.0 + 9.0 / 3600.0,
            );
            assert_eq!(photo.taken_at.as_deref(), Some("2026-03-14T09:26:53+01:00"));
            assert_eq!(photo.notes, []);
        }
    }
}

#[test]
fn nothing_of_the_metadata_is_in_what_is_stored() {
    let mut tiff = Tiff::in_florence();
    tiff.main.push((0x010F, Entry::Text("CANARY-MAKER".into())));
    let file = with_exif(&jpeg(640, 480), &tiff.bytes());
    let file = splice(&splice(&file, 0xFE, b"CANARY-COMMENT"), 0xED, b"CANARY-IPTC");
    let photo = intake(&file).unwrap();
    for bytes in [&photo.jpeg, &photo.thumbnail] {
        assert!(
            !bytes
                .windows(6)
                .any(|window| window == b"CANARY" || window == b"Exif\0\0")
        );
    }
}

#[test]
fn a_doubtful_position_is_no_position() {
    let good = [(11, 1), (15, 1), (9, 1)];
    let cases = [
        ("no denominator", gps(("N", [(43, 1), (0, 0), (0, 1)]), ("E", good))),
        ("all 0/0", gps(("N", [(0, 0); 3]), ("E", [(0, 0); 3]))),
        ("zero without reception", gps(("N", ZERO), ("E", ZERO))),
        ("beyond the pole", gps(("N", [(90, 1), (0, 1), (1, 1)]), ("E", good))),
        (
            "beyond the date line",
            gps(("N", good), ("E", [(180, 1), (1, 1), (0, 1)])),
        ),
        ("61 minutes", gps(("N", [(43, 1), (61, 1), (0, 1)]), ("E", good))),
        ("no such side", gps(("X", good), ("E", good))),
        ("sides swapped", gps(("E", good), ("N", good))),
        ("no longitude", gps(("N", good), ("E", good))[..2].to_vec()),
        (
            "no sides",
            vec![
                (2, Entry::Fractions(good.to_vec())),
                (4, Entry::Fractions(good.to_vec())),
            ],
        ),
        (
            "two fractions",
            vec![(1, Entry::Text("N".into())), (2, Entry::Fractions(good[..2].to_vec()))],
        ),
        (
            "a text",
            vec![(1, Entry::Text("N".into())), (2, Entry::Text("43 N".into()))],
        ),
        (
            "void",
            [gps(("N", good), ("E", good)), vec![(9, Entry::Text("V".into()))]].concat(),
        ),
    ];
    for (name, gps) in cases {
        let photo = taken(&Tiff { gps, ..Tiff::default() });
        assert_eq!(photo.fix, None, "{name}");
        assert!(photo.notes.contains(&IntakeNote::NoPosition), "{name}");
    }
}

#[test]
fn the_equator_and_the_poles_are_places() {
    assert_place(fix_of(gps(("S", ZERO), ("E", [(36, 1), (0, 1), (0, 1)]))), 0.0, 36.0);
    assert_place(fix_of(gps(("N", [(90, 1), (0, 1), (0, 1)]), ("W", ZERO))), 90.0, 0.0);
    let decimal = [(43_771_389, 1_000_000), (0, 1), (0, 1)];
    assert_place(
        fix_of(gps(("N", decimal), ("E", [(11, 1), (0, 1), (0, 1)]))),
        43.771_389,
        11.0,
    );
}

#[test]
fn the_horizontal_error_is_kept_when_it_is_a_number() {
    for (fraction, expected) in [
        ((48, 10), Some(4.8)),
        ((0, 1), None),
        ((5, 0), None),
        ((u32::MAX, 1), None),
    ] {
        let mut tiff = Tiff::in_florence();
        tiff.gps.push((0x1F, Entry::Fractions(vec![fraction])));
        assert_eq!(taken(&tiff).fix.unwrap().accuracy_m, expected);
    }
}

#[test]
fn a_time_is_taken_only_when_it_exists() {
    let cases = [
        ("2026:03:14 09:26:53", None, Some("2026-03-14T09:26:53")),
        ("2026:03:14 09:26:53", Some("-03:30"), Some("2026-03-14T09:26:53-03:30")),
        ("2026:03:14 09:26:53", Some("+00:00"), Some("2026-03-14T09:26:53+00:00")),
        ("2026:03:14 09:26:53", Some("+99:00"), Some("2026-03-14T09:26:53")),
        ("2026:03:14 09:26:53", Some("local!"), Some("2026-03-14T09:26:53")),
        ("2024:02:29 00:00:00", None, Some("2024-02-29T00:00:00")),
        ("2026:02:29 00:00:00", None, None),
        ("2026:13:01 00:00:00", None, None),
        ("2026:01:01 24:00:00", None, None),
        ("0000:00:00 00:00:00", None, None),
        ("    :  :     :  :  ", None, None),
        ("yesterday", None, None),
        ("", None, None),
    ];
    for (time, offset, expected) in cases {
        let mut exif = vec![(0x9003, Entry::Text(time.into()))];
        exif.extend(offset.map(|offset| (0x9011, Entry::Text(offset.into()))));
        let photo = taken(&Tiff {
            exif,
            ..Tiff::default()
        });
        assert_eq!(photo.taken_at.as_deref(), expected, "{time:?} {offset:?}");
        assert_eq!(photo.notes.contains(&IntakeNote::NoTime), expected.is_none());
    }
}

#[test]
fn a_photo_without_metadata_says_what_it_lacks() {
    let photo = intake(&jpeg(32, 24)).unwrap();
    assert_eq!(photo.notes, [IntakeNote::NoPosition, IntakeNote::NoTime]);
    assert!(photo.notes[0].to_string().contains("no position"));
}

#[test]
fn broken_exif_costs_time_and_place_but_never_the_photo() {
    let whole = Tiff::in_florence().bytes();
    let changed = |at: usize, bytes: &[u8]| {
        let mut tiff = whole.clone();
        tiff[at..at + bytes.len()].copy_from_slice(bytes);
        tiff
    };
    let cases = [
        ("empty", vec![]),
        ("a byte", vec![b'I']),
        ("no byte order", changed(0, b"XX")),
        ("not 42", changed(2, &[43, 0])),
        ("directory far away", changed(4, &[0xFF; 4])),
        ("directory on itself", changed(8 + 2 + 8, &[8, 0, 0, 0])),
        ("next directory is the first", changed(8 + 2 + 24, &[8, 0, 0, 0])),
        ("65535 entries", changed(8, &[0xFF; 2])),
        ("four billion values", changed(8 + 2 + 4, &[0xFF; 4])),
        ("noise", noise(20, 20, 3)),
        ("cut in two", whole[..whole.len() / 2].to_vec()),
    ];
    for (name, tiff) in cases {
        let photo = intake(&with_exif(&jpeg(32, 24), &tiff)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((photo.fix, photo.taken_at.as_deref()), (None, None), "{name}");
        let expected = [IntakeNote::MetadataDamaged, IntakeNote::NoPosition, IntakeNote::NoTime];
        assert_eq!(photo.notes, expected, "{name}");
        assert_colours(&Seen::of(&photo.jpeg).quarters(), &[RED, GREEN, BLUE, WHITE], name);
    }
}

#[test]
fn damage_in_a_directory_still_leaves_the_photo_upright() {
    let mut tiff = Tiff {
        main: vec![(0x0112, Entry::Short(3))],
        ..Tiff::in_florence()
    }
    .bytes();
    // The pointer to the GPS directory is the third entry.
    tiff[8 + 2 + 24 + 8..8 + 2 + 24 + 12].copy_from_slice(&[0xF0, 0xFF, 0, 0]);
    let photo = intake(&with_exif(&jpeg(32, 24), &tiff)).unwrap();
    assert!(photo.notes.contains(&IntakeNote::MetadataDamaged));
    assert_colours(&Seen::of(&photo.jpeg).quarters(), &[WHITE, BLUE, GREEN, RED], "turned");
}

#[test]
fn a_wrong_link_behind_a_whole_directory_is_no_damage() {
    let mut tiff = Tiff::in_florence().bytes();
    let end_of_gps_table = tiff.len() - 2 * 24 - 4;
    tiff[end_of_gps_table..end_of_gps_table + 4].copy_from_slice(&[9; 4]);
    let photo = intake(&with_exif(&jpeg(32, 24), &tiff)).unwrap();
    assert_eq!((photo.fix.is_some(), photo.notes.as_slice()), (true, [].as_slice()));
}

#[test]
fn a_metadata_segment_of_wrong_length_is_damage_and_no_more() {
    let tiff = Tiff::in_florence().bytes();
    let mut file = with_exif(&jpeg(32, 24), &tiff);
    let length = u16::from_be_bytes([file[4], file[5]]) - 20;
    file[4..6].copy_from_slice(&length.to_be_bytes());
    let photo = intake(&file).unwrap();
    assert!(photo.notes.contains(&IntakeNote::MetadataDamaged));
}

#[test]
fn exif_in_png_and_webp_may_be_broken_too() {
    let rgb = quarters(32, 24);
    let noise = noise(20, 20, 5);
    let huge = vec![7; 300_000];
    for exif in [noise, huge] {
        for file in [
            png_with_exif(32, 24, exif.clone()),
            webp(&rgb, 32, 24, Layout::Rgb8, Some(exif.clone())),
        ] {
            let photo = intake(&file).unwrap();
            assert!(photo.notes.contains(&IntakeNote::MetadataDamaged));
        }
    }
}
