// SPDX-License-Identifier: EUPL-1.2
//! Files of places that people hand over: read as text, and looked at for the commonest slip, longitude and latitude exchanged.

use std::path::Path;

use ronda_shared::place::{Area, BoundingBox, Catalogue, Spot};

use super::{Office, OfficeError};

/// Largest file of assets or house numbers that people hand over.
const IMPORT_BYTES: u64 = 256 * 1024 * 1024;
/// Places of a file that are looked at: enough to know most of them from few.
const LOOKED_AT: usize = 500;

/// Where this office's places are: its areas, and what its maps show.
#[derive(Debug, Default)]
pub(super) struct Territory {
    areas: Vec<Area>,
    maps: Vec<BoundingBox>,
}

impl Office {
    /// The areas and maps that are published now.
    pub(super) async fn territory(&self, catalogue: &Catalogue) -> Result<Territory, OfficeError> {
        let data = self.reference(None).await?.data;
        let districts = data.districts.into_iter().filter_map(|district| district.area);
        Ok(Territory {
            areas: data.outline.into_iter().chain(districts).collect(),
            maps: catalogue.packs.iter().map(|pack| pack.bounds).collect(),
        })
    }
}

impl Territory {
    /// Why a file of such places is not taken, in a sentence that says the cure; an office without areas and maps knows nothing.
    pub(super) fn fault(&self, spots: &[Spot]) -> Option<String> {
        let knows_nothing = self.areas.is_empty() && self.maps.is_empty();
        if knows_nothing || self.holds_most(spots.iter().copied(), spots.len()) {
            return None;
        }
        let exchanged = spots.iter().filter_map(|spot| Spot::stored(spot.lat, spot.lon));
        let cure = if self.holds_most(exchanged, spots.len()) {
            "inside it with longitude and latitude exchanged: exchange the two"
        } else {
            "outside every map: correct them, or add that area's map first"
        };
        Some(format!("most of its places lie outside the municipality, and {cure}"))
    }

    fn holds_most(&self, spots: impl Iterator<Item = Spot>, count: usize) -> bool {
        let (mut looked_at, mut held) = (0, 0);
        for spot in spots.step_by(count.div_ceil(LOOKED_AT).max(1)) {
            looked_at += 1;
            held += usize::from(self.holds(spot));
        }
        held * 2 >= looked_at && looked_at > 0
    }

    fn holds(&self, spot: Spot) -> bool {
        let shows = |map: &BoundingBox| {
            (map.west..=map.east).contains(&spot.lon) && (map.south..=map.north).contains(&spot.lat)
        };
        self.maps.iter().any(shows) || self.areas.iter().any(|area| area.holds(spot.place()))
    }
}

/// A text of the administrator's.
pub(super) fn text(file: &Path) -> Result<String, OfficeError> {
    let unreadable = || OfficeError::file(format!("{} cannot be read", file.display()));
    if std::fs::metadata(file).map_err(unreadable())?.len() > IMPORT_BYTES {
        let cure = format!("{} is longer than {IMPORT_BYTES} bytes: cut it in two", file.display());
        return Err(OfficeError::Refused(cure));
    }
    let bytes = std::fs::read(file).map_err(unreadable())?;
    let foreign = |_| OfficeError::Refused(format!("{} is not UTF-8: save it as UTF-8", file.display()));
    String::from_utf8(bytes).map_err(foreign)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn spots(places: &[(f64, f64)]) -> Vec<Spot> {
        places.iter().map(|(lat, lon)| Spot::of(*lat, *lon).unwrap()).collect()
    }

    #[test]
    fn most_places_outside_are_told_and_an_exchange_is_named() {
        let of_areas = Territory {
            areas: vec!["POLYGON ((11 43, 12 43, 12 44, 11 44, 11 43))".parse().unwrap()],
            maps: Vec::new(),
        };
        let of_maps = Territory {
            areas: Vec::new(),
            maps: vec![BoundingBox {
                west: 11_000_000,
                south: 43_000_000,
                east: 12_000_000,
                north: 44_000_000,
            }],
        };
        let (sound, strays) = (
            [(43.7, 11.2), (43.8, 11.3), (43.9, 11.4)],
            [(43.7, 11.2), (43.8, 11.3), (45.0, 9.0)],
        );
        let (swapped, elsewhere) = ([(11.2, 43.7), (11.3, 43.8)], [(45.0, 9.0), (45.1, 9.1)]);
        for territory in [of_areas, of_maps] {
            assert_eq!(territory.fault(&spots(&sound)), None);
            assert_eq!(
                territory.fault(&spots(&strays)),
                None,
                "a few may lie beyond the border"
            );
            assert!(territory.fault(&spots(&swapped)).unwrap().contains("exchange the two"));
            assert!(
                territory
                    .fault(&spots(&elsewhere))
                    .unwrap()
                    .contains("outside every map")
            );
            let many: Vec<Spot> = spots(&swapped).into_iter().cycle().take(100_000).collect();
            assert!(territory.fault(&many).unwrap().contains("exchange the two"));
        }
        assert_eq!(Territory::default().fault(&spots(&elsewhere)), None);
    }
}
