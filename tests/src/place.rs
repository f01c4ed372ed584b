// SPDX-License-Identifier: EUPL-1.2
//! A real map for the tests, and made-up cities of any size for the measurements.

use std::path::PathBuf;

use ronda_field::store::{PlaceContents, PlaceKind, PlaceWanted, Store};
use ronda_shared::ids::PlaceHash;
use ronda_shared::place::{FileRef, Spot, StreetIndex, StreetMaker};
use sha2::{Digest, Sha256};

use crate::office::Office;

/// What must be named wherever the map is shown.
pub const ATTRIBUTION: &str = "OpenStreetMap contributors, Protomaps";
/// The city's areas, house numbers and lamps.
pub const BOUNDARIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/demo-boundaries.geojson");
pub const HOUSE_NUMBERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/demo-civici.csv");
pub const LAMPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/demo-lampioni.geojson");

/// The OpenStreetMap extract of Firenze that `make setup` fetches into the build folder.
pub fn firenze() -> PathBuf {
    let own = std::env::current_exe().expect("this program has a path");
    let maps = own.ancestors().map(|folder| folder.join("map/firenze.pmtiles"));
    let found = maps.into_iter().find(|map| map.is_file());
    found.unwrap_or_else(|| panic!("the map of Firenze is missing: run `make setup` first"))
}

/// Hands a map out under the name `firenze`.
pub fn add_pack(office: &Office, file: &str, date: &str) -> serde_json::Value {
    let about = [
        "--area",
        "Firenze e dintorni",
        "--licence",
        "ODbL-1.0",
        "--attribution",
        ATTRIBUTION,
    ];
    let pack = ["pack", "add", file, "--name", "firenze", "--date", date];
    office.run(&[&pack[..], &about].concat()).done()
}

/// A city of straight streets on a grid around Firenze, so many pieces of street in all, and as many house numbers.
pub fn grid(pieces: usize) -> StreetIndex {
    const PIECES_A_STREET: usize = 20;
    const STEP: i32 = 250;
    let names = ["Roma", "Verdi", "Garibaldi", "della Scala", "San Niccolò", "dei Pinti"];
    let mut maker = StreetMaker::default();
    let streets = pieces.div_ceil(PIECES_A_STREET);
    let across = (streets as f64 / 2.0).sqrt().ceil() as usize;
    for street in 0..streets {
        let (row, column) = ((street / 2 / across) as i32, (street / 2 % across) as i32);
        // Now and then the name that every village has, far from the one before.
        let name = match street % 397 {
            5 => "Via Roma".to_owned(),
            _ => format!("Via {} {street}", names[street % names.len()]),
        };
        let corner = (
            11_000_000 + column * STEP * PIECES_A_STREET as i32,
            43_600_000 + row * STEP * PIECES_A_STREET as i32,
        );
        let spot = |at: i32| {
            let along = at * STEP;
            if street % 2 == 0 {
                Spot {
                    lon: corner.0 + along,
                    lat: corner.1,
                }
            } else {
                Spot {
                    lon: corner.0,
                    lat: corner.1 + along,
                }
            }
        };
        let count = PIECES_A_STREET.min(pieces - street * PIECES_A_STREET) as i32;
        maker.line(&name, (0..=count).map(spot).collect());
        for at in 0..count {
            let taken = maker.number(&name, &format!("{}", at + 1), spot(at));
            assert_eq!(taken, Ok(()));
        }
    }
    maker.finish()
}

/// Puts an index into a phone's store as a sync would.
pub fn fill(store: &mut Store, index: StreetIndex) {
    let bytes = index.to_bytes();
    let wanted = PlaceWanted {
        file: FileRef {
            sha256: PlaceHash(Sha256::digest(&bytes).into()),
            bytes: bytes.len() as u64,
        },
        kind: PlaceKind::Numbers,
        name: String::new(),
    };
    store
        .fill_place(&wanted, &PlaceContents::Streets(index))
        .expect("the rows are written");
}
