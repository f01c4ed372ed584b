// SPDX-License-Identifier: EUPL-1.2
//! What people write: every register with values that differ from one time to the next, every event with all it could need.

use ronda_field::engine::{FileRequest, HappenRequest, NewPhoto, Place, Shot};
use ronda_shared::ids::TicketId;
use ronda_shared::photo::PhotoEdits;
use ronda_shared::reporter::TypedContact;
use ronda_shared::ticket::{
    Category, Danger, Field, PhotoRole, Position, PositionSource, Priority, Ticket, Value, Visibility,
};
use ronda_shared::workflow::Told;
use serde_json::{Map, json};

use crate::camera::{Scene, photo};

const HERE: (f64, f64) = (43.7696, 11.2558);
pub const DISTRICTS: [&str; 3] = ["Q1", "Q2", "Q3"];
/// Of the shipped set; those of a pothole have the question that is answered here.
pub const CATEGORIES: [&str; 2] = ["roads.pothole", "roads.sinkhole"];

/// The fields that somebody writes who writes for the n-th time; he may look at the ticket first.
type Values = fn(u64, &Ticket) -> Vec<(Field, Value)>;

/// Every register. Three numbers in a row never give three equal values.
pub const REGISTERS: [(&str, Values); 14] = [
    ("title", |n, _| one(Field::Title, text(n))),
    ("address", |n, _| one(Field::Address, text(n))),
    ("description", |n, ticket| {
        one(Field::Description, Value::Text(continued(n, &ticket.description)))
    }),
    ("category", |n, _| {
        let category = Category {
            code: of(&CATEGORIES, n).into(),
            taxonomy_version: String::new(),
        };
        one(Field::Category, Value::Category(category))
    }),
    ("position", |n, _| one(Field::Position, Value::Position(pin(n)))),
    ("address_source", |n, _| {
        let source = of(&["street_index", "house_numbers", "asset"], n);
        vec![
            (Field::Address, text(n)),
            (Field::AddressSource, Value::Text(source.into())),
        ]
    }),
    ("address_id", |n, _| one(Field::AddressId, cleared_at_times(n))),
    ("district", |n, _| {
        one(Field::District, Value::Text(of(&DISTRICTS, n).into()))
    }),
    ("asset_ref", |n, _| one(Field::AssetRef, cleared_at_times(n))),
    ("priority", |n, _| {
        one(Field::Priority, Value::Priority(of(&Priority::NAMES, n).1))
    }),
    ("danger", |n, _| {
        let danger = Danger {
            present: n % 3 != 0,
            reason: format!("Rischio numero {n}"),
        };
        one(Field::Danger, Value::Danger(danger))
    }),
    ("visibility", |n, _| {
        one(Field::Visibility, Value::Visibility(of(&Visibility::NAMES, n).1))
    }),
    ("reporter_ref", |n, _| one(Field::ReporterRef, cleared_at_times(n))),
    ("answers.depth_cm", |n, _| {
        one(Field::Answer("depth_cm".into()), Value::Text(n.to_string()))
    }),
];

/// An event as scripts call it: its kind, what is said of it, and whether a photo and another ticket belong to it.
type Row = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    bool,
    bool,
);

/// Every kind of event, and every outcome with its proof.
pub const EVENTS: [Row; 24] = [
    ("take_charge", "take_charge", &[("office", "strade")], false, false),
    ("ask_info", "ask_info", &[("text", "Su quale lato?")], false, false),
    ("give_info", "give_info", &[("text", "A destra")], false, false),
    (
        "transfer",
        "transfer",
        &[("office", "verde"), ("reason", "Motivo di prova")],
        false,
        false,
    ),
    (
        "assign",
        "assign",
        &[("crew", "strade-1"), ("due", "2026-06-01")],
        false,
        false,
    ),
    ("assign_other", "assign", &[("crew", "strade-2")], false, false),
    ("accept", "accept", &[], false, false),
    ("decline", "decline", &[("reason", "Motivo di prova")], false, false),
    ("start", "start", &[], false, false),
    ("hold", "hold", &[("hold", "material")], false, false),
    ("resume", "resume", &[], false, false),
    ("resolve", "resolve", &[("outcome", "fixed_on_site")], true, false),
    ("resolve_safe", "resolve", &[("outcome", "made_safe")], true, true),
    (
        "resolve_waived",
        "resolve",
        &[("outcome", "fixed_on_site"), ("waive", "Buio")],
        false,
        false,
    ),
    (
        "resolve_on_spot",
        "resolve_on_spot",
        &[("outcome", "fixed_on_site")],
        true,
        false,
    ),
    (
        "fixed_by_agent",
        "resolve_on_spot",
        &[("outcome", "fixed_by_agent")],
        true,
        false,
    ),
    ("not_found", "resolve_on_spot", &[("outcome", "not_found")], true, false),
    (
        "already_fixed",
        "resolve_on_spot",
        &[("outcome", "already_fixed")],
        false,
        true,
    ),
    ("verify", "verify", &[], false, false),
    (
        "close_duplicate",
        "close_from_desk",
        &[("outcome", "duplicate")],
        false,
        true,
    ),
    (
        "close_not_ours",
        "close_from_desk",
        &[
            ("outcome", "not_ours"),
            ("body", "Ente di prova"),
            ("passed_on", "2026-05-04"),
            ("text", "Passata all'ente"),
        ],
        false,
        false,
    ),
    (
        "close_in_error",
        "close_from_desk",
        &[("outcome", "filed_in_error"), ("reason", "Motivo di prova")],
        false,
        false,
    ),
    ("reopen", "reopen", &[("reason", "Motivo di prova")], false, false),
    ("cancel", "cancel", &[("reason", "Motivo di prova")], false, false),
];

