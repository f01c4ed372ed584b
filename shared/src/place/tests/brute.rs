// SPDX-License-Identifier: EUPL-1.2
//! The distance against another way to compute it: the angle between two vectors from the middle of the Earth.

use proptest::prelude::*;

use super::super::distance_m;

/// The mean radius of WGS 84 (IUGG), in metres.
const RADIUS_M: f64 = 6_371_008.8;

/// From the middle of the Earth to a latitude and longitude, of length one.
fn vector((lat, lon): (f64, f64)) -> [f64; 3] {
    let (lat, lon) = (lat.to_radians(), lon.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

/// Metres along the sphere: twice the angle whose sine and cosine are half the chord and half its supplement, which is as exact
/// for neighbours as for antipodes.
fn by_chord(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (a, b) = (vector(from), vector(to));
    let length = |of: fn(f64, f64) -> f64| {
        let squares = a.iter().zip(&b).map(|(a, b)| of(*a, *b).powi(2));
        squares.sum::<f64>().sqrt()
    };
    RADIUS_M * 2.0 * length(|a, b| a - b).atan2(length(|a, b| a + b))
}

#[test]
fn a_degree_of_a_great_circle_is_what_the_radius_says() {
    let degree = RADIUS_M * std::f64::consts::PI / 180.0;
    for (from, to) in [
        ((0.0, 10.0), (0.0, 11.0)),
        ((43.0, 11.0), (44.0, 11.0)),
        ((89.5, 0.0), (89.5, 180.0)),
    ] {
        assert!((distance_m(from, to) - degree).abs() < 1e-6, "{from:?} {to:?}");
        assert!((by_chord(from, to) - degree).abs() < 1e-6, "{from:?} {to:?}");
    }
}

proptest! {
    /// In a city both lose no more than the last digits of a degree: a hundred-millionth of a metre at each end, and a thousandth
    /// of a millimetre is allowed.
    #[test]
    fn a_distance_in_a_city_is_that_of_the_chord(
        lat in -89.0..89.0f64, lon in -180.0..180.0f64, dlat in -0.5..0.5f64, dlon in -0.5..0.5f64,
    ) {
        let (from, to) = ((lat, lon), (lat + dlat, lon + dlon));
        let (ours, other) = (distance_m(from, to), by_chord(from, to));
        prop_assert!((ours - other).abs() <= 1e-6, "{ours} {other}");
        prop_assert!((ours - distance_m(to, from)).abs() <= 1e-6, "there and back");
    }

    /// Across the Earth the haversine loses half its digits towards the antipode (the root of 2^-53 of the radius is 7 cm, at both
    /// ends); a metre of 20,000 km is allowed.
    #[test]
    fn a_distance_across_the_earth_is_that_of_the_chord(
        from in (-90.0..=90.0f64, -180.0..=180.0f64), to in (-90.0..=90.0f64, -180.0..=180.0f64),
    ) {
        let (ours, other) = (distance_m(from, to), by_chord(from, to));
        prop_assert!((ours - other).abs() <= 1.0, "{ours} {other}");
    }
}
