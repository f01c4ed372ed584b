// SPDX-License-Identifier: EUPL-1.2
//! Where a place lies in the city: its district, and whether it lies in the city at all.

use serde_json::{Value as Json, json};

use super::read::Fault;
use super::{District, ReferenceData};
use crate::place::{Area, Feature, Shape, area_feature};
use crate::ticket::{Field, Ticket, Value};

/// What the areas of a set say of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Located<'a> {
    /// The first district that holds it.
    pub district: Option<&'a District>,
    /// It is known to lie outside the municipality.
    pub outside: bool,
}

impl ReferenceData {
    /// Locates a place (latitude, longitude in degrees). Without an outline it is outside when no district holds it although
    /// every one has an area; a set without areas knows nothing of any place.
    #[must_use]
    pub fn locate(&self, place: (f64, f64)) -> Located<'_> {
        let holds = |district: &&District| district.area.as_ref().is_some_and(|area| area.holds(place));
        let district = self.districts.iter().find(holds);
        let outside = match &self.outline {
            Some(outline) => !outline.holds(place),
            None => district.is_none() && self.districts.iter().all(|district| district.area.is_some()),
        };
        Located { district, outside }
    }

    /// What an edit that moves a ticket to a place writes of its district: what filing there would have written. None when there
    /// is nothing to write: a district that a person named, against what the old place says, stays.
    #[must_use]
    pub fn district_when_moved(&self, read: &Ticket, place: (f64, f64)) -> Option<Value> {
        let stands = read.text(&Field::District);
        let before = read.position().and_then(|old| self.locate((old.lat, old.lon)).district);
        let by_itself =
            |stands: &str| stands == read.jurisdiction || before.is_some_and(|district| district.code == stands);
        if stands.is_some_and(|stands| !by_itself(stands)) {
            return None;
        }
        let written = |district: &District| Value::Text(district.code.clone());
        let cleared = stands.map(|_| Value::Cleared);
        self.locate(place).district.map(written).or(cleared)
    }

    /// The set with the areas of a file in the place of its own: features with a district's code, and without one for the outline.
    ///
    /// # Errors
    /// Everything that is wrong with the features.
    pub fn with_boundaries(&self, features: Vec<Feature>) -> Result<Self, Vec<Fault>> {
        if features.is_empty() {
            let cure = "there is none in it: export the areas again, or take them away with `taxonomy import`";
            return Err(vec![Fault::at("features".to_owned(), cure)]);
        }
        let mut data = self.clone();
        data.outline = None;
        data.districts.iter_mut().for_each(|district| district.area = None);
        let faults: Vec<Fault> = features.into_iter().filter_map(|feature| data.draw(feature)).collect();
        let faults = if faults.is_empty() { data.faults() } else { faults };
        if faults.is_empty() { Ok(data) } else { Err(faults) }
    }

    fn draw(&mut self, feature: Feature) -> Option<Fault> {
        let path = format!("features[{}]", feature.code.as_deref().unwrap_or("outline"));
        let Shape::Area(area) = feature.shape else {
            return Some(Fault::at(path, "it is a point: give a polygon"));
        };
        let drawn = match feature.code {
            None => &mut self.outline,
            Some(code) => match self.districts.iter_mut().find(|district| district.code == code) {
                Some(district) => &mut district.area,
                None => {
                    return Some(Fault::at(
                        path,
                        format!("there is no district {code}: name one, or add it to the set"),
                    ));
                }
            },
        };
        *drawn = Some(match drawn.take() {
            Some(before) => before.with(area),
            None => area,
        });
        None
    }

    /// Its areas as GeoJSON.
    #[must_use]
    pub fn boundaries(&self) -> Json {
        let outline = |area: &Area| area_feature(None, None, area);
        let district = |district: &District| {
            let area = district.area.as_ref()?;
            Some(area_feature(Some(&district.code), Some(&district.name), area))
        };
        let features = self
            .outline
            .iter()
            .map(outline)
            .chain(self.districts.iter().filter_map(district));
        json!({ "type": "FeatureCollection", "features": features.collect::<Vec<Json>>() })
    }
}
