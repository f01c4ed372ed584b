// SPDX-License-Identifier: EUPL-1.2
//! An area as people read and edit it: WKT, longitude before latitude, in degrees.

use std::fmt;
use std::str::FromStr;

use super::{Area, Path, Spot};

/// A text that is no area.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "it is no area: write POLYGON ((lon lat, ..)) or MULTIPOLYGON (((lon lat, ..)), ..), or import it with `boundaries import`"
)]
pub struct NoArea;

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let polygons: Vec<String> = self.0.iter().map(|rings| listed(rings, ring_text)).collect();
        write!(f, "MULTIPOLYGON ({})", polygons.join(", "))
    }
}

impl FromStr for Area {
    type Err = NoArea;

    fn from_str(text: &str) -> Result<Self, NoArea> {
        let (kind, body) = text.split_at(text.find('(').ok_or(NoArea)?);
        let polygons = match kind.trim().to_ascii_uppercase().as_str() {
            "POLYGON" => vec![polygon(body)?],
            "MULTIPOLYGON" => parts(body)?.into_iter().map(polygon).collect::<Result<_, _>>()?,
            _ => return Err(NoArea),
        };
        Ok(Self(polygons))
    }
}

impl serde::Serialize for Area {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Area {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

fn listed<T>(items: &[T], text: impl Fn(&T) -> String) -> String {
    let texts: Vec<String> = items.iter().map(text).collect();
    format!("({})", texts.join(", "))
}

fn ring_text(ring: &Path) -> String {
    let closed: Vec<Spot> = ring.0.iter().chain(ring.0.first()).copied().collect();
    listed(&closed, |spot| {
        let (lat, lon) = spot.place();
        format!("{lon} {lat}")
    })
}

fn polygon(text: &str) -> Result<Vec<Path>, NoArea> {
    parts(text)?.into_iter().map(ring).collect()
}

fn ring(text: &str) -> Result<Path, NoArea> {
    let spots = parts(text)?.into_iter().map(spot).collect::<Result<Vec<Spot>, _>>()?;
    Ok(Path(opened(spots)))
}

/// A ring without its closing point.
pub(super) fn opened(mut spots: Vec<Spot>) -> Vec<Spot> {
    if spots.len() > 1 && spots.first() == spots.last() {
        spots.pop();
    }
    spots
}

fn spot(text: &str) -> Result<Spot, NoArea> {
    let mut numbers = text.split_whitespace().map(str::parse::<f64>);
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some(Ok(lon)), Some(Ok(lat)), None) => Spot::of(lat, lon).ok_or(NoArea),
        _ => Err(NoArea),
    }
}

/// What stands between the outer parentheses, cut at the commas outside the inner ones.
fn parts(text: &str) -> Result<Vec<&str>, NoArea> {
    let inside = text.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let inside = inside.ok_or(NoArea)?;
    let (mut found, mut depth, mut from) = (Vec::new(), 0_u32, 0);
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.checked_sub(1).ok_or(NoArea)?,
            b',' if depth == 0 => {
                found.extend(inside.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    found.extend(inside.get(from..));
    if depth == 0 { Ok(found) } else { Err(NoArea) }
}
