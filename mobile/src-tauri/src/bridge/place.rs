// SPDX-License-Identifier: EUPL-1.2
//! Places: what is there, where something is, the maps of this phone and the tickets on them. Nothing of it asks a network.

use super::prelude::*;

wire! {
    /// A point in degrees (WGS 84).
    pub struct Point {
        /// Latitude.
        pub lat: f64,
        /// Longitude.
        pub lon: f64,
    }
}

wire! {
    /// What the city's areas say of a place.
    pub struct Whereabouts {
        /// Code of the district that holds it.
        pub district: Option<String>,
        /// That district's name.
        pub district_name: Option<String>,
        /// It is known to lie outside the municipality.
        pub outside: bool,
    }
}

words! {
    /// Where an address came from that nobody typed.
    pub enum AddressSource { StreetIndex, HouseNumbers, Asset }
}

wire! {
    /// The address of a place.
    pub struct NearAddress {
        /// As it is written down.
        pub address: String,
        /// Where it comes from; goes into the draft beside the address.
        pub source: AddressSource,
        /// Metres between the two.
        pub distance_m: f64,
    }
}

wire! {
    /// What somebody types to find a place.
    pub struct PlaceSearch {
        /// Beginnings of words of a street, a street with a number, or a code.
        pub text: String,
        /// The nearest first around this latitude; both or none.
        #[serde(default)]
        #[ts(optional)]
        pub lat: Option<f64>,
        /// And this longitude.
        #[serde(default)]
        #[ts(optional)]
        pub lon: Option<f64>,
    }
}

words! {
    /// What a search found.
    pub enum FoundKind { Street, Number, Asset }
}

wire! {
    /// A place by its name.
    pub struct FoundPlace {
        /// What it is.
        pub kind: FoundKind,
        /// Its name; of an asset its code.
        pub label: String,
        /// What tells it from others of that name.
        pub detail: Option<String>,
        /// Latitude.
        pub lat: f64,
        /// Longitude.
        pub lon: f64,
        /// Metres from the place asked for.
        pub distance_m: Option<f64>,
    }
}

wire! {
    /// A lamp, a bin, a tree.
    pub struct NearAsset {
        /// What stands on its plate.
        pub code: String,
        /// The layer.
        pub layer: String,
        /// What people call it.
        pub label: Option<String>,
        /// Latitude.
        pub lat: f64,
        /// Longitude.
        pub lon: f64,
        /// Metres from the place asked for.
        pub distance_m: Option<f64>,
    }
}

wire! {
    /// A code, typed or scanned.
    pub struct AssetCode {
        /// In whatever case.
        pub code: String,
    }
}

wire! {
    /// A picture that may show a code; nothing of it is kept.
    pub struct CodePicture {
        /// The whole file in base64 (no `data:` prefix).
        pub file: String,
    }
}

words! {
    /// How a map stands on this phone.
    pub enum MapState { Available, Downloading, Paused, Installed, Outdated }
}

wire! {
    /// A map. Where one is here, what it says is of the one that is here.
    pub struct MapPack {
        /// Its name, for the commands.
        pub name: String,
        /// What it shows, in words.
        pub area: String,
        /// The day of its data, such as `2026-11-25`.
        pub date: String,
        /// Bytes to fetch, of the newest there is; of an installed one without a newer, of its file.
        pub bytes: f64,
        /// Such as `ODbL-1.0`.
        pub licence: String,
        /// Who must be named wherever it is shown.
        pub attribution: String,
        /// West, south, east and north in degrees.
        pub bounds: (f64, f64, f64, f64),
        /// The least zoom it has.
        pub zoom_least: f64,
        /// The greatest zoom it has.
        pub zoom_most: f64,
        /// How it stands.
        pub state: MapState,
        /// Bytes that are here of a file not yet whole.
        pub received_bytes: f64,
        /// The file that can be shown, as `map://localhost/FILE`.
        pub file: Option<String>,
        /// Bytes of that file.
        pub file_bytes: Option<f64>,
        /// The day of the office's newer one.
        pub newer_date: Option<String>,
    }
}

wire! {
    /// A map by its name.
    pub struct MapName {
        /// Its name.
        pub name: String,
    }
}

wire! {
    /// A piece of map in degrees.
    pub struct MapBox {
        /// Least longitude.
        pub west: f64,
        /// Least latitude.
        pub south: f64,
        /// Greatest longitude.
        pub east: f64,
        /// Greatest latitude.
        pub north: f64,
    }
}

wire! {
    /// A ticket as a map shows it.
    pub struct MapTicket {
        /// The ticket.
        pub id: String,
        /// Its spoken code.
        pub code: String,
        /// Latitude.
        pub lat: f64,
        /// Longitude.
        pub lon: f64,
        /// Category code.
        pub category: String,
        /// What its category belongs to: the code before the dot.
        pub category_group: String,
        /// One of `STATUSES`, or one of a newer version.
        pub status: String,
        /// Filed by this person.
        pub is_mine: bool,
        /// One of `PRIORITIES`.
        pub priority: Option<String>,
        /// Somebody may get hurt.
        pub danger: bool,
        /// One line, often empty.
        pub title: String,
    }
}
