// SPDX-License-Identifier: EUPL-1.2
//! Public files about places in the store: the catalogue, which maps are installed, and the rows of street indexes and layers.

mod assets;
mod catalogue;
mod fill;
mod pieces;
mod search;
mod streets;
mod tickets;

#[cfg(test)]
mod tests;

use ronda_shared::place::{Around, Path, Spot, around};
use rusqlite::types::Value;

pub use assets::HeldAsset;
pub(crate) use catalogue::offered;
pub use catalogue::{InstalledMap, PlaceKind, PlaceWanted};
pub use fill::PlaceContents;
pub use search::FoundStreet;
pub use streets::NearStreet;
pub use tickets::{MapRow, TicketBox};

/// What rows of a place are asked by: every box that touches this one.
const TOUCHES: &str = "lon_most >= ? AND lon_least <= ? AND lat_most >= ? AND lat_least <= ?";

/// The edges of a box around a place, in millionths of a degree, in the order of [`TOUCHES`].
fn edges(centre: (f64, f64), radius_m: f64) -> [Value; 4] {
    let Around { lat, lon } = around(centre, radius_m);
    let whole = |degrees: f64, least: f64, most: f64| {
        let millionths = (degrees.clamp(least, most) * 1e6).round();
        Value::Integer(millionths as i64)
    };
    [
        whole(lon.0, -180.0, 180.0),
        whole(lon.1, -180.0, 180.0),
        whole(lat.0, -90.0, 90.0),
        whole(lat.1, -90.0, 90.0),
    ]
}

/// The rings that are looked at one after another: whoever is outside one is farther than all inside.
fn rings(first_m: f64, most_m: f64) -> impl Iterator<Item = f64> {
    let first = first_m.min(most_m);
    std::iter::successors(Some(first), move |ring| {
        (*ring < most_m).then(|| (ring * 2.0).min(most_m))
    })
}

/// Latitude and longitude of stored numbers.
fn place(lon: i32, lat: i32) -> (f64, f64) {
    Spot { lon, lat }.place()
}

/// The south-western and the north-eastern corner of what lies on these paths.
fn corners(paths: &[Path]) -> Option<(Spot, Spot)> {
    let mut spots = paths.iter().flat_map(|path| path.0.iter().copied());
    let first = spots.next()?;
    Some(spots.fold((first, first), |(least, most), spot| {
        let south_west = Spot {
            lon: least.lon.min(spot.lon),
            lat: least.lat.min(spot.lat),
        };
        let north_east = Spot {
            lon: most.lon.max(spot.lon),
            lat: most.lat.max(spot.lat),
        };
        (south_west, north_east)
    }))
}
