// SPDX-License-Identifier: EUPL-1.2
//! Distances, boxes, areas and segments against brute force; what is stored and sent comes back as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod brute;

use super::*;
use proptest::prelude::*;
use serde_json::json;

use crate::identity::{Secret, SigningKey};

#[test]
fn the_length_of_ponte_vecchio() {
    let metres = distance_m((43.767_57, 11.253_15), (43.768_32, 11.252_99));
    assert!((80.0..90.0).contains(&metres), "{metres}");
}

proptest! {
    #[test]
    fn the_box_holds_every_point_within_the_radius(
        lat in -80.0..80.0f64, lon in -170.0..170.0f64, dlat in -0.2..0.2f64, dlon in -0.2..0.2f64, radius in 1.0..20_000.0f64,
    ) {
        let point = (lat + dlat, lon + dlon);
        if distance_m((lat, lon), point) <= radius {
            let around = around((lat, lon), radius);
            prop_assert!((around.lat.0..=around.lat.1).contains(&point.0));
            prop_assert!((around.lon.0..=around.lon.1).contains(&point.1));
        }
    }
}

/// Even-odd rule, written out.
fn holds_by_hand(ring: &[(i32, i32)], (x, y): (f64, f64)) -> bool {
    let mut inside = false;
    for (at, from) in ring.iter().enumerate() {
        let to = ring[(at + 1) % ring.len()];
        let ((x1, y1), (x2, y2)) = (
            (f64::from(from.0), f64::from(from.1)),
            (f64::from(to.0), f64::from(to.1)),
        );
        if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
            inside = !inside;
        }
    }
    inside
}

fn star(spokes: &[u16]) -> Vec<(i32, i32)> {
    let each = spokes.iter().enumerate();
    each.map(|(at, reach)| {
        let angle = at as f64 / spokes.len() as f64 * std::f64::consts::TAU;
        let reach = f64::from(*reach) + 100.0;
        (
            11_250_000 + (angle.cos() * reach) as i32,
            43_770_000 + (angle.sin() * reach) as i32,
        )
    })
    .collect()
}

proptest! {
    #[test]
    fn an_area_holds_what_brute_force_says(spokes in prop::collection::vec(0..50_000u16, 5..40), dx in -60_000..60_000i32, dy in -60_000..60_000i32) {
        let ring = star(&spokes);
        let path = Path(ring.iter().map(|(lon, lat)| Spot { lon: *lon, lat: *lat }).collect());
        let area = Area(vec![vec![path]]);
        let spot = Spot { lon: 11_250_000 + dx, lat: 43_770_000 + dy };
        let by_hand = holds_by_hand(&ring, (f64::from(spot.lon), f64::from(spot.lat)));
        // On the edge itself the rule by hand has no word; ours says that it belongs to the area.
        prop_assert!(area.holds(spot.place()) == by_hand || area.holds(spot.place()));
        let nudged = [(1, 0), (-1, 0), (0, 1), (0, -1)].map(|(x, y)| holds_by_hand(&ring, (f64::from(spot.lon + x), f64::from(spot.lat + y))));
        if nudged.iter().all(|inside| !inside) && !by_hand {
            prop_assert!(!area.holds(spot.place()) || ring.contains(&(spot.lon, spot.lat)));
        }
        let bytes = crate::wire::to_cbor(&area);
        prop_assert_eq!(&crate::wire::from_cbor::<Area>(&bytes).unwrap(), &area);
        prop_assert_eq!(&area.to_string().parse::<Area>().unwrap(), &area);
        let file = format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", area_feature(Some("Q1"), None, &area));
        let read = features(&file).unwrap();
        prop_assert_eq!(&read[0].shape, &Shape::Area(area));
    }
}

#[test]
fn a_hole_is_outside_and_an_edge_inside() {
    let area: Area =
        "POLYGON ((11 43, 12 43, 12 44, 11 44, 11 43), (11.4 43.4, 11.6 43.4, 11.6 43.6, 11.4 43.6, 11.4 43.4))"
            .parse()
            .unwrap();
    assert_eq!(area.points(), 8);
    for (place, inside) in [
        ((43.2, 11.2), true),
        ((43.5, 11.5), false),
        ((43.0, 11.5), true),
        ((45.0, 11.5), false),
    ] {
        assert_eq!(area.holds(place), inside, "{place:?}");
    }
}

