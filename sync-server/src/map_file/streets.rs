// SPDX-License-Identifier: EUPL-1.2
//! The street index of a map: the named lines of its layer `roads` at the greatest zoom, each tile's own square only.

use ronda_shared::limits;
use ronda_shared::place::{Spot, StreetIndex, StreetMaker};

use super::directory::TileId;
use super::tile::{TileLine, named_lines};
use super::{MapFault, MapFile};

/// The layer of streets in the schemas that phones draw.
const LAYER: &str = "roads";

/// The streets of a map; none when it names none.
///
/// # Errors
/// When the map is damaged, or holds more streets than an index may.
pub fn streets_of(map: &mut MapFile) -> Result<Option<StreetIndex>, MapFault> {
    let mut maker = StreetMaker::default();
    let zoom = map.header().zoom_most;
    map.tiles(zoom, |at, tile| {
        let read = named_lines(tile, LAYER).ok_or_else(|| MapFault::damaged("a tile"))?;
        let (extent, named) = read;
        for street in named {
            for line in street.lines.iter().flat_map(|line| inside(line, extent)) {
                maker.line(
                    &street.name,
                    line.into_iter().map(|point| spot(at, point, extent)).collect(),
                );
            }
        }
        if maker.pieces() > limits::PLACE_ITEMS {
            let cure = format!(
                "the map has more than {} pieces of street: cut its area in two",
                limits::PLACE_ITEMS
            );
            return Err(MapFault::NotAMap(cure));
        }
        Ok(())
    })?;
    let index = maker.finish();
    if index.lines.is_empty() {
        return Ok(None);
    }
    index
        .fault()
        .map_or(Ok(Some(index)), |fault| Err(MapFault::NotAMap(fault)))
}

/// What of a line lies in its tile's own square: the rest is drawn for the neighbours, and stands there too.
fn inside(line: &TileLine, extent: u32) -> Vec<Vec<(f64, f64)>> {
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    let ends = line.iter().zip(line.iter().skip(1));
    for (from, to) in ends {
        let float = |point: &(i64, i64)| (point.0 as f64, point.1 as f64);
        let Some((from, to)) = clipped(float(from), float(to), f64::from(extent)) else {
            continue;
        };
        match pieces.last_mut() {
            Some(piece) if piece.last() == Some(&from) => piece.push(to),
            _ => pieces.push(vec![from, to]),
        }
    }
    pieces
}

/// A piece cut at the edges of a square (Liang and Barsky).
fn clipped(from: (f64, f64), to: (f64, f64), side: f64) -> Option<((f64, f64), (f64, f64))> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
    for (step, room) in [(-dx, from.0), (dx, side - from.0), (-dy, from.1), (dy, side - from.1)] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enters = enters.max(room / step);
        } else {
            leaves = leaves.min(room / step);
        }
    }
    let at = |share: f64| (from.0 + dx * share, from.1 + dy * share);
    (enters < leaves).then(|| (at(enters), at(leaves)))
}

/// A point of a tile on the globe (Web Mercator).
fn spot(tile: TileId, point: (f64, f64), extent: u32) -> Spot {
    let across = f64::from(extent) * 2_f64.powi(i32::from(tile.zoom));
    let part = |tile: u32, point: f64| (f64::from(tile) * f64::from(extent) + point) / across;
    let lon = part(tile.x, point.0) * 360.0 - 180.0;
    let north = std::f64::consts::PI * (1.0 - 2.0 * part(tile.y, point.1));
    let lat = north.sinh().atan().to_degrees();
    Spot::of(lat.clamp(-90.0, 90.0), lon.clamp(-180.0, 180.0)).unwrap_or(Spot { lon: 0, lat: 0 })
}
