// SPDX-License-Identifier: EUPL-1.2
//! Streets, house numbers, assets and tickets of a box, found in the store as brute force finds them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use ronda_shared::ids::PlaceHash;
use ronda_shared::place::{
    AssetLayer, Catalogue, FileRef, HouseNumbersEntry, LayerEntry, Spot, StreetIndex, StreetMaker, distance_m,
    nearest_on_segment,
};
use ronda_shared::policy::Role;
use serde_json::json;

use super::*;
use crate::engine::tests::Bench;
use crate::store::Store;

fn wanted(kind: PlaceKind, name: &str, byte: u8) -> PlaceWanted {
    let (sha256, bytes) = (PlaceHash([byte; 32]), 1);
    PlaceWanted {
        file: FileRef { sha256, bytes },
        kind,
        name: name.into(),
    }
}

fn with_store<T>(test: impl FnOnce(&mut Store) -> T) -> T {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    test(engine.store_mut())
}

fn fill(store: &mut Store, byte: u8, index: StreetIndex) {
    let wanted = wanted(PlaceKind::Numbers, "", byte);
    store.fill_place(&wanted, &PlaceContents::Streets(index)).unwrap();
}

fn spot(dlon: i32, dlat: i32) -> Spot {
    Spot {
        lon: 11_250_000 + dlon,
        lat: 43_770_000 + dlat,
    }
}