#[test]
fn what_is_no_area_says_so() {
    for text in [
        "",
        "POLYGON",
        "POINT (1 2)",
        "POLYGON ((1 2, 3))",
        "POLYGON ((1 2, 3 4",
        "POLYGON ((1 2, 3 4, 5 95))",
    ] {
        assert!(text.parse::<Area>().is_err(), "{text}");
    }
    assert!(
        features(
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":null,\"properties\":{}}]}"
        )
        .is_err()
    );
}

fn along(from: Spot, to: Spot, share: f64) -> (f64, f64) {
    let ((lat1, lon1), (lat2, lon2)) = (from.place(), to.place());
    (lat1 + (lat2 - lat1) * share, lon1 + (lon2 - lon1) * share)
}

proptest! {
    #[test]
    fn the_nearest_of_a_segment_is_what_walking_along_it_finds(
        lat in -70.0..70.0f64, lon in -170.0..170.0f64,
        ends in prop::array::uniform4(-8_000..8_000i32),
    ) {
        let here = Spot::of(lat, lon).unwrap();
        let spot = |dlon: i32, dlat: i32| Spot { lon: here.lon + dlon, lat: here.lat + dlat };
        let (from, to) = (spot(ends[0], ends[1]), spot(ends[2], ends[3]));
        let place = here.place();
        let walked = (0..=2_000).map(|step| distance_m(place, along(from, to, f64::from(step) / 2_000.0)));
        let walked = walked.fold(f64::MAX, f64::min);
        let (metres, nearest) = nearest_on_segment(place, from, to);
        // Steps are a metre apart at most, and the plane is off by a thousandth.
        prop_assert!((metres - walked).abs() <= 1.0 + walked * 0.002, "{metres} {walked}");
        prop_assert!((distance_m(place, nearest) - metres).abs() <= 0.5 + metres * 0.002);
    }

    #[test]
    fn an_index_and_a_layer_come_back_as_they_were(count in 1..60usize, seed in 0..1_000i32) {
        let mut maker = StreetMaker::default();
        for at in 0..count {
            let (street, spot) = (format!("Via  {}", at % 7), Spot { lon: 11_250_000 + seed, lat: 43_770_000 + at as i32 });
            maker.line(&street, vec![spot, Spot { lon: spot.lon + 100, ..spot }]);
            maker.number(&street, &format!("{at}/A"), spot).unwrap();
        }
        let index = maker.finish();
        prop_assert_eq!(index.names.len(), count.min(7));
        prop_assert!(index.names.iter().all(|name| !name.contains("  ")));
        prop_assert_eq!(&StreetIndex::from_bytes(&index.to_bytes()).unwrap(), &index);
        let point = |at: usize| json!({ "type": "Feature", "geometry": { "type": "Point", "coordinates": [11.25, 43.77] },
            "properties": { "code": format!("LAMP-{at}"), "label": null } });
        let file = json!({ "type": "FeatureCollection", "features": (0..count).map(point).collect::<Vec<_>>() });
        let layer = AssetLayer::from_geojson("lamps", &file.to_string()).unwrap();
        prop_assert_eq!(&AssetLayer::from_bytes(&layer.to_bytes()).unwrap(), &layer);
        prop_assert_eq!(&AssetLayer::from_geojson("lamps", &layer.to_geojson().to_string()).unwrap(), &layer);
    }
}

#[test]
fn an_index_is_the_same_in_whatever_order_its_streets_came() {
    let spot = |at: i32| Spot {
        lon: 11_250_000,
        lat: 43_770_000 + at,
    };
    let made = |order: &[i32]| {
        let mut maker = StreetMaker::default();
        for at in order {
            maker.line(&format!("Via {at}"), vec![spot(*at), spot(at + 9)]);
        }
        maker.line("", vec![spot(1), spot(2)]);
        maker.line("Un punto", vec![spot(1)]);
        maker.finish()
    };
    assert_eq!(made(&[1, 2, 3]), made(&[3, 1, 2]));
    assert_eq!(made(&[1]).lines.len(), 1);
}

