// SPDX-License-Identifier: EUPL-1.2
//! The district of a point among several, of several polygons each, with holes, against winding numbers in whole numbers.

use proptest::prelude::*;

use super::set;
use crate::place::{Area, Path, Spot};
use crate::reference::ReferenceData;

/// A ring of corners in millionths of a degree from the middle of the town.
type Ring = Vec<(i32, i32)>;
/// The outer ring of a polygon, then its hole if it has one.
type Rings = Vec<Ring>;

const MIDDLE: (i32, i32) = (11_250_000, 43_770_000);

/// Where a point lies to a ring.
#[derive(PartialEq, Clone, Copy)]
enum Side {
    In,
    Edge,
    Out,
}

/// By how often the ring winds around the point: exact, for a degree in millionths and its products are whole numbers.
fn side(ring: &Ring, (x, y): (i64, i64)) -> Side {
    let mut winds = 0;
    for (at, from) in ring.iter().enumerate() {
        let to = ring[(at + 1) % ring.len()];
        let ((x1, y1), (x2, y2)) = (
            (i64::from(from.0), i64::from(from.1)),
            (i64::from(to.0), i64::from(to.1)),
        );
        let turn = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1);
        let within = x1.min(x2) <= x && x <= x1.max(x2) && y1.min(y2) <= y && y <= y1.max(y2);
        if turn == 0 && within {
            return Side::Edge;
        }
        if y1 <= y && y2 > y && turn > 0 {
            winds += 1;
        } else if y1 > y && y2 <= y && turn < 0 {
            winds -= 1;
        }
    }
    if winds == 0 { Side::Out } else { Side::In }
}

fn holds(rings: &Rings, point: (i64, i64)) -> bool {
    match side(&rings[0], point) {
        Side::Out => false,
        Side::Edge => true,
        Side::In => rings[1..].iter().all(|hole| side(hole, point) != Side::In),
    }
}

/// A star around a place, and in it another one for a hole, each spoke a share of the outer one.
fn polygon() -> impl Strategy<Value = Rings> {
    let spokes = prop::collection::vec((200..20_000i32, 20..90i32), 4..16);
    let centre = (-20_000..20_000i32, -20_000..20_000i32);
    (centre, spokes, any::<bool>()).prop_map(|(centre, spokes, holed)| {
        let ring = |share: fn(i32) -> i32| -> Ring {
            let corner = |(at, (reach, part)): (usize, &(i32, i32))| {
                let angle = at as f64 / spokes.len() as f64 * std::f64::consts::TAU;
                let reach = f64::from(*reach) * f64::from(share(*part)) / 100.0;
                (
                    centre.0 + (angle.cos() * reach) as i32,
                    centre.1 + (angle.sin() * reach) as i32,
                )
            };
            spokes.iter().enumerate().map(corner).collect()
        };
        let mut rings = vec![ring(|_| 100)];
        rings.extend(holed.then(|| ring(|part| part)));
        rings
    })
}

fn area(polygons: &[Rings]) -> Area {
    let spot = |(lon, lat): &(i32, i32)| Spot {
        lon: MIDDLE.0 + lon,
        lat: MIDDLE.1 + lat,
    };
    let path = |ring: &Ring| Path(ring.iter().map(spot).collect());
    Area(polygons.iter().map(|rings| rings.iter().map(path).collect()).collect())
}

/// A town of these districts, without an outline.
fn town(districts: &[Vec<Rings>]) -> ReferenceData {
    let mut data = set();
    let pattern = data.districts[0].clone();
    let each = districts.iter().enumerate();
    data.districts = each
        .map(|(at, polygons)| {
            let mut district = pattern.clone();
            district.code = format!("D{at}");
            district.area = Some(area(polygons));
            district
        })
        .collect();
    data
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn the_district_of_a_point_is_the_first_that_winds_around_it(
        districts in prop::collection::vec(prop::collection::vec(polygon(), 1..4), 1..5),
        anywhere in prop::collection::vec((-45_000..45_000i32, -45_000..45_000i32), 1..20),
    ) {
        let data = town(&districts);
        // Corners too, and the middles of sides: there the edge decides, and it belongs to its district.
        let rings = districts.iter().flatten().flatten();
        let sides = rings.flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
        let edges = sides.flat_map(|(one, next)| [*one, ((one.0 + next.0) / 2, (one.1 + next.1) / 2)]);
        for point in anywhere.into_iter().chain(edges) {
            let whole = (i64::from(point.0), i64::from(point.1));
            let expected = districts.iter().position(|polygons| polygons.iter().any(|rings| holds(rings, whole)));
            let place = Spot { lon: MIDDLE.0 + point.0, lat: MIDDLE.1 + point.1 }.place();
            let located = data.locate(place);
            prop_assert_eq!(located.district.map(|district| district.code.clone()), expected.map(|at| format!("D{at}")), "{:?}", point);
            prop_assert_eq!(located.outside, expected.is_none());
            let mut outlined = data.clone();
            outlined.outline = Some(area(&districts[0]));
            let within = districts[0].iter().any(|rings| holds(rings, whole));
            prop_assert_eq!(outlined.locate(place).outside, !within, "with an outline it alone says so");
        }
    }
}

#[test]
fn a_file_without_features_takes_no_area_away() {
    let data = town(&[vec![vec![vec![(0, 0), (900, 0), (0, 900)]]]]);
    let faults = data.with_boundaries(Vec::new()).unwrap_err();
    assert!(faults[0].cure.contains("export the areas again"), "{faults:?}");
}
