// SPDX-License-Identifier: EUPL-1.2
//! GeoJSON (RFC 7946) as cities hand it over: points and areas, each with its code.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value as Json, json};

use super::wkt::opened;
use super::{Area, Path, Spot};

/// Where a label may stand, the first that is there.
const LABELS: [&str; 3] = ["label", "name", "nome"];

/// One feature of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// The property `code`.
    pub code: Option<String>,
    /// The property `label` or `name`.
    pub label: Option<String>,
    /// Its geometry.
    pub shape: Shape,
}

/// A geometry that means something here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A point.
    Point(Spot),
    /// A polygon or several.
    Area(Area),
}

#[derive(Deserialize)]
struct Collection {
    #[serde(rename = "type")]
    kind: String,
    features: Vec<RawFeature>,
}

#[derive(Deserialize)]
struct RawFeature {
    geometry: Option<Geometry>,
    properties: Option<Map<String, Json>>,
}

type Ring = Vec<Vec<f64>>;

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Point(Vec<f64>),
    Polygon(Vec<Ring>),
    MultiPolygon(Vec<Vec<Ring>>),
    // Of no use here, and named to whoever hands them over.
    MultiPoint(IgnoredAny),
    LineString(IgnoredAny),
    MultiLineString(IgnoredAny),
    #[serde(rename = "GeometryCollection")]
    Several,
}

/// What every export must be.
const EXPORT: &str = "export points or polygons as WGS 84 (EPSG:4326), in degrees";

/// The features of a file.
///
/// # Errors
/// What is wrong with it, in a sentence that says the cure.
pub fn features(text: &str) -> Result<Vec<Feature>, String> {
    let file: Collection =
        serde_json::from_str(text).map_err(|error| format!("it is no GeoJSON ({error}): {EXPORT}"))?;
    if file.kind != "FeatureCollection" {
        return Err("it is no FeatureCollection: export it as one".into());
    }
    let each = file.features.into_iter().enumerate();
    each.map(|(at, raw)| feature(raw).map_err(|fault| format!("feature {} {fault}", at + 1)))
        .collect()
}

/// An area as a feature that reads back as the same one.
#[must_use]
pub fn area_feature(code: Option<&str>, name: Option<&str>, area: &Area) -> Json {
    let point = |spot: &Spot| {
        let (lat, lon) = spot.place();
        json!([lon, lat])
    };
    let ring = |ring: &Path| ring.0.iter().chain(ring.0.first()).map(point).collect::<Json>();
    let polygon = |rings: &Vec<Path>| rings.iter().map(ring).collect::<Json>();
    json!({
        "type": "Feature",
        "geometry": { "type": "MultiPolygon", "coordinates": area.0.iter().map(polygon).collect::<Json>() },
        "properties": { "code": code, "name": name },
    })
}

fn feature(raw: RawFeature) -> Result<Feature, String> {
    let properties = raw.properties.unwrap_or_default();
    let text = |key: &str| match properties.get(key)? {
        Json::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    };
    Ok(Feature {
        code: text("code"),
        label: LABELS.into_iter().find_map(text),
        shape: shape(raw.geometry)?,
    })
}

fn shape(geometry: Option<Geometry>) -> Result<Shape, String> {
    let shape = match geometry {
        None => return Err("has no geometry: draw it or remove it".into()),
        Some(Geometry::Point(point)) => spot(&point).map(Shape::Point),
        Some(Geometry::Polygon(rings)) => polygon(rings).map(|rings| Shape::Area(Area(vec![rings]))),
        Some(Geometry::MultiPolygon(polygons)) => {
            let polygons: Option<_> = polygons.into_iter().map(polygon).collect();
            polygons.map(|polygons| Shape::Area(Area(polygons)))
        }
        Some(Geometry::MultiPoint(unread)) => return Err(other("MultiPoint", unread)),
        Some(Geometry::LineString(unread)) => return Err(other("LineString", unread)),
        Some(Geometry::MultiLineString(unread)) => return Err(other("MultiLineString", unread)),
        Some(Geometry::Several) => return Err(other("GeometryCollection", IgnoredAny)),
    };
    shape.ok_or_else(|| format!("has no place on Earth: {EXPORT}"))
}

fn other(kind: &str, IgnoredAny: IgnoredAny) -> String {
    format!("is a {kind}: {EXPORT}")
}

fn polygon(rings: Vec<Ring>) -> Option<Vec<Path>> {
    let ring = |ring: Ring| {
        Some(Path(opened(
            ring.iter().map(|point| spot(point)).collect::<Option<_>>()?,
        )))
    };
    rings.into_iter().map(ring).collect()
}

/// A height, where there is one, is left out.
fn spot(point: &[f64]) -> Option<Spot> {
    let (lon, lat) = (point.first()?, point.get(1)?);
    Spot::of(*lat, *lon)
}