#[test]
fn only_the_root_key_signs_a_catalogue() {
    let key = |byte| SigningKey::from_seed(&Secret([byte; 32]));
    let catalogue = Catalogue {
        published_at_ms: 7,
        ..Catalogue::default()
    };
    let signed = catalogue.sign(&key(1));
    assert_eq!(signed.verify(&key(1).public()).unwrap(), catalogue);
    assert!(signed.verify(&key(2).public()).is_err());
    let mut changed = signed;
    changed.body[1] ^= 1;
    assert!(changed.verify(&key(1).public()).is_err());
}

#[test]
fn a_code_that_stands_twice_or_is_none_is_named() {
    let file = |codes: [&str; 2]| {
        let feature = |code: &str| json!({ "type": "Feature", "geometry": { "type": "Point", "coordinates": [11, 43] }, "properties": { "code": code } });
        json!({ "type": "FeatureCollection", "features": codes.map(feature) }).to_string()
    };
    let fault = |codes| AssetLayer::from_geojson("lamps", &file(codes)).unwrap_err();
    assert!(fault(["L1", "L1"]).contains("L1 is there twice"));
    assert!(fault(["L1", "L 2"]).contains("not a code"));
    assert!(fault(["L1", ""]).contains("feature 2 has no property \"code\""));
}

#[test]
fn what_an_export_got_wrong_is_named_with_its_feature_and_its_cure() {
    let file = |geometry: serde_json::Value| {
        let sound = json!({ "type": "Feature", "geometry": { "type": "Point", "coordinates": [11, 43] }, "properties": { "code": "L1" } });
        let feature = json!({ "type": "Feature", "geometry": geometry, "properties": { "code": "L2" } });
        json!({ "type": "FeatureCollection", "features": [sound, feature] }).to_string()
    };
    let line = json!([[11.25, 43.77], [11.26, 43.77]]);
    let metres = json!([1_681_000.5, 4_848_000.5]);
    for (geometry, fault) in [
        (
            json!({ "type": "LineString", "coordinates": line }),
            "feature 2 is a LineString: ",
        ),
        (
            json!({ "type": "MultiLineString", "coordinates": [line] }),
            "feature 2 is a MultiLineString: ",
        ),
        (
            json!({ "type": "MultiPoint", "coordinates": line }),
            "feature 2 is a MultiPoint: ",
        ),
        (
            json!({ "type": "GeometryCollection", "geometries": [] }),
            "feature 2 is a GeometryCollection: ",
        ),
        (
            json!({ "type": "Point", "coordinates": metres }),
            "feature 2 has no place on Earth: ",
        ),
        (
            json!({ "type": "Polygon", "coordinates": [[metres, metres, metres]] }),
            "feature 2 has no place on Earth: ",
        ),
    ] {
        let told = features(&file(geometry)).unwrap_err();
        assert_eq!(
            told,
            format!("{fault}export points or polygons as WGS 84 (EPSG:4326), in degrees")
        );
    }
    assert!(
        features(&file(json!(null)))
            .unwrap_err()
            .starts_with("feature 2 has no geometry")
    );
    let nothing = json!({ "type": "FeatureCollection", "features": [] }).to_string();
    let told = AssetLayer::from_geojson("lamps", &nothing).unwrap_err();
    assert!(
        told.contains("no feature in it") && told.contains("assets remove"),
        "{told}"
    );
}

#[test]
fn what_a_layer_changes_is_told_by_codes() {
    let asset = |code: &str, lon: i32, label: Option<&str>| Asset {
        code: code.to_owned(),
        lon,
        lat: 43_770_000,
        label: label.map(str::to_owned),
    };
    let before = [asset("L2", 1, None), asset("L1", 1, Some("a")), asset("L3", 3, None)];
    let after = [asset("L1", 2, Some("b")), asset("L4", 1, None), asset("L3", 3, None)];
    let names = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    let expected = AssetChanges {
        added: names(&["L4"]),
        removed: names(&["L2"]),
        moved: names(&["L1"]),
        renamed: names(&["L1"]),
    };
    assert_eq!(AssetChanges::between(&before, &after), expected);
    assert_eq!(AssetChanges::between(&after, &after), AssetChanges::default());
    assert_eq!(AssetChanges::between(&[], &before).added, names(&["L1", "L2", "L3"]));
}