/// Streets of two or three points each, some of which cross the place.
fn streets() -> impl Strategy<Value = Vec<Vec<(i32, i32)>>> {
    let point = (-4_000..4_000i32, -4_000..4_000i32);
    prop::collection::vec(prop::collection::vec(point, 2..4), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_nearest_street_and_number_are_those_that_brute_force_finds(
        streets in streets(), places in prop::collection::vec((-5_000..5_000i32, -5_000..5_000i32), 1..12),
    ) {
        let mut maker = StreetMaker::default();
        for (at, points) in streets.iter().enumerate() {
            let name = format!("Via {at}");
            maker.line(&name, points.iter().map(|(lon, lat)| spot(*lon, *lat)).collect());
            maker.number(&name, "1", spot(points[0].0, points[0].1)).unwrap();
        }
        with_store(|store| {
            fill(store, 1, maker.finish());
            for (lon, lat) in places {
                let place = spot(lon, lat).place();
                let pieces = streets.iter().flat_map(|points| points.windows(2));
                let metres = pieces.map(|ends| nearest_on_segment(place, spot(ends[0].0, ends[0].1), spot(ends[1].0, ends[1].1)).0);
                let least = metres.fold(f64::MAX, f64::min);
                let found = store.nearest_street(place, 150.0).unwrap().map(|near| near.distance_m);
                prop_assert_eq!(found.is_some(), least <= 150.0, "{} {:?}", least, found);
                prop_assert!(found.is_none_or(|metres| (metres - least).abs() < 1e-6));
                let numbers = streets.iter().map(|points| distance_m(place, spot(points[0].0, points[0].1).place()));
                let least = numbers.fold(f64::MAX, f64::min);
                let found = store.nearest_number(place, 40.0).unwrap().map(|near| near.distance_m);
                prop_assert_eq!(found.is_some(), least <= 40.0);
                prop_assert!(found.is_none_or(|metres| (metres - least).abs() < 1e-6));
                let all = store.streets_named("via", Some(place), 100).unwrap();
                let distances: Vec<f64> = all.iter().filter_map(|street| street.distance_m).collect();
                prop_assert_eq!((all.len(), distances.is_sorted()), (streets.len(), true));
            }
            Ok(())
        })?;
    }
}

#[test]
fn accents_case_and_the_beginnings_of_words_do_not_matter_and_short_names_come_first() {
    let mut maker = StreetMaker::default();
    for name in [
        "Via dei Calzaiuoli",
        "Costa San Niccolò",
        "Via San Niccolò",
        "Piazza della Libertà",
    ] {
        maker.line(name, vec![spot(0, 0), spot(100, 100)]);
    }
    with_store(|store| {
        fill(store, 1, maker.finish());
        let found = |text: &str| -> Vec<String> {
            let all = store.streets_named(text, None, 10).unwrap();
            all.into_iter().map(|street| street.street).collect()
        };
        assert_eq!(found("CALZ"), ["Via dei Calzaiuoli"]);
        assert_eq!(found("niccolo san"), ["Via San Niccolò", "Costa San Niccolò"]);
        assert_eq!(found("niccolo\u{300}"), ["Via San Niccolò", "Costa San Niccolò"]);
        assert_eq!(found("liberta"), ["Piazza della Libertà"]);
        assert_eq!(found("\" OR *"), Vec::<String>::new(), "nothing typed is syntax");
        assert_eq!(found(""), Vec::<String>::new());
    });
}

#[test]
fn of_a_thousand_streets_of_one_word_the_nearest_come_first() {
    let mut maker = StreetMaker::default();
    for at in 0..1_000 {
        let (lon, lat) = ((at % 40) * 2_000, (at / 40) * 2_000);
        maker.line(&format!("Via {at}"), vec![spot(lon, lat), spot(lon + 500, lat)]);
    }
    with_store(|store| {
        fill(store, 1, maker.finish());
        for (lon, lat) in [(40_000, 20_000), (39_000, 20_700), (-3_000, -2_000), (81_000, 31_000)] {
            let place = spot(lon, lat).place();
            let mut by_hand: Vec<(f64, String)> = (0..1_000)
                .map(|at| {
                    let (lon, lat) = ((at % 40) * 2_000, (at / 40) * 2_000);
                    let (metres, _) = nearest_on_segment(place, spot(lon, lat), spot(lon + 500, lat));
                    (metres, format!("Via {at}"))
                })
                .collect();
            by_hand.sort_by(|one, other| one.0.total_cmp(&other.0));
            let found = store.streets_named("via", Some(place), 10).unwrap();
            let found: Vec<(f64, String)> = found
                .into_iter()
                .map(|street| (street.distance_m.unwrap(), street.street))
                .collect();
            let metres = |of: &[(f64, String)]| -> Vec<f64> { of.iter().take(10).map(|(metres, _)| *metres).collect() };
            assert_eq!(metres(&found), metres(&by_hand), "{found:?}");
            assert_eq!(found[0].1, by_hand[0].1);
        }
        let far = store.streets_named("via", Some((10.0, 10.0)), 10).unwrap();
        assert_eq!(far.len(), 10, "also from far away");
    });
}

#[test]
fn streets_of_one_name_that_lie_apart_are_several_and_one_cut_by_a_tile_is_one() {
    let mut maker = StreetMaker::default();
    // In town, cut in two at a gap of 200 m; a shorter one of the next village, 8 km east, and a yard of it 300 m away.
    maker.line("Via Roma", vec![spot(0, 0), spot(4_000, 0)]);
    maker.line("Via Roma", vec![spot(6_500, 0), spot(9_000, 0)]);
    maker.line("Via Roma", vec![spot(100_000, 0), spot(102_000, 0)]);
    maker.line("Via Roma", vec![spot(105_500, 0), spot(105_600, 0)]);
    let mut numbers = StreetMaker::default();
    numbers.number("VIA ROMA", "4", spot(3_000, 300)).unwrap();
    numbers.number("VIA ROMA", "9", spot(101_000, 300)).unwrap();
    with_store(|store| {
        let streets = wanted(PlaceKind::Streets, "town", 1);
        store
            .fill_place(&streets, &PlaceContents::Streets(maker.finish()))
            .unwrap();
        let found = |store: &Store, near| -> Vec<(i32, Option<i64>)> {
            let all = store.streets_named("via roma", near, 10).unwrap();
            let lon = |street: &FoundStreet| ((street.place.1 - 11.25) * 1e6).round() as i32;
            all.iter()
                .map(|street| (lon(street), street.distance_m.map(|metres| metres.round() as i64)))
                .collect()
        };
        let alone = found(store, None);
        assert_eq!(alone.len(), 2, "{alone:?}");
        assert!(
            alone[0].0 < 10_000 && alone[1].0 > 90_000,
            "the longer one first: {alone:?}"
        );
        let here = spot(103_000, 0).place();
        let (near, far) = (
            found(store, Some(here)),
            nearest_on_segment(here, spot(6_500, 0), spot(9_000, 0)).0,
        );
        assert_eq!(near, [(102_000, Some(80)), (9_000, Some(far.round() as i64))]);
        // The house numbers of both are of the same streets.
        fill(store, 2, numbers.finish());
        assert_eq!(found(store, None).len(), 2, "each once");
        assert_eq!(found(store, Some(here)).len(), 2, "each once");
        let beside = |but: &str| store.street_beside(here, but, 150.0).unwrap();
        assert_eq!(beside("Via Roma 9"), None, "that is the street itself");
        assert_eq!(beside("Via Verdi").as_deref(), Some("Via Roma"));
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_lies_within_half_a_kilometre_is_one_street_and_what_lies_far_apart_is_not(
        points in prop::collection::vec((-30_000..30_000i32, -30_000..30_000i32), 1..40),
    ) {
        let mut maker = StreetMaker::default();
        for (lon, lat) in &points {
            maker.line("Via Roma", vec![spot(*lon, *lat), spot(*lon + 10, *lat)]);
        }
        // How many streets there are when everything within so many metres is joined, by brute force.
        let streets = |reach_m: f64| {
            let (mut left, mut count) = (points.clone(), 0);
            while let Some(first) = left.pop() {
                let mut grown = vec![first];
                while let Some((lon, lat)) = grown.pop() {
                    let here = spot(lon, lat).place();
                    let (near, far): (Vec<_>, Vec<_>) =
                        left.into_iter().partition(|(lon, lat)| distance_m(here, spot(*lon, *lat).place()) <= reach_m);
                    grown.extend(near);
                    left = far;
                }
                count += 1;
            }
            count
        };
        with_store(|store| {
            fill(store, 1, maker.finish());
            let found = store.streets_named("roma", None, 100).unwrap().len();
            prop_assert!((streets(1_500.0)..=streets(480.0)).contains(&found), "{} {} {}", streets(1_500.0), found, streets(480.0));
            Ok(())
        })?;
    }
}

#[test]
fn a_newer_version_stands_in_the_place_of_the_older_and_nothing_of_that_stays() {
    let made = |names: [&str; 2]| {
        let mut maker = StreetMaker::default();
        for name in names {
            maker.line(name, vec![spot(0, 0), spot(100, 100)]);
            maker.number(name, "7", spot(0, 0)).unwrap();
        }
        maker.finish()
    };
    with_store(|store| {
        fill(store, 1, made(["Via Vecchia", "Via Lunga"]));
        fill(store, 2, made(["Via Nuova", "Via Lunga"]));
        let named = |store: &Store, text: &str| store.streets_named(text, None, 10).unwrap().len();
        assert_eq!(
            (named(store, "vecchia"), named(store, "nuova"), named(store, "lunga")),
            (0, 1, 1)
        );
        assert_eq!(store.numbers_named("via lunga 7", None, 10).unwrap().len(), 1);
        let nothing = Catalogue {
            published_at_ms: 1,
            ..Catalogue::default()
        };
        let signed = nothing.sign(&ronda_shared::identity::SigningKey::from_seed(
            &ronda_shared::identity::Secret([9; 32]),
        ));
        store.keep_catalogue(&nothing, &signed).unwrap();
        assert_eq!(
            (
                named(store, "nuova"),
                store.nearest_street((43.77, 11.25), 150.0).unwrap()
            ),
            (0, None)
        );
        let left = |table: &str| -> i64 {
            let count = format!("SELECT count(*) FROM {table}");
            store.reader().query_row(&count, [], |row| row.get(0)).unwrap()
        };
        for table in [
            "place_file",
            "street",
            "street_place",
            "segment",
            "house_number",
            "house_number_place",
        ] {
            assert_eq!(left(table), 0, "{table}");
        }
    });
}

#[test]
fn an_older_catalogue_changes_nothing_and_files_that_are_here_are_not_wanted() {
    let key = ronda_shared::identity::SigningKey::from_seed(&ronda_shared::identity::Secret([9; 32]));
    let file = |byte: u8| FileRef {
        sha256: PlaceHash([byte; 32]),
        bytes: 1,
    };
    let catalogue = |published_at_ms: i64| Catalogue {
        published_at_ms,
        house_numbers: Some(HouseNumbersEntry {
            date: "2026-11-25".into(),
            count: 1,
            file: file(1),
        }),
        layers: vec![LayerEntry {
            name: "lamps".into(),
            date: "2026-11-25".into(),
            count: 1,
            file: file(2),
        }],
        ..Catalogue::default()
    };
    with_store(|store| {
        let newer = catalogue(7);
        store.keep_catalogue(&newer, &newer.sign(&key)).unwrap();
        let older = Catalogue {
            published_at_ms: 3,
            ..Catalogue::default()
        };
        store.keep_catalogue(&older, &older.sign(&key)).unwrap();
        assert_eq!(store.catalogue().unwrap(), Some(newer));
        assert_eq!(store.place_wanted().unwrap().len(), 2);
        store.place_is_unreadable(&PlaceHash([2; 32])).unwrap();
        fill(store, 1, StreetMaker::default().finish());
        assert_eq!(store.place_wanted().unwrap(), []);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn the_nearest_assets_are_those_that_brute_force_finds(
        points in prop::collection::vec((-3_000..3_000i32, -3_000..3_000i32), 1..60), most in 1..12usize,
    ) {
        let feature = |(at, (lon, lat)): (usize, &(i32, i32))| {
            let place = spot(*lon, *lat).place();
            json!({ "type": "Feature", "geometry": { "type": "Point", "coordinates": [place.1, place.0] },
                "properties": { "code": format!("LAMP-{at}") } })
        };
        let features: Vec<_> = points.iter().enumerate().map(feature).collect();
        let file = json!({ "type": "FeatureCollection", "features": features });
        let layer = AssetLayer::from_geojson("lamps", &file.to_string()).unwrap();
        with_store(|store| {
            store.fill_place(&wanted(PlaceKind::Assets, "lamps", 1), &PlaceContents::Assets(layer)).unwrap();
            let here = spot(0, 0).place();
            let mut by_hand: Vec<f64> = points.iter().map(|(lon, lat)| distance_m(here, spot(*lon, *lat).place())).collect();
            by_hand.retain(|metres| *metres <= 200.0);
            by_hand.sort_by(f64::total_cmp);
            by_hand.truncate(most);
            let found = store.assets_near(here, 200.0, most).unwrap();
            let metres: Vec<f64> = found.iter().map(|(_, metres)| *metres).collect();
            prop_assert_eq!(metres, by_hand);
            prop_assert_eq!(store.assets_of_code(" lamp-0 ").unwrap().len(), 1);
            prop_assert!(store.assets_beginning("lamp-", 5).unwrap().len() <= 5);
            Ok(())
        })?;
    }
}

#[test]
fn a_piece_of_map_shows_its_tickets_the_last_arrivals_first() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    let ids: Vec<_> = (0..5).map(|_| crate::engine::tests::filed(&mut engine)).collect();
    let area = |west: f64| TicketBox {
        west,
        south: 43.769,
        east: 11.256,
        north: 43.770,
    };
    let shown = engine.store().tickets_on_map(area(11.255), 3).unwrap();
    let found: Vec<_> = shown.iter().map(|shown| shown.row.id).collect();
    assert_eq!(found, [ids[4], ids[3], ids[2]]);
    assert_eq!(engine.store().tickets_on_map(area(11.2559), 3).unwrap(), []);
}