fn one(field: Field, value: Value) -> Vec<(Field, Value)> {
    vec![(field, value)]
}

pub fn of<T: Copy>(all: &[T], n: u64) -> T {
    all[usize::try_from(n).expect("a small number") % all.len()]
}

/// No two texts of a world are alike.
pub fn words(n: u64) -> String {
    format!("Testo numero {n}")
}

fn text(n: u64) -> Value {
    Value::Text(words(n))
}

/// Before or behind what stands there, so that two at once often merge.
fn continued(n: u64, stands: &str) -> String {
    if n.is_multiple_of(2) {
        format!("Prima numero {n}. {stands}")
    } else {
        format!("{stands} Dopo numero {n}.")
    }
}

fn cleared_at_times(n: u64) -> Value {
    match n % 4 {
        0 => Value::Cleared,
        _ => Value::Text(format!("CODICE-{n}")),
    }
}

/// Every third is the same place to people, though not to the metre.
fn pin(n: u64) -> Position {
    let metres = if n.is_multiple_of(3) { 10 } else { 100 * (n % 50) };
    Position::new(HERE.0 + metres as f64 / 111_000.0, HERE.1, PositionSource::Pin)
}

pub fn place() -> Place {
    Place {
        accuracy_m: Some(5.0),
        ..Place::new(HERE.0, HERE.1, PositionSource::Gps)
    }
}

/// No two photos of a world are alike.
pub fn camera(number: u64) -> NewPhoto {
    let seed = u32::try_from(number % u64::from(u32::MAX)).unwrap_or_default();
    NewPhoto {
        name: "camera.jpg".into(),
        file: photo(Scene::at(HERE.0, HERE.1, seed).sized(64, 48).gravel()),
        role: PhotoRole::Before,
        caption: None,
        edits: PhotoEdits::default(),
        sketch: None,
        shot: Shot::default(),
    }
}

pub fn filing(number: u64, photos: usize) -> FileRequest {
    FileRequest {
        category: CATEGORIES[0].into(),
        title: Some(words(number)),
        description: Some("Larga un metro, davanti alla scuola".into()),
        place: Some(place()),
        district: Some(of(&DISTRICTS, number).into()),
        photos: (0..photos as u64).map(|n| camera(number * 100 + n)).collect(),
        ..FileRequest::default()
    }
}

pub fn contact(number: u64) -> TypedContact {
    TypedContact {
        name: Some(format!("Cittadina Inventata {number}")),
        consent: Some("contact-1".into()),
        ..TypedContact::default()
    }
}

/// An event in words, with everything it could need, and whether a photo belongs to it.
pub fn told(name: &str, other: Option<TicketId>) -> (Told, bool) {
    let row = EVENTS.iter().find(|(known, ..)| *known == name).expect("an event");
    let (_, event, said, pictured, tied) = *row;
    let words: Map<_, _> = said.iter().map(|(part, said)| ((*part).into(), json!(said))).collect();
    let told: Told = serde_json::from_value(words.into()).expect("words of an event");
    let told = Told {
        event: event.into(),
        other: other.filter(|_| tied),
        ..told
    };
    (told, pictured)
}

/// Everything the event could need.
pub fn happening(name: &str, number: u64, other: Option<TicketId>) -> HappenRequest {
    let (told, pictured) = told(name, other);
    HappenRequest {
        told,
        place: Some(place()),
        photos: (0..u64::from(pictured))
            .map(|n| camera(1_000_000 + number + n))
            .collect(),
    }
}
